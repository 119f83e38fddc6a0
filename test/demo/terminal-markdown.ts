import { stripVTControlCharacters } from 'node:util';
import { ganttBars } from './gantt-bars.ts';
import type { Style } from './style.ts';

const COLUMN_GAP = '   ';
const INLINE = /\\([\\`*_{}[\]()#+!|~@-])|`([^`]+)`|\*\*(.+?)\*\*|&(amp|lt|gt);/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** The Markdown of a job summary as a terminal can show it; what GitHub folds is one line here. */
export function terminalMarkdown(markdown: string, style: Style): readonly string[] {
  const lines = markdown.trim().split('\n');
  const shown: string[] = [];
  while (lines.length > 0) shown.push(...takeBlock(lines, style));
  return shown;
}

/** Takes at least one line. */
function takeBlock(lines: string[], style: Style): readonly string[] {
  const first = lines.shift() ?? '';
  const [, fence, language] = /^(`{3,})(\w*)$/.exec(first) ?? [];
  if (fence !== undefined) return codeBlock(takeUntil(lines, fence), language, style);
  if (first.startsWith('<details>')) return [foldedLine(first, lines, style)];
  if (first.startsWith('|')) return table([first, ...takeWhileTable(lines)], style);
  const [, heading] = /^#+ (.+)$/.exec(first) ?? [];
  return [heading === undefined ? inline(first, style) : style('bold', inline(heading, style))];
}

function codeBlock(lines: readonly string[], language: string | undefined, style: Style): readonly string[] {
  if (language === 'mermaid' && lines[0] === 'gantt') return ganttBars(lines, style);
  return lines.map((line) => `${style('dim', '│')} ${line}`);
}

function foldedLine(first: string, lines: string[], style: Style): string {
  const title = /<summary>(.*)<\/summary>/.exec(first)?.[1] ?? 'Details';
  const inside: string[] = [];
  while (lines.length > 0 && lines[0] !== '</details>') inside.push(...takeBlock(lines, style));
  lines.shift();
  const count = inside.filter((line) => line !== '').length;
  return `▸ ${inline(title, style)} ${style('dim', `(${count} ${count === 1 ? 'line' : 'lines'}, folded)`)}`;
}

function takeUntil(lines: string[], end: string): readonly string[] {
  const at = lines.indexOf(end);
  const taken = lines.splice(0, at === -1 ? lines.length : at + 1);
  return at === -1 ? taken : taken.slice(0, -1);
}

function takeWhileTable(lines: string[]): readonly string[] {
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.splice(0, end === -1 ? lines.length : end);
}

function table(lines: readonly string[], style: Style): readonly string[] {
  const [header = [], , ...rows] = lines.map((line) => cellsOf(line).map((cell) => inline(cell, style)));
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => widthOf(row[column] ?? ''))),
  );
  const aligned = (row: readonly string[]): string =>
    widths
      .map((width, column) => padded(row[column] ?? '', width))
      .join(COLUMN_GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(COLUMN_GAP);
  return [style('bold', aligned(header)), style('dim', rule), ...rows.map(aligned)];
}

function cellsOf(line: string): readonly string[] {
  return (line.match(/(?:\\.|[^|\\])+/g) ?? []).map((cell) => cell.trim());
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - widthOf(text));
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

function inline(text: string, style: Style): string {
  return text.replace(INLINE, (_, escaped?: string, code?: string, bold?: string, entity?: string) => {
    if (escaped !== undefined) return escaped;
    if (code !== undefined) return style('cyan', code);
    if (bold !== undefined) return style('bold', inline(bold, style));
    return ENTITIES[entity ?? ''] ?? '';
  });
}
