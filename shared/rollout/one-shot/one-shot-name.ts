import { createHash } from 'node:crypto';
import type { OneShotPurpose } from './one-shot-label.ts';

/** Longest name of a service. */
const LONGEST = 63;

export interface OneShotNameParts {
  readonly stack: string;
  readonly purpose: OneShotPurpose;
  /** For people, of any characters; as much of it as there is room for. */
  readonly words: string;
  /** Never the same twice: what makes the name unique. */
  readonly unique: string;
}

/** As in `shop_hook-api-migrate-1f0c9a2b77`. */
export function oneShotName({ stack, purpose, words, unique }: OneShotNameParts): string {
  const id = createHash('sha256').update(unique).digest('hex').slice(0, 10);
  const slug = words.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const room = LONGEST - id.length - 1;
  const start = `${stack}_${purpose}-${slug}`.slice(0, room).replace(/[-_]+$/, '');
  return `${start}-${id}`;
}
