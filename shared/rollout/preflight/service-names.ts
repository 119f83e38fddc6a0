import type { DesiredStack } from '../../compose/desired-stack.ts';
import { type CurrentStack, STACK_LABEL } from '../plan/current-stack.ts';
import type { Finding } from './finding.ts';

/** Names that services of other stacks, or services made by hand, have already. */
export function serviceNames(
  { name: stack, services }: DesiredStack,
  { otherServices }: Pick<CurrentStack, 'otherServices'>,
): readonly Finding[] {
  return services.flatMap(({ key, spec, position }) => {
    const owner = otherServices.find((service) => service.Spec.Name === spec.Name);
    if (owner === undefined) return [];
    const other = owner.Spec.Labels[STACK_LABEL];
    const who = other === undefined ? 'a service that belongs to no stack' : `a service of stack "${other}"`;
    const fix =
      other === undefined
        ? `Remove it (docker service rm ${spec.Name}), or hand it to this stack: docker service update --label-add ${STACK_LABEL}=${stack} ${spec.Name}`
        : 'Name this stack or the service otherwise.';
    return [
      {
        level: 'error' as const,
        message: `${key}: the name ${spec.Name} belongs to ${who}.`,
        fix,
        position,
        service: spec.Name,
      },
    ];
  });
}
