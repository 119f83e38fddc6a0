import type { Check } from './check.ts';
import type { Hook } from './hook.ts';

/** What `x-swarm-delivery` at the top level of the stack file asks for. Nothing of it is part of any spec. */
export interface Delivery {
  readonly hooks: {
    /** Run before anything is written, in this order. */
    readonly pre: readonly Hook[];
    /** Run once the stack is proved to run, in this order. */
    readonly post: readonly Hook[];
  };
  readonly verify: readonly Check[];
}

export const NO_DELIVERY: Delivery = { hooks: { pre: [], post: [] }, verify: [] };
