import type { DesiredStack } from '../../compose/desired-stack.ts';
import type { Node } from '../../engine/objects.ts';
import type { Platform } from '../../engine/specs.ts';
import type { CurrentStack } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';
import { fittingNodes, taskCount } from './fitting-nodes.ts';

/** The names a node gives its processor, in the words of images. */
const ARCHITECTURES = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
]);

/** Images that were made for none of the nodes a service may run on. */
export function platforms(
  { services }: DesiredStack,
  { nodes }: Pick<CurrentStack, 'nodes'>,
): readonly Finding[] {
  return services.flatMap(({ key, spec, position }) => {
    const made = spec.TaskTemplate.Placement?.Platforms ?? [];
    const fitting = fittingNodes(nodes, spec);
    if (made.length === 0 || fitting.length === 0 || taskCount(spec) === 0) return [];
    if (fitting.some((node) => made.some((platform) => runsOn(platform, node)))) return [];
    const [image] = spec.TaskTemplate.ContainerSpec.Image.split('@');
    const has = [...new Set(fitting.map(({ Description }) => nameOf(Description.Platform ?? {})))];
    return [
      {
        level: 'error' as const,
        message: `${key}: ${image} is made for ${made.map(nameOf).join(', ')}, but its nodes are ${has.join(', ')}.`,
        fix: 'Build the image for the platform of the nodes too.',
        position,
        service: spec.Name,
      },
    ];
  });
}

function runsOn(made: Platform, { Description }: Node): boolean {
  const has = Description.Platform ?? {};
  const fits = (wanted: string | undefined, present: string | undefined): boolean =>
    !wanted || !present || architecture(wanted) === architecture(present);
  return fits(made.OS, has.OS) && fits(made.Architecture, has.Architecture);
}

function architecture(name: string): string {
  return ARCHITECTURES.get(name) ?? name;
}

function nameOf({ OS, Architecture }: Platform): string {
  return `${OS || 'any'}/${Architecture ? architecture(Architecture) : 'any'}`;
}
