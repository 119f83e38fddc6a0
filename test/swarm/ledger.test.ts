import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../shared/engine/engine.ts';
import { collect, readCollectable } from '../../shared/release/collection/collect.ts';
import { adoptStack } from '../../shared/release/ledger/adopt-stack.ts';
import { desiredOfRelease } from '../../shared/release/ledger/desired-of-release.ts';
import { openLedger } from '../../shared/release/ledger/ledger.ts';
import { headName, partName } from '../../shared/release/ledger/ledger-names.ts';
import type { ReleaseEnding } from '../../shared/release/ledger/release-entry.ts';
import type { ReleaseRecord } from '../../shared/release/ledger/release-record.ts';
import { foundRelease, plannedRelease } from '../../shared/release/ledger/released-stack.ts';
import { withDigests } from '../../shared/release/with-digests.ts';
import { withObjectVersions } from '../../shared/release/with-object-versions.ts';
import { applyObjects } from '../../shared/rollout/apply/apply-objects.ts';
import { applyServices } from '../../shared/rollout/apply/apply-services.ts';
import { readCurrentStack } from '../../shared/rollout/plan/current-stack.ts';
import type { Plan } from '../../shared/rollout/plan/plan.ts';
import { networkNamer, planStack } from '../../shared/rollout/plan/plan-stack.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { deployWithCli } from '../support/deploy-with-cli.ts';
import { connectTo } from '../support/engine-client.ts';
import { refusalOf } from '../support/refusal.ts';
import { releasedStack, releaseRecord } from '../support/releases.ts';
import { desiredStack, nobodyElse, POSITION, serviceSpec } from '../support/swarm-objects.ts';

let cluster: Cluster;
let engine: Engine;

beforeAll(async () => {
  cluster = await startCluster({ workers: 0 });
});
afterAll(() => cluster?.down());
beforeEach(async () => {
  ({ engine } = await connectTo(cluster.manager.socketPath));
});

const ENDING: ReleaseEnding = { outcome: 'deployed', finishedAt: '2026-01-01T00:00:42.000Z', seconds: 42 };

/** A release of a stack; so many bytes of it cannot be made smaller. */
function recordOf(stack: string, incompressible = 0): ReleaseRecord {
  const Data = randomBytes(incompressible).toString('base64');
  const configs = incompressible === 0 ? [] : [{ Name: `${stack}_c`, Labels: {}, Data }];
  return releaseRecord({ stack: releasedStack({ stack, configs }) });
}

const AS_WRITTEN = { prune: false, keepReplicas: false };
const SILENT = { info: () => {}, warning: () => {} };

async function apply(plan: Plan, networkName: (target: string) => string): Promise<void> {
  const options = { log: SILENT, signal: new AbortController().signal, networkName, planAnew: nobodyElse };
  const objects = await applyObjects(engine, plan, options);
  await applyServices(engine, plan.services, objects, options);
}

async function configNames(prefix: string): Promise<readonly string[]> {
  const configs = await engine.configs.list({ name: [prefix] });
  return configs.map(({ Spec }) => Spec.Name).toSorted();
}

describe('the ledger', () => {
  it('keeps a small record in one config, pending until it is finished', async () => {
    const ledger = openLedger(engine, 'small');
    expect(await ledger.list()).toEqual([]);
    const record = recordOf('small');
    expect(await ledger.begin(record, 0)).toBe(1);
    expect(await ledger.list()).toMatchObject([{ number: 1, outcome: 'pending' }]);
    expect(await ledger.read(1)).toEqual(record);
    expect(await ledger.finish(1, { ...ENDING, note: 'all well' })).toMatchObject({ outcome: 'deployed' });
    expect(await ledger.list()).toMatchObject([
      { number: 1, outcome: 'deployed', seconds: 42, note: 'all well' },
    ]);
    expect(await configNames('swarm-delivery.release.small.')).toEqual([headName('small', 1)]);
    expect(await configNames('swarm-delivery.record.small.')).toEqual([]);
  });

  it('keeps a large record in as many configs as the engine takes, and a listing reads none of them', async () => {
    const ledger = openLedger(engine, 'large');
    const record = recordOf('large', 2_500_000);
    expect(await ledger.begin(record, 0)).toBe(1);
    expect(await ledger.read(1)).toEqual(record);
    expect(await configNames('swarm-delivery.record.large.')).toHaveLength(3);
    const [head] = await engine.configs.list({ name: ['swarm-delivery.release.large.'] });
    expect(head?.Spec.Data?.length).toBeLessThan(1000);
    const [entry] = await ledger.list();
    if (entry === undefined) throw new Error('the release is not listed');
    await ledger.forget([entry]);
    expect(await configNames('swarm-delivery.re')).not.toContainEqual(expect.stringContaining('.large.'));
  });

  it('gives each release a number of its own, whoever asks at the same time', async () => {
    const ledger = openLedger(engine, 'numbers');
    const numbers = await Promise.all([1, 2, 3, 4].map(() => ledger.begin(recordOf('numbers'), 0)));
    expect(new Set(numbers).size).toBe(4);
    expect((await ledger.list()).map(({ number }) => number).toSorted()).toEqual(numbers.toSorted());
  });

  it('says one end, the one that was said first, also when two say it at the same time', async () => {
    const ledger = openLedger(engine, 'ends');
    await ledger.begin(recordOf('ends'), 0);
    const said = await Promise.all(
      (['failed', 'superseded'] as const).map((outcome) => ledger.finish(1, { ...ENDING, outcome })),
    );
    const [entry] = await ledger.list();
    expect(said.map(({ outcome }) => outcome)).toEqual([entry?.outcome, entry?.outcome]);
  });

  it('names what is damaged or missing, and goes on with the rest', async () => {
    const ledger = openLedger(engine, 'damaged');
    await ledger.begin(recordOf('damaged', 1_500_000), 0);
    await ledger.begin(recordOf('damaged'), 1);
    await engine.configs.remove(partName('damaged', 1, 2));
    expect(await refusalOf(() => ledger.read(1))).toContain(
      'Release 1 of stack damaged cannot be read: its record is damaged: part 2 of 2 is missing.',
    );
    await engine.configs.remove(headName('damaged', 2));
    const [first] = await engine.configs.list({ name: [headName('damaged', 1)] });
    await engine.configs.create({
      Name: headName('damaged', 2),
      Labels: { ...first?.Spec.Labels, 'swarm-delivery.release': '2' },
      Data: Buffer.from('something else').toString('base64'),
    });
    expect(await ledger.list()).toMatchObject([
      { number: 2, contents: { problem: expect.stringContaining('damaged') } },
      { number: 1, contents: { images: [{ service: 'web', image: 'app:1' }] } },
    ]);
    expect(await refusalOf(() => ledger.read(2))).toContain('Release 2 of stack damaged cannot be read');
    expect(await refusalOf(() => ledger.read(3))).toContain('it is not in the swarm');
  });

  it('is not removed with the stack', async () => {
    await openLedger(engine, 'removed').begin(recordOf('removed'), 0);
    const ofStack = await engine.configs.list({ label: ['com.docker.stack.namespace=removed'] });
    expect(ofStack).toEqual([]);
  });
});

const CLI_FILE = [
  'services:',
  '  web:',
  '    image: localhost:1/app:1',
  '    environment: {WORD: one}',
  '    configs: [{source: page, target: /www/index.html}]',
  '    secrets: [word]',
  '    deploy: {replicas: 0}',
  '  worker: {image: "localhost:1/app:1", deploy: {replicas: 0}}',
  'configs: {page: {file: ./page.txt}}',
  'secrets: {word: {file: ./word.txt}}',
  '',
].join('\n');

describe('a stack that somebody else made', () => {
  it('is recorded as found, so that all of it but its secrets can be made again', async () => {
    const { socketPath } = cluster.manager;
    const beside = { 'page.txt': 'page-one', 'word.txt': 'unmistakable' };
    const options = { socketPath, stack: 'found', file: CLI_FILE, beside };
    await deployWithCli({ ...options, flags: ['--resolve-image=never'] });
    const ledger = openLedger(engine, 'found');
    const nothing = { ...desiredStack({ name: 'found', services: [] }) };
    const before = await readCurrentStack(engine, nothing);
    const networkName = networkNamer(before.networks);
    const adoption = { stack: 'found', found: before, networkName, foundAt: '2026-01-01T00:00:00.000Z' };
    expect(await adoptStack(engine, ledger, adoption)).toBe(1);
    expect(await ledger.list()).toMatchObject([
      { number: 1, action: 'adopt', outcome: 'deployed', leftBehind: 'this' },
    ]);
    const record = await ledger.read(1);
    expect(record.stack.configs).toMatchObject([
      { Name: 'found_page', Data: Buffer.from('page-one').toString('base64') },
    ]);
    expect(record.stack.secrets).toEqual([{ name: 'found_word' }]);
    expect(JSON.stringify(record)).not.toContain('unmistakable');

    const desired = desiredOfRelease(record.stack, 1);
    const plan = planStack(desired, await readCurrentStack(engine, desired), {
      prune: false,
      keepReplicas: false,
    });
    expect(plan.services.map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);

    for (const { ID } of before.services) await engine.services.remove(ID);
    await engine.configs.remove('found_page');
    const network = before.networks.find(({ Name }) => Name === 'found_default');
    await eventually('the network is free', () => removed(network?.Id ?? ''));
    const gone = await readCurrentStack(engine, desired);
    await apply(planStack(desired, gone, AS_WRITTEN), networkNamer(gone.networks));
    const after = await readCurrentStack(engine, desired);
    expect(foundRelease('found', after, networkNamer(after.networks))).toEqual(record.stack);
  });

  async function removed(network: string): Promise<true | undefined> {
    return engine.networks.remove(network).then(
      () => true,
      () => undefined,
    );
  }
});

describe('the collection', () => {
  /** A release whose service uses the version of a config and a secret that hold these words. */
  async function release(stack: string, word: string, newest: number): Promise<void> {
    const names = { config: `${stack}_c`, secret: `${stack}_s` };
    const Labels = { 'com.docker.stack.namespace': stack };
    const Data = Buffer.from(word).toString('base64');
    const container = {
      Image: 'localhost:1/app:1',
      Configs: [{ ConfigName: names.config, File: { Name: '/c', UID: '0', GID: '0', Mode: 292 } }],
      Secrets: [{ SecretName: names.secret, File: { Name: 's', UID: '0', GID: '0', Mode: 292 } }],
    };
    const spec = serviceSpec(
      {
        Name: `${stack}_web`,
        Labels,
        Mode: { Replicated: { Replicas: 0 } },
        TaskTemplate: { ContainerSpec: container },
      },
      {},
    );
    const written = desiredStack({
      name: stack,
      services: [{ key: 'web', spec, position: POSITION }],
      configs: [{ spec: { Name: names.config, Labels, Data }, position: POSITION }],
      secrets: [{ spec: { Name: names.secret, Labels, Data }, position: POSITION }],
    });
    const current = await readCurrentStack(engine, written);
    const desired = withObjectVersions(written, current);
    const plan = withDigests(planStack(desired, current, AS_WRITTEN));
    const ledger = openLedger(engine, stack);
    const released = plannedRelease(desired, plan, current, networkNamer(current.networks));
    const number = await ledger.begin(releaseRecord({ stack: released }), newest);
    await apply(plan, networkNamer(current.networks));
    await ledger.finish(number, ENDING);
  }

  async function collectNow() {
    const [ended] = await openLedger(engine, 'shop').list();
    if (ended === undefined) throw new Error('there is no release');
    return collect(engine, ended, 2, await readCollectable(engine, 'shop'));
  }

  it('takes what nothing needs, and nothing else', async () => {
    for (const [at, word] of ['one', 'two', 'three', 'four', 'five'].entries())
      await release('shop', word, at);
    const by = { 'com.docker.stack.namespace': 'shop' };
    await engine.configs.create({ Name: 'shop_c.00000000', Labels: by, Data: 'eA==' });
    const before = await objectNames('shop');
    expect(before).toHaveLength(11);

    const { releases, objects, problems } = await collectNow();
    expect(problems).toEqual([]);
    expect(releases).toEqual([3, 2, 1]);
    expect(objects).toHaveLength(6);
    expect(objects).toContain('config shop_c');
    expect(await objectNames('shop')).toHaveLength(5);
    expect(await objectNames('shop')).toContain('shop_c.00000000');

    const ledger = openLedger(engine, 'shop');
    const present = new Set(await objectNames('shop'));
    for (const { number } of await ledger.list()) {
      const { stack } = await ledger.read(number);
      for (const name of [
        ...stack.configs.map(({ Name }) => Name),
        ...stack.secrets.map((each) => each.name),
      ])
        expect(present).toContain(name);
    }
    expect(await collectNow()).toEqual({ releases: [], objects: [], problems: [] });
  });

  async function objectNames(stack: string): Promise<readonly string[]> {
    const { socketPath } = cluster.manager;
    const lists = await Promise.all(
      ['/configs', '/secrets'].map((path) =>
        callEngine<readonly { readonly Spec: { readonly Name: string } }[]>({ socketPath, path }),
      ),
    );
    return lists
      .flat()
      .map(({ Spec }) => Spec.Name)
      .filter((name) => name.startsWith(`${stack}_`));
  }
});
