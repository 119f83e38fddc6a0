import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../shared/engine/objects.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { type LostUpdate, lostUpdate } from '../../../../shared/rollout/watch/lost-update.ts';
import type { ServiceProgress } from '../../../../shared/rollout/watch/service-progress.ts';
import { settleUpdate } from '../../../../shared/rollout/watch/settle-update.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { service, serviceSpec, task } from '../../../support/swarm-objects.ts';

const updating = service({ UpdateStatus: { State: 'updating' } });
const starting = task({ ID: 'lost', DesiredState: 'shutdown', Status: { State: 'starting' } });
const ran = task({ ID: 'ran', DesiredState: 'shutdown' });

function progress(changes: Partial<ServiceProgress> = {}): ServiceProgress {
  const parts = { old: [], coming: [], unknown: [], lost: [], keptByPause: [] };
  return { total: 2, done: [task(), task({ ID: 'b', Slot: 2 })], ...parts, ...changes };
}

describe('lostUpdate', () => {
  const none = (): boolean => false;

  it.each<[string, Partial<ServiceProgress>, LostUpdate['way'] | undefined]>([
    ['all slots run elsewhere', { lost: [starting] }, 'settle'],
    ['all slots run elsewhere, and the lost task ran before', { lost: [ran] }, 'settle'],
    ['a replacement still starts, nothing old is left', { lost: [starting], done: [task()] }, 'settle'],
    ['old slots wait for their turn', { lost: [starting], done: [], old: [task({ ID: 'old' })] }, 'resume'],
    ['the lost task ran before: the engine goes on', { lost: [ran], done: [task()] }, undefined],
    ['nothing is lost', {}, undefined],
  ])('%s', (_name, changes, way) => {
    expect(lostUpdate(updating, progress(changes), none)?.way).toBe(way);
  });

  it('is none once the engine watches no update, and when it was ended before', () => {
    expect(lostUpdate(service(), progress({ lost: [starting] }), none)).toBeUndefined();
    expect(lostUpdate(updating, progress({ lost: [starting] }), () => true)).toBeUndefined();
  });
});

describe('settleUpdate', () => {
  type Write = readonly [version: number, labels: readonly string[]];

  /** An engine that holds one service; `refusals` come before it takes a write. */
  function holding(stored: Service, refusals: readonly Error[] = []) {
    let present = stored;
    const errors = [...refusals];
    const writes: Write[] = [];
    const engine = fakeEngine({
      services: {
        inspect: async () => present,
        update: async (_id, version, spec) => {
          const refusal = errors.shift();
          if (refusal !== undefined) {
            present = { ...present, Version: { Index: present.Version.Index + 1 } };
            throw refusal;
          }
          writes.push([version, Object.keys(spec.Labels)]);
          present = { ...present, Version: { Index: version + 1 }, Spec: spec };
        },
      },
    });
    return { engine, writes, present: () => present };
  }
  const plain = Object.keys(serviceSpec().Labels);

  it('writes the same spec at the version it is at', async () => {
    const { engine, writes } = holding({ ...updating, Version: { Index: 77 } });
    expect(await settleUpdate(engine, { service: updating, tasks: [starting], way: 'settle' })).toBe(true);
    expect(writes).toEqual([[77, plain]]);
  });

  it('has an update begin anew by a label that goes at once', async () => {
    const { engine, writes, present } = holding(updating);
    expect(await settleUpdate(engine, { service: updating, tasks: [starting], way: 'resume' })).toBe(true);
    expect(writes).toEqual([
      [10, [...plain, 'swarm-delivery.resumed']],
      [11, plain],
    ]);
    expect(present().Spec).toEqual(updating.Spec);
  });

  it('reads the version again when it moved meanwhile', async () => {
    const { engine, writes } = holding(updating, [new EngineError('update out of sequence')]);
    expect(await settleUpdate(engine, { service: updating, tasks: [starting], way: 'settle' })).toBe(true);
    expect(writes).toEqual([[11, plain]]);
  });

  it('writes nothing over what somebody else wrote, and passes other refusals on', async () => {
    const changed = { ...updating, Spec: serviceSpec({}, { Image: 'app:9' }) };
    const other = holding(changed);
    expect(await settleUpdate(other.engine, { service: updating, tasks: [starting], way: 'settle' })).toBe(
      false,
    );
    expect(other.writes).toEqual([]);
    const refusing = holding(updating, [new EngineError('the lease is lost')]);
    await expect(
      settleUpdate(refusing.engine, { service: updating, tasks: [starting], way: 'settle' }),
    ).rejects.toThrow('the lease is lost');
  });
});
