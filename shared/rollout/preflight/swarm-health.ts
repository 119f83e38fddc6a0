import type { Node } from '../../engine/objects.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** What of the swarm itself is broken. */
export function swarmHealth({ nodes }: Pick<CurrentStack, 'nodes'>): readonly Finding[] {
  return [...quorum(nodes), ...downNodes(nodes)];
}

/** A manager that lost the others may still list what it last knew; it cannot write. */
function quorum(nodes: readonly Node[]): Finding[] {
  const managers = nodes.filter((node) => node.ManagerStatus !== undefined);
  const away = managers.filter((node) => node.ManagerStatus?.Reachability === 'unreachable');
  const needed = Math.floor(managers.length / 2) + 1;
  const present = managers.length - away.length;
  if (away.length === 0 || present > needed) return [];
  const names = away.map(hostname).join(', ');
  const counted = `${present} of ${managers.length} managers can be reached (not ${names})`;
  if (present < needed) {
    return [
      {
        level: 'error',
        message: `The swarm has no quorum: ${counted}, and ${needed} are needed.`,
        fix: 'Start the missing managers; the swarm then goes on by itself.',
      },
    ];
  }
  return [
    {
      level: 'warning',
      message: `The swarm is one manager away from losing its quorum: ${counted}.`,
      fix: 'Start the missing managers before anything else happens.',
    },
  ];
}

function downNodes(nodes: readonly Node[]): Finding[] {
  const down = nodes.filter(({ Status }) => Status.State === 'down');
  if (down.length === 0) return [];
  return [
    {
      level: 'warning',
      message: `${down.length} of ${nodes.length} nodes ${down.length === 1 ? 'is' : 'are'} down: ${down.map(hostname).join(', ')}.`,
      fix: 'Start them, or take them out of the swarm: docker node rm --force NODE',
    },
  ];
}

function hostname({ Description }: Node): string {
  return Description.Hostname;
}
