import { createHash } from 'node:crypto';
import type { ServiceSpec } from '../../engine/specs.ts';
import type { ReleasedStack } from './release-record.ts';

/**
 * Equal for two stacks that run the same. Replica counts and forced updates do not count: a rollback leaves both as
 * they are.
 */
export function fingerprintOf({ services, networks, configs, secrets }: ReleasedStack): string {
  const same = { services: services.map(({ spec }) => withoutCounts(spec)), networks, configs, secrets };
  return createHash('sha256').update(JSON.stringify(same, sortedKeys)).digest('hex');
}

function withoutCounts({ Mode, TaskTemplate, ...spec }: ServiceSpec): object {
  const { ForceUpdate: _forced, ...task } = TaskTemplate;
  const { Replicated: _count, ...mode } = Mode;
  return { ...spec, TaskTemplate: task, Mode: { ...mode, replicated: Mode.Replicated !== undefined } };
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
