import { HOOK } from './hook-keys.ts';
import { empty } from './scalars.ts';
import { either, keys, list, type Shape } from './shape.ts';
import { CHECK } from './verify-keys.ts';

const hooks = either(list(HOOK), empty);

/** `x-swarm-delivery` at the top level. */
export const DELIVERY: Shape = either(
  keys({
    hooks: either(keys({ pre: hooks, post: hooks }), empty),
    verify: either(list(CHECK), empty),
  }),
  empty,
);
