/** Text from elsewhere as Markdown text: nothing in it formats, links, opens HTML or ends a table cell. */
export function plainText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~@]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}

/** A block that shows its lines as they are, fenced by more backticks than any line has. */
export function codeBlock(lines: readonly string[], language = 'text'): string {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/**
 * Text from elsewhere as code inside a line or a cell: it formats nothing, links nothing and, in a comment on GitHub,
 * mentions nobody, which escaped text would.
 */
export function codeSpan(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return line === '' ? '' : `${fence}${pad}${line}${pad}${fence}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(
    header,
    rows.map((row) => row.map(plainText)),
  );
}

/** A table whose cells are Markdown already, each in one line. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A code span for a cell of a table, where a bar would end the cell even inside of code. */
export function codeCell(text: string): string {
  // A backslash before the bar would take the escaping backslash for itself.
  return codeSpan(text).replaceAll('\\|', '\\\u200b|').replaceAll('|', '\\|');
}
