import { scopedName } from '../convert/names.ts';
import type { DesiredService } from '../desired-stack.ts';

/** Networks of a node itself: services have no names there, and no probe joins them. */
const WITHOUT_NAMES: ReadonlySet<string> = new Set(['bridge', 'host', 'none', 'ingress']);

/** Which names the services of a stack answer to, and on which networks; all by full name. */
export interface StackHosts {
  /** The networks on which a name is known; empty for one that no service of the stack has. */
  networksOf(host: string): readonly string[];
  /** The networks that a service is on and a probe can join. */
  networksOfService(key: string): readonly string[];
  /** For people, in the order of the file. */
  readonly names: readonly string[];
}

/** Swarm gives each service its key, its full name and its aliases, and the same behind `tasks.` for its tasks. */
export function stackHosts(stack: string, services: readonly DesiredService[]): StackHosts {
  const joined = services.map(({ key, spec }) => ({
    key,
    attachments: (spec.TaskTemplate.Networks ?? []).filter(({ Target }) => !WITHOUT_NAMES.has(Target)),
  }));
  const entries = joined.flatMap(({ key, attachments }) =>
    attachments.flatMap(({ Target, Aliases = [] }) =>
      [key, scopedName(stack, key), ...Aliases].map((name) => ({
        name: name.toLowerCase(),
        network: Target,
      })),
    ),
  );
  return {
    networksOf: (host) => {
      const name = host.toLowerCase().replace(/^tasks\./, '');
      return distinct(entries.filter((entry) => entry.name === name).map(({ network }) => network));
    },
    networksOfService: (wanted) =>
      distinct(
        joined
          .filter(({ key }) => key === wanted)
          .flatMap(({ attachments }) => attachments.map(({ Target }) => Target)),
      ),
    names: services.map(({ key }) => key),
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
