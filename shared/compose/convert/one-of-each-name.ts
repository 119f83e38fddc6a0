import { isDeepStrictEqual } from 'node:util';
import { formatPosition } from '../../errors/user-error.ts';
import { valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import type { Declared, Section } from './declared.ts';

interface Named {
  readonly declared: Declared;
  /** What the swarm would be asked to make; absent for what somebody else makes. */
  readonly spec: object | undefined;
}

/**
 * Several declarations of one name are one object to the swarm. Those that say the same become one; of those that
 * differ docker makes any, or fails halfway, so they are a mistake.
 */
export function oneOfEachName<Each extends Named>(
  what: Section['what'],
  all: readonly Each[],
  findings: Findings,
): readonly Each[] {
  const firsts = new Map<string, Each>();
  for (const each of all) {
    const { name, body, position } = each.declared;
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, each);
    else if (!isDeepStrictEqual(first.spec, each.spec)) {
      findings.mistake(
        valueAt(body, 'name') ?? { position },
        `${each.declared.key} and ${first.declared.key} (${formatPosition(first.declared.position)}) are both the ${what} ${JSON.stringify(name)}, but say different things of it.`,
        'Give one of them another name, or make them equal.',
      );
    }
  }
  return [...firsts.values()];
}
