import type { Node } from '../document/node.ts';
import { asText } from '../document/values.ts';
import { nearestName } from '../shape/nearest-name.ts';
import type { DeliveryReading } from './read-delivery.ts';

/** Whether a node names a service that is deployed; one that the stack does not have at all is a mistake. */
export function isDeployed(
  node: Node | undefined,
  { services, inactive, findings }: DeliveryReading,
): boolean {
  const name = asText(node);
  if (node === undefined || name === undefined) return false;
  if (services.includes(name)) return true;
  if (inactive.has(name)) return false;
  const nearest = nearestName(name, services);
  findings.mistake(
    node,
    `${node.path}: there is no service ${JSON.stringify(name)} in the stack.`,
    nearest === undefined ? `The services are ${services.join(', ')}.` : `Did you mean "${nearest}"?`,
  );
  return false;
}
