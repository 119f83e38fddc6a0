import type { ServiceResult } from '../watch/service-result.ts';
import { codeBlock } from './markdown.ts';
import type { Phase } from './stopwatch.ts';

/** The phase in which services are written and watched. */
export const ROLLING = 'roll out';

/** When what happened, as a Mermaid chart in Markdown: the phases of the run, and how long each service took. */
export function timeline(
  stack: string,
  phases: readonly Phase[],
  services: readonly ServiceResult[],
): string {
  const starts = phases.map((_, index) =>
    phases.slice(0, index).reduce((sum, { seconds }) => sum + seconds, 0),
  );
  const bars = phases.map(({ name, seconds }, index) =>
    bar(name, starts[index] ?? 0, (starts[index] ?? 0) + seconds),
  );
  const begin = starts[phases.findIndex(({ name }) => name === ROLLING)] ?? 0;
  const watched = services.map(({ service, seconds, cause }) =>
    bar(service.key, begin, begin + seconds, cause === undefined ? '' : 'crit, '),
  );
  const head = ['gantt', `  title Stack ${stack}, in seconds`, '  dateFormat X', '  axisFormat %M:%S'];
  const chart = [...head, '  section Run', ...bars, '  section Until certain', ...watched];
  return codeBlock(chart, 'mermaid');
}

/** Mermaid takes no colons, semicolons or hashes in names, and no bar of length zero. */
function bar(name: string, from: number, to: number, tag = ''): string {
  const label = name.replace(/[^\w.-]+/g, ' ');
  return `  ${label} :${tag}${from.toFixed(1)}, ${Math.max(to, from + 0.1).toFixed(1)}`;
}
