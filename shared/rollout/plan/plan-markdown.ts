import { codeBlock, codeCell, codeSpan, markdownTable } from '../report/markdown.ts';
import { reasons, tasksText } from './effect-text.ts';
import { objectChanges } from './object-changes.ts';
import { type Plan, type ServiceChange, writesNothing } from './plan.ts';
import { planLines, startsText, totalsText } from './plan-text.ts';
import { oneLine } from './value-text.ts';

/** GitHub refuses a comment above 65,536 characters; the rest is room for what others write around the plan. */
const COMMENT_LENGTH = 60_000;
/** What stands around the lines that are folded away. */
const FRAME_LENGTH = 200;
const MOST_ROWS = 50;
const MOST_NOTES = 20;
const LONGEST_CELL = 160;

/** The plan as a comment on a pull request: what happens to which service, and all fields folded away. */
export function planMarkdown(plan: Plan): string {
  const notes = plan.notes.slice(0, MOST_NOTES).map((note) => `- ⚠️ ${codeSpan(cut(oneLine(note), 300))}`);
  const parts = [
    `### Plan for stack ${codeSpan(plan.stack)}`,
    writesNothing(plan) ? 'Nothing to write: the swarm holds what is wanted.' : totalsText(plan),
    ...(writesNothing(plan) ? [] : [planTable(plan)]),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ];
  const room = COMMENT_LENGTH - parts.join('\n\n').length;
  return `${[...parts, ...(writesNothing(plan) ? [] : [planDetails(plan, room)])].join('\n\n')}\n`;
}

/** What is written, a row for each object; services that stay as they are only count in the totals. */
export function planTable(plan: Plan): string {
  const rows = [
    ...plan.services.flatMap(serviceRow),
    ...plan.removals.map(({ name }) => row('remove', `service ${name}`, '')),
    ...plan.networks.map(({ body }) => row('create', `network ${body.Name}`, '')),
    ...plan.networkRemovals.map(({ name }) => row('remove', `network ${name}`, '')),
    ...objectChanges(plan).map(({ kind, name, rotates, services }) =>
      row(
        'create',
        `${kind} ${name}`,
        rotates === undefined ? '' : `new content for ${codes(services) || 'no service'}`,
      ),
    ),
  ];
  if (rows.length === 0) return 'Nothing to write: the swarm holds what is wanted.';
  const more = rows.length - MOST_ROWS;
  const shown = more > 0 ? [...rows.slice(0, MOST_ROWS), ['', `and ${more} more`, '', '']] : rows;
  return markdownTable(['Action', 'What', 'Tasks', 'Because of'], shown);
}

/** The plan as the log shows it, folded; what is over the room goes, and a line says so. */
export function planDetails(plan: Plan, room = Number.POSITIVE_INFINITY): string {
  const lines = planLines(plan);
  let left = room - FRAME_LENGTH;
  const first = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  const shown = first < 0 ? lines : [...lines.slice(0, first), '... the rest is in the log of the step'];
  return `<details><summary>Plan</summary>\n\n${codeBlock(shown)}\n\n</details>`;
}

function serviceRow(change: ServiceChange): readonly (readonly string[])[] {
  const what = `service ${change.name}`;
  if (change.action === 'unchanged') return [];
  if (change.action === 'update') return [row('update', what, tasksText(change), codes(reasons(change)))];
  const image = codeCell(cut(change.spec.TaskTemplate.ContainerSpec.Image));
  return [row('create', what, `${image}, ${startsText(change.spec)}`)];
}

function row(action: string, what: string, tasks: string, why = ''): readonly string[] {
  return [action, codeCell(what), tasks, why];
}

function codes(texts: readonly string[]): string {
  return texts.map((text) => codeCell(cut(text))).join(', ');
}

function cut(text: string, longest = LONGEST_CELL): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}
