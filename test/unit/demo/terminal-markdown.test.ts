import { describe, expect, it } from 'vitest';
import { plainStyle, type Style } from '../../demo/style.ts';
import { terminalMarkdown } from '../../demo/terminal-markdown.ts';

const marked: Style = (format, text) => `<${String(format)}>${text}</>`;
const coloured: Style = (_format, text) => `\u001b[1m${text}\u001b[22m`;

const shown = (markdown: string): string => terminalMarkdown(markdown, plainStyle).join('\n');

describe('terminalMarkdown', () => {
  it('shows headings without their hashes, in bold', () => {
    expect(terminalMarkdown('### ✅ Stack a\\_b: done\n\nText.', marked)).toEqual([
      '<bold>✅ Stack a_b: done</>',
      '',
      'Text.',
    ]);
  });

  it('undoes what protects text in Markdown', () => {
    expect(shown('1 &lt; 2 &amp;&amp; \\`a\\` \\*b\\* \\\\ c\\|d &amp;lt;')).toBe(
      '1 < 2 && `a` *b* \\ c|d &lt;',
    );
  });

  it('takes the marks off code and strong text', () => {
    expect(terminalMarkdown('Run `docker ps` **now &amp; then**.', marked)).toEqual([
      'Run <cyan>docker ps</> <bold>now & then</>.',
    ]);
  });

  it('aligns the columns of a table by what is seen', () => {
    const table = '| Service | Tasks |\n| --- | --- |\n| a\\|b |  |\n| `longer-name` | 3/3 |\n\nAfter';

    expect(shown(table)).toBe(
      ['Service       Tasks', '───────────   ─────', 'a|b', 'longer-name   3/3', '', 'After'].join('\n'),
    );
    expect(terminalMarkdown(table, coloured)).toContain('\u001b[1mlonger-name\u001b[22m   3/3');
  });

  it('keeps a row of dashes that is no rule', () => {
    expect(shown('| a |\n| --- |\n| - |')).toBe('a\n─\n-');
  });

  it('shows code as it is, up to a fence as long as the first', () => {
    expect(shown('````text\n```\n</details> &lt; \\*\n````\nafter')).toBe(
      '│ ```\n│ </details> &lt; \\*\nafter',
    );
  });

  it('shows code that is not closed to its end', () => {
    expect(shown('```text\none\ntwo')).toBe('│ one\n│ two');
  });

  it('folds details into one line, whatever their code holds', () => {
    const details =
      '<details><summary>Plan &amp; all</summary>\n\n```text\na\n</details>\n```\n\n</details>\n\nAfter';

    expect(shown(details)).toBe('▸ Plan & all (2 lines, folded)\n\nAfter');
  });

  it('draws a gantt chart', () => {
    const lines = terminalMarkdown('```mermaid\ngantt\n  title T\n  web :0.0, 1.0\n```', plainStyle);

    expect(lines[0]).toBe('T');
    expect(lines[1]).toMatch(/^ {4}web {2}█+ {2}0\.0 - 1\.0$/);
  });
});
