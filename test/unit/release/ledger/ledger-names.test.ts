import { describe, expect, it } from 'vitest';
import {
  headName,
  headsPrefix,
  partName,
  partsPrefix,
} from '../../../../shared/release/ledger/ledger-names.ts';

/** What Swarm takes, measured. */
const TAKEN = /^(?=.{1,64}$)[a-zA-Z0-9](?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/;

describe('names of the ledger', () => {
  it('hold the stack and the number', () => {
    expect(headName('demo', 12)).toBe('swarm-delivery.release.demo.12');
    expect(partName('demo', 12, 3)).toBe('swarm-delivery.record.demo.12.3');
    expect(headName('demo', 12).startsWith(headsPrefix('demo'))).toBe(true);
    expect(partName('demo', 12, 3).startsWith(partsPrefix('demo', 12))).toBe(true);
  });

  it('are short enough for Swarm and differ for stacks that begin alike', () => {
    const [one, other] = ['a'.repeat(60), `${'a'.repeat(59)}b`];
    expect(headName(one, 999_999_999)).toMatch(TAKEN);
    expect(partName(one, 999_999_999, 999)).toMatch(TAKEN);
    expect(headName(one, 1)).not.toBe(headName(other, 1));
  });

  it('have no character that Swarm refuses', () => {
    expect(headName('de mo/ü', 1)).toMatch(TAKEN);
    expect(headName('de mo/ü', 1)).not.toBe(headName('de-mo--', 1));
  });
});
