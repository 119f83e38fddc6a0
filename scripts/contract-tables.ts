import type { ActionContract, InputContract } from './action-contract.ts';

const MARKED = /(<!-- (inputs|outputs) of ([a-z-]+) -->\n)(.*?)(<!-- end -->)/gs;
const START = /<!-- (?:inputs|outputs) of /g;

/**
 * Fills the text between each pair of `<!-- inputs of NAME -->` (or `outputs of`) and `<!-- end -->` with the
 * table of that action. Throws when a marker names an action that is not there or has no end.
 */
export function fillTables(markdown: string, actions: ReadonlyMap<string, ActionContract>): string {
  const marked = [...markdown.matchAll(MARKED)].length;
  if (marked !== [...markdown.matchAll(START)].length) {
    throw new Error(
      'A marker "<!-- inputs of NAME -->" or "<!-- outputs of NAME -->" has no "<!-- end -->".',
    );
  }
  return markdown.replace(
    MARKED,
    (_, start: string, kind: string, name: string, _old: string, end: string) => {
      const action = actions.get(name);
      if (action === undefined) throw new Error(`"${start.trim()}" names no action.`);
      return `${start}\n${kind === 'inputs' ? inputTable(action) : outputTable(action)}\n${end}`;
    },
  );
}

function inputTable(action: ActionContract): string {
  return table(
    ['input', 'default', 'meaning'],
    action.inputs.map((input) => [`\`${input.name}\``, shownDefault(input), input.description]),
  );
}

function shownDefault(input: InputContract): string {
  if (input.required) return '**required**';
  return input.default === undefined ? '' : `\`${input.default}\``;
}

function outputTable(action: ActionContract): string {
  return table(
    ['output', 'meaning'],
    action.outputs.map((output) => [`\`${output.name}\``, output.description]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** One line, and a `|` that does not end the cell, not even inside code. */
function cell(text: string): string {
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}
