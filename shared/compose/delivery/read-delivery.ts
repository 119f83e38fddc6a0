import type { Surroundings } from '../convert/reading.ts';
import type { Node } from '../document/node.ts';
import { valueAt } from '../document/values.ts';
import type { Delivery } from './delivery.ts';
import { type ChecksReading, readChecks } from './read-checks.ts';
import { readHooks } from './read-hooks.ts';

/** The top-level key of a stack file that Docker passes over. */
export const DELIVERY_KEY = 'x-swarm-delivery';

export interface DeliveryReading extends Surroundings {
  /** Keys of the services that are deployed. */
  readonly services: readonly string[];
  /** Keys of those that belong to profiles nobody chose; what only concerns them is left out. */
  readonly inactive: ReadonlySet<string>;
}

/** Reads `x-swarm-delivery` of a merged stack file whose shape was checked; mistakes go to the findings. */
export function readDelivery(root: Node, reading: ChecksReading): Delivery {
  const delivery = valueAt(root, DELIVERY_KEY);
  const hooks = valueAt(delivery, 'hooks');
  return {
    hooks: {
      pre: readHooks(valueAt(hooks, 'pre'), 'pre', reading),
      post: readHooks(valueAt(hooks, 'post'), 'post', reading),
    },
    verify: readChecks(valueAt(delivery, 'verify'), reading),
  };
}
