import { debug, endGroup, error, info, startGroup, warning } from '@actions/core';
import type { SourcePosition } from '../errors/user-error.ts';

/** Lines of the step's log; warnings and errors become annotations, at a line of a file when they have a position. */
export interface Log {
  info(line: string): void;
  debug(line: string): void;
  warning(line: string, position?: SourcePosition): void;
  error(line: string, position?: SourcePosition): void;
  /** Lines that fold under a title. */
  group(title: string, lines: readonly string[]): void;
}

/**
 * Text from elsewhere (engine, containers, files) can hold workflow commands: the runner takes every line that
 * starts with `::`, and `##[` wherever it stands. A zero-width space makes them text.
 */
export function harmless(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1:\u200b').replaceAll('##[', '##\u200b[');
}

export const runnerLog: Log = {
  info: (line) => info(harmless(line)),
  debug: (line) => debug(line),
  warning: (line, position) => warning(line, annotation(position)),
  error: (line, position) => error(line, annotation(position)),
  group: (title, lines) => {
    startGroup(title);
    for (const line of lines) info(harmless(line));
    endGroup();
  },
};

function annotation(position: SourcePosition | undefined) {
  if (position === undefined) return {};
  return { file: position.file, startLine: position.line, startColumn: position.column };
}
