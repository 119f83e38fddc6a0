import { createHash } from 'node:crypto';

/** Configs of the ledger have the name of the stack in theirs, as much of it as Swarm's 64 characters leave room for. */
const HEAD = 'swarm-delivery.release';
const PART = 'swarm-delivery.record';

/** Leaves nine digits for the number of a release and three for that of a part. */
const LONGEST_STACK = 28;
const HASH_LENGTH = 8;

/** The first config of a release: small, for listings. */
export function headName(stack: string, release: number): string {
  return `${headsPrefix(stack)}${release}`;
}

/** What the first configs of all releases of a stack begin with; those of a stack `x.1` begin with it too for `x`. */
export function headsPrefix(stack: string): string {
  return `${HEAD}.${shortStack(stack)}.`;
}

/** What the first configs of all releases of all stacks begin with. */
export const ALL_HEADS_PREFIX = `${HEAD}.`;

/** A config that holds a part of a record; parts count from 1. */
export function partName(stack: string, release: number, part: number): string {
  return `${partsPrefix(stack, release)}${part}`;
}

export function partsPrefix(stack: string, release: number): string {
  return `${PART}.${shortStack(stack)}.${release}.`;
}

function shortStack(stack: string): string {
  if (stack.length <= LONGEST_STACK && /^[\w.-]+$/.test(stack)) return stack;
  const hash = createHash('sha256').update(stack).digest('hex').slice(0, HASH_LENGTH);
  const beginning = stack.replace(/[^\w.-]/g, '-').slice(0, LONGEST_STACK - HASH_LENGTH - 1);
  return `${beginning}-${hash}`;
}
