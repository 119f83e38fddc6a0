import { describe, expect, it } from 'vitest';
import { type EnginePast, patience } from '../../../../shared/engine/client/patience.ts';
import { engineRefusal } from '../../../../shared/engine/engine-errors.ts';

const unknown: EnginePast = { answered: false, managed: false };
const manager: EnginePast = { answered: true, managed: true };
const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const absent = Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' });
const noSwarm = engineRefusal(
  { purpose: 'list nodes', method: 'GET' },
  503,
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm.',
);

describe('patience', () => {
  it('gives a lost connection three tries', () => {
    const pause = patience(() => manager);
    expect([pause(lost), pause(lost), pause(lost)]).toEqual([250, 1_000, undefined]);
  });

  it('gives an engine that was never there three tries too', () => {
    const pause = patience(() => unknown);
    expect([pause(absent), pause(absent), pause(absent)]).toEqual([250, 1_000, undefined]);
  });

  it('waits for an engine that restarts, for 20 seconds from the first failure on', () => {
    let now = 5_000;
    const pause = patience(
      () => manager,
      () => now,
    );
    expect(pause(lost)).toBe(250);
    expect([pause(noSwarm), pause(absent), pause(absent), pause(absent)]).toEqual([500, 500, 500, 500]);
    now = 24_999;
    expect(pause(absent)).toBe(500);
    now = 25_000;
    expect(pause(absent)).toBeUndefined();
  });

  it('gives up at once on a refusal', () => {
    expect(patience(() => unknown)(noSwarm)).toBeUndefined();
    const refusal = engineRefusal({ purpose: 'list nodes', method: 'GET' }, 500, 'out of memory');
    expect(patience(() => manager)(refusal)).toBeUndefined();
  });
});
