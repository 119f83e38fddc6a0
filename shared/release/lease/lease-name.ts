import { createHash } from 'node:crypto';
import { LONGEST_NAME } from '../versioned-name.ts';

const PREFIX = 'swarm-delivery.lease.';
const HASH_LENGTH = 16;

/**
 * Name of the config that is the lease on a stack. Swarm takes two names that differ in case only for one, of services
 * as of configs, so stacks like that share a lease. A stack whose name is too long, or has characters that Swarm does
 * not take, is told apart by a hash.
 */
export function leaseName(stack: string): string {
  const folded = stack.toLowerCase();
  const plain = `${PREFIX}${folded}`;
  if (plain.length <= LONGEST_NAME && /^[a-z0-9_.-]*[a-z0-9]$/.test(folded)) return plain;
  const hash = createHash('sha256').update(folded).digest('hex').slice(0, HASH_LENGTH);
  const room = LONGEST_NAME - PREFIX.length - HASH_LENGTH - 1;
  return `${PREFIX}${folded.replaceAll(/[^a-z0-9_.-]/g, '-').slice(0, room)}.${hash}`;
}
