import type { Node, Service, Task } from '../../engine/objects.ts';

/** One look at a stack in the swarm; `at` is the clock's time when the look began. */
export interface Observation {
  readonly at: number;
  /** Whether services and nodes were listed in this very look; the tasks always were. */
  readonly isWhole: boolean;
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

export function nodeNamer(look: Observation): (id: string) => string {
  const names = new Map(look.nodes.map((node) => [node.ID, node.Description.Hostname]));
  return (id) => names.get(id) ?? id;
}
