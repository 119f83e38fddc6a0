import type { ServiceResult } from '../watch/service-result.ts';
import { codeBlock } from './markdown.ts';
import type { Phase } from './stopwatch.ts';

/** When what happened, as a Mermaid chart in Markdown: the phases before the watch, then how long each service took. */
export function timeline(
  stack: string,
  phases: readonly Phase[],
  services: readonly ServiceResult[],
): string {
  const before = phases.filter((phase) => phase.name !== 'watch');
  const ends = before.map((_, index) =>
    before.slice(0, index + 1).reduce((sum, { seconds }) => sum + seconds, 0),
  );
  const watchBegins = ends.at(-1) ?? 0;
  const bars = before.map(({ name, seconds }, index) =>
    bar(name, (ends[index] ?? 0) - seconds, ends[index] ?? 0),
  );
  const watched = services.map(({ service, seconds, cause }) =>
    bar(service.key, watchBegins, watchBegins + seconds, cause === undefined ? '' : 'crit, '),
  );
  const head = ['gantt', `  title Stack ${stack}, in seconds`, '  dateFormat X', '  axisFormat %M:%S'];
  const chart = [...head, '  section Before', ...bars, '  section Until certain', ...watched];
  return codeBlock(chart, 'mermaid');
}

/** Mermaid takes no colons, semicolons or hashes in names, and no bar of length zero. */
function bar(name: string, from: number, to: number, tag = ''): string {
  const label = name.replace(/[^\w.-]+/g, ' ');
  return `  ${label} :${tag}${from.toFixed(1)}, ${Math.max(to, from + 0.1).toFixed(1)}`;
}
