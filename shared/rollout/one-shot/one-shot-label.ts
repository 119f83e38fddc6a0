/**
 * Marks the service of a one-shot task, with what it is for as its value: it carries the label of its stack, so that
 * `docker stack rm` finds it, and is none of the stack's services.
 */
export const ONE_SHOT_LABEL = 'swarm-delivery.one-shot';
