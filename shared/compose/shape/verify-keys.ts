import { keys, type Shape } from './shape.ts';

/** An item of `x-swarm-delivery.verify`. */
export const CHECK: Shape = keys({});
