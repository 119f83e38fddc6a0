import type { Node } from '../document/node.ts';
import type { Check } from './check.ts';
import type { DeliveryReading } from './read-delivery.ts';

/** The items of `x-swarm-delivery.verify`, in their order. */
export function readChecks(node: Node | undefined, _reading: DeliveryReading): readonly Check[] {
  return node?.kind === 'list' ? node.items.map(({ position }) => ({ position })) : [];
}
