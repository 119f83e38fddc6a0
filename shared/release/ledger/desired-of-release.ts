import { labelsOfStack } from '../../compose/convert/names.ts';
import type { DesiredStack, ExternalObject } from '../../compose/desired-stack.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { ReleasedStack } from './release-record.ts';
import { configsOf, networksOf, secretsOf } from './released-spec.ts';

/**
 * A recorded stack as what is wanted now, for the same plan, checks and rollout as a stack file. Configs come with their
 * data, so that the plan makes those that are gone. Secrets cannot be made, nor networks that the stack never made: both
 * are external, and the preflight names what is missing. `release` stands for the file in positions.
 */
export function desiredOfRelease(released: ReleasedStack, release: number): DesiredStack {
  const name = released.stack;
  const position: SourcePosition = { file: `release ${release} of ${name}`, line: 1, column: 1 };
  const specs = released.services.map(({ spec }) => spec);
  const configs = released.configs.filter(({ Data }) => Data !== undefined);
  const outside = (used: readonly string[], own: readonly string[]): readonly ExternalObject[] =>
    [...new Set(used)].filter((name) => !own.includes(name)).map((name) => ({ name, position }));
  return {
    name,
    services: released.services.map((service) => ({ ...service, position })),
    networks: released.networks.map((body) => ({ body, position })),
    configs: configs.map((spec) => ({
      spec: { ...spec, Labels: labelsOfStack(name, spec.Labels) },
      position,
    })),
    secrets: [],
    external: {
      networks: outside(
        specs.flatMap(networksOf),
        released.networks.map(({ Name }) => Name),
      ),
      configs: outside(
        specs.flatMap(configsOf),
        configs.map(({ Name }) => Name),
      ),
      secrets: outside(specs.flatMap(secretsOf), []),
    },
    delivery: released.delivery,
    warnings: [],
  };
}
