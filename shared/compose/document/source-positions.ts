import type { SourcePosition } from '../../errors/user-error.ts';

/** Gives the place of an offset in a text, lines and columns from 1. */
export function sourcePositions(file: string, text: string): (offset: number) => SourcePosition {
  const lineStarts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lineStarts.push(end + 1);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) > offset) high = middle;
      else low = middle;
    }
    return { file, line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
  };
}
