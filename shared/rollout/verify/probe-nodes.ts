import type { HttpCheck } from '../../compose/delivery/check.ts';
import type { Node } from '../../engine/objects.ts';
import { eligibleNodes, satisfies } from '../watch/eligible-nodes.ts';

export interface ProbeNodes {
  /** One probe each; `undefined` stands for any node. */
  readonly chosen: readonly (Node | undefined)[];
  /** Fitting nodes that are down: whatever they run, nobody can ask. */
  readonly down: readonly Node[];
}

/** The nodes that a probe runs on: of those the check names the ones that take tasks of Linux. */
export function probeNodes(from: HttpCheck['from'], nodes: readonly Node[]): ProbeNodes {
  if (from === 'one-node') return { chosen: [undefined], down: [] };
  const constraints = from === 'every-node' ? [] : from;
  const linux = nodes.filter(({ Description }) => (Description.Platform?.OS ?? 'linux') === 'linux');
  const fitting = linux.filter((node) => constraints.every((constraint) => satisfies(node, constraint)));
  return {
    chosen: eligibleNodes(linux, constraints),
    down: fitting.filter(({ Status }) => Status.State === 'down'),
  };
}
