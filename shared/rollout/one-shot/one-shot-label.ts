import type { Service } from '../../engine/objects.ts';

/**
 * Marks the service of a one-shot task, with what it is for as its value: it carries the label of its stack, so that
 * `docker stack rm` finds it, and is none of the stack's services.
 */
export const ONE_SHOT_LABEL = 'swarm-delivery.one-shot';

export type OneShotPurpose = 'hook' | 'probe';

export function isOneShot({ Spec }: Pick<Service, 'Spec'>): boolean {
  return Spec.Labels[ONE_SHOT_LABEL] !== undefined;
}
