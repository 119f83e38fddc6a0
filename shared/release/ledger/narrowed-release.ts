import { UserError } from '../../errors/user-error.ts';
import type { ReleasedStack } from './release-record.ts';
import { networksOf } from './released-spec.ts';

/** A recorded stack with these services alone, by their keys or full names, and the networks they join. */
export function narrowedRelease(
  released: ReleasedStack,
  keys: readonly string[],
  release: number,
): ReleasedStack {
  const isMeant = ({ key, spec }: ReleasedStack['services'][number]): boolean =>
    keys.includes(key) || keys.includes(spec.Name);
  const services = released.services.filter(isMeant);
  const names = new Set(services.flatMap(({ key, spec }) => [key, spec.Name]));
  const [unknown] = keys.filter((key) => !names.has(key));
  if (unknown !== undefined) {
    const known = released.services.map(({ key }) => key).join(', ');
    throw new UserError(
      `Input "services": release ${release} of stack ${released.stack} has no service "${unknown}".`,
      { fix: `Write one of its services: ${known}.` },
    );
  }
  const joined = new Set(services.flatMap(({ spec }) => networksOf(spec)));
  return { ...released, services, networks: released.networks.filter(({ Name }) => joined.has(Name)) };
}
