import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectEngine, type EngineConnection } from '../../shared/engine/connect.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Task } from '../../shared/engine/objects.ts';
import { diagnoseHook } from '../../shared/rollout/hooks/diagnose-hook.ts';
import { type HookResult, runHooks } from '../../shared/rollout/hooks/run-hooks.ts';
import { leftOneShots, removeLeftOneShots } from '../../shared/rollout/one-shot/left-one-shots.ts';
import { type Clock, systemClock } from '../../shared/rollout/watch/clock.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { eventually } from '../cluster/engine-call.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { connectTo } from '../support/engine-client.ts';
import { type MadeStack, makeStack } from '../support/make-stack.ts';

let cluster: Cluster;
let connection: EngineConnection;
beforeAll(async () => {
  cluster = await startCluster({ managers: 3, workers: 0 });
  await mkdir(sharedFolder());
  connection = await connectEngine({
    address: { kind: 'unix', socketPath: nodeAt(1).socketPath },
    ssh: {},
    log: { info: () => undefined, debug: () => undefined },
  });
});
afterAll(async () => {
  await connection?.close();
  await cluster?.down();
});

function nodeAt(position: number): ClusterNode {
  const node = cluster.nodes[position];
  if (node === undefined) throw new Error(`The cluster has no node ${position}.`);
  return node;
}

/** What node-3 and the tests both see, on engines in a root tree of their own too. */
function sharedFolder(): string {
  return join(cluster.directory, 'n3', 'shared');
}

const onNode3 = (file: string): string =>
  file.replace('dnsrr}', 'dnsrr, placement: {constraints: [node.hostname == node-3]}}');

/** A stack whose service `api` never runs and lends what it has to hooks, written as flow mappings. */
function stackFile(hooks: string, more = ''): string {
  return `services:
  api:
    image: localhost:1/app:1
    deploy: {endpoint_mode: dnsrr}
${more}x-swarm-delivery: {hooks: {pre: [${hooks}]}}
`;
}

function script(text: string, fields = ''): string {
  return `{service: api, name: script, entrypoint: [sh, -c], command: [${JSON.stringify(text.replaceAll('$', '$$$$'))}]${fields && `, ${fields}`}}`;
}

interface Ran {
  readonly results: readonly HookResult[];
  readonly lines: readonly string[];
}

interface RunOptions {
  readonly engine?: Engine;
  readonly signal?: AbortSignal;
  readonly clockAfter?: (lines: readonly string[]) => Clock;
  readonly variables?: Readonly<Record<string, string>>;
}

async function runPre(stack: string, text: string, options: RunOptions = {}): Promise<Ran> {
  return runHooksOf(await makeStack(connection.engine, stack, text), options);
}

async function runHooksOf({ name, delivery, specOf }: MadeStack, options: RunOptions = {}): Promise<Ran> {
  const { signal = new AbortController().signal, clockAfter = () => systemClock } = options;
  const { engine = connection.engine, variables = {} } = options;
  const lines: string[] = [];
  const clock = clockAfter(lines);
  const add = (line: string) => lines.push(line);
  const log = { info: add, warning: add };
  const given = { stack: name, specOf, log, clock, signal, variables };
  return { results: await runHooks(engine, delivery.hooks.pre, given), lines };
}

/** The first task of a service, once it runs. */
function runningTask(service: string): Promise<Task & Attached> {
  return eventually(`a task of ${service} to run`, async () => {
    const tasks = (await connection.engine.tasks.list({ service: [service] })) as readonly (Task &
      Attached)[];
    return tasks.find(({ Status }) => Status.State === 'running');
  });
}

interface Attached {
  readonly NetworksAttachments?: readonly { readonly Addresses: readonly string[] }[];
}

function outputOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('script | ')).map((line) => line.slice('script | '.length));
}

async function servicesOf(stack: string) {
  return connection.engine.services.list({ label: [`com.docker.stack.namespace=${stack}`] });
}

describe('a hook', { concurrent: true }, () => {
  it('runs on the networks and with the config, secret and variables of its service', async () => {
    const file = stackFile(
      script(
        'cat /etc/api.conf /run/secrets/word; echo; env | sort; echo ask | nc "$DB" 8080',
        'environment: {LEVEL: 2}',
      ),
      `    environment: {LEVEL: 1, MODE: prod}
    configs: [{source: conf, target: /etc/api.conf}]
    secrets: [word]
    healthcheck: {test: [CMD, "false"], interval: 1s, retries: 1}
    ports: [{target: 8080, published: 8099, mode: host}]
configs: {conf: {file: /api.conf}}
secrets: {word: {file: /word}}
`,
    );
    const database = '  db: {image: "localhost:1/app:2", deploy: {endpoint_mode: dnsrr}}\n';
    const text = file.replace('  api:', `${database}  api:`);
    const made = await makeStack(connection.engine, 'shop', text, ['db']);
    const [attachment] = (await runningTask('shop_db')).NetworksAttachments ?? [];
    const address = attachment?.Addresses[0]?.split('/')[0] ?? '';
    const { results, lines } = await runHooksOf(made, { variables: { DB: address } });
    const [ran] = results;
    expect(ran?.result).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    const output = outputOf(lines);
    expect(output[0]).toBe('content of /api.confcontent of /word');
    expect(output).toEqual(
      expect.arrayContaining([
        'LEVEL=2',
        'MODE=prod',
        'SWARM_DELIVERY_HOOK=pre',
        'SWARM_DELIVERY_STACK=shop',
      ]),
    );
    expect(output.join()).toContain('400 Bad Request');
    expect((await servicesOf('shop')).map(({ Spec }) => Spec.Name)).toEqual(['shop_db']);
  });

  it('fails with the exit code of its program, and no other runs after it', async () => {
    const { results, lines } = await runPre(
      'exit',
      stackFile(`${script('echo no such table >&2; exit 3')}, ${script('echo never')}`),
    );
    expect(results).toHaveLength(1);
    expect(results[0]?.result).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      reason: 'its program ends with exit code 3',
      lines: [{ stream: 'stderr', text: 'no such table' }],
    });
    expect(lines.at(-1)).toMatch(
      /^pre hook script failed on node-\d, \d+\.\d s: its program ends with exit code 3$/,
    );
    expect(outputOf(lines)).toEqual(['no such table']);
    expect(await servicesOf('exit')).toEqual([]);
  });

  it('hands on 20,000 lines of two streams, each once and in order, and what was not ended', async () => {
    const { results, lines } = await runPre(
      'loud',
      stackFile(
        script(
          'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo line $i; [ $((i % 100)) = 0 ] && echo part $i >&2; done; head -c 40000 /dev/zero | tr "\\\\0" x; echo; printf last',
        ),
      ),
    );
    expect(results[0]?.result).toMatchObject({ outcome: 'succeeded' });
    const output = outputOf(lines);
    const numbers = output.filter((line) => line.startsWith('line ')).map((line) => Number(line.slice(5)));
    expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
    expect(output.filter((line) => line.startsWith('part '))).toHaveLength(200);
    expect(output.find((line) => line.startsWith('xxx'))).toMatch(/^x{2000} \.\.\. \(\d+ more characters\)$/);
    expect(output.at(-1)).toBe('last');
  });

  it('is stopped when it takes too long', async () => {
    const { results, lines } = await runPre(
      'slow',
      stackFile(
        script(
          'trap "echo told to stop; exit 0" TERM; echo begins; while :; do sleep 0.1; done',
          'keep-on-failure: true',
        ),
      ),
      {
        // An hour passes once it is under way.
        clockAfter: (said) => ({
          ...systemClock,
          now: () => systemClock.now() + (outputOf(said).length > 0 ? 3_600_000 : 0),
        }),
      },
    );
    expect(results[0]?.result).toMatchObject({ outcome: 'timed-out' });
    expect(results[0]?.result.reason).toMatch(
      /^it had not ended after 300 s \((starting|running) on node-\d\) and was stopped$/,
    );
    expect(outputOf(lines)).toEqual(['begins', 'told to stop']);
    expect(await servicesOf('slow')).toEqual([]);
  });

  it('says why nothing of it ran', async () => {
    const ran = await Promise.all(
      [
        [
          'nowhere',
          stackFile(script('true'), '').replace(
            'dnsrr}',
            'dnsrr, placement: {constraints: [node.labels.gpu == yes]}}',
          ),
        ],
        ['noimage', stackFile(script('true', 'image: "localhost:1/none:1"'))],
        ['noprogram', stackFile('{service: api, name: script, entrypoint: [/no/such]}')],
        ['nomount', stackFile(script('true'), '    volumes: ["/no/such:/data"]\n')],
      ].map(([stack = '', text = '']) => runPre(stack, text)),
    );
    expect(ran.map(({ results }) => results[0]?.result.outcome)).toEqual(Array(4).fill('not-started'));
    const reasons = ran.map(({ results }) => results[0]?.result.reason);
    expect(reasons[0]).toMatch(/^no node can take it: scheduling constraints not satisfied on 3 nodes/);
    expect(reasons[1]).toBe('image not found: localhost:1/none:1');
    expect(reasons[2]).toMatch(/^its program cannot be started: \/no\/such: no such file or directory/);
    expect(reasons[3]).toMatch(/^a mount cannot be made: /);
  });

  it('stays in the swarm when it is to be kept, until the next run removes what is left', async () => {
    const { results } = await runPre(
      'kept',
      stackFile(script('echo broken; exit 1', 'keep-on-failure: true')),
    );
    const { result, hook } = results[0] ?? {};
    const [left, ...others] = leftOneShots(await servicesOf('kept'));
    expect(others).toEqual([]);
    expect(left?.Spec.Name).toBe(result?.left);
    if (result === undefined || hook === undefined || left === undefined) throw new Error('nothing was kept');
    expect(diagnoseHook({ hook, result, seconds: 1 }).details.join('\n')).toContain(
      `docker service ps --no-trunc ${left.Spec.Name}`,
    );

    const lines: string[] = [];
    const add = (line: string) => lines.push(line);
    const { engine } = connection;
    await removeLeftOneShots(engine, [left], {
      ...{ clock: systemClock, signal: new AbortController().signal },
      log: { info: add, warning: add },
    });
    expect(lines).toEqual([`Removing ${left.Spec.Name}, which an earlier run left.`]);
    const [network] = (await engine.networks.list({ name: ['kept_default'] })) ?? [];
    await engine.networks.remove(network?.Id ?? '');
  });

  it('is stopped and removed when the run is cancelled', async () => {
    const cancel = new AbortController();
    const running = runPre('cancel', stackFile(script('echo begins; sleep 60')), { signal: cancel.signal });
    running.catch(() => undefined);
    await eventually('the hook to run', async () => {
      const [service] = await servicesOf('cancel');
      const tasks =
        service === undefined ? [] : await connection.engine.tasks.list({ service: [service.ID] });
      return tasks.find(({ Status }) => Status.State === 'running');
    });
    cancel.abort(new Error('cancelled on purpose'));
    await expect(running).rejects.toThrow('cancelled on purpose');
    expect(await servicesOf('cancel')).toEqual([]);
  });

  it('runs once when the answer to its creation is lost', async () => {
    const counted = join(sharedFolder(), 'counted');
    const text = onNode3(
      stackFile(script('echo run >> /shared/counted'), `    volumes: ["${sharedFolder()}:/shared"]\n`),
    );
    const made = await makeStack(connection.engine, 'cut', text);
    const proxy = await startCuttingProxy(nodeAt(1).socketPath, join(cluster.directory, 'cut.sock'));
    onTestFinished(() => proxy.stop());
    const { engine } = await connectTo(proxy.socketPath);
    proxy.cutAfter(1);
    const { results } = await runHooksOf(made, { engine });
    expect(results[0]?.result).toMatchObject({ outcome: 'succeeded' });
    expect(proxy.requests.slice(0, 2)).toEqual([
      'POST /services/create?',
      expect.stringMatching(/^GET \/services\/cut_hook-script-/),
    ]);
    expect(await readFile(counted, 'utf8')).toBe('run\n');
  });

  it('runs where the volume of its service is', async () => {
    const text = stackFile(
      script('until [ -s /data/kept ]; do sleep 0.1; done; cat /data/kept', 'timeout: 30s'),
      '    volumes: ["store:/data"]\n    entrypoint: [sh, -c]\n    command: ["echo precious > /data/kept; sleep 100"]\nvolumes: {store: }\n',
    );
    const made = await makeStack(connection.engine, 'data', text, ['api']);
    const { NodeID } = await runningTask('data_api');
    const { results, lines } = await runHooksOf(made);
    expect(results[0]?.result).toMatchObject({ outcome: 'succeeded', task: { NodeID } });
    expect(outputOf(lines)).toEqual(['precious']);
  });
});

describe('a hook that is under way', () => {
  it('is reported as unknown when its node is lost', async () => {
    const file = onNode3(stackFile(script('sleep 100')));
    const running = runPre('lost', file);
    await eventually('the program to run', async () => {
      const tasks = await connection.engine.tasks.list({ node: ['node-3'] });
      const label = 'com.docker.stack.namespace';
      return tasks.find(
        ({ Spec, Status }) => Spec.ContainerSpec.Labels?.[label] === 'lost' && Status.State === 'running',
      );
    });
    await nodeAt(2).stop('SIGKILL');
    const { results } = await running;
    await nodeAt(2).start();
    await eventually('node-3 to be back', async () => {
      const nodes = await connection.engine.nodes.list();
      const isBack = nodes.every(
        ({ Status, ManagerStatus }) =>
          Status.State === 'ready' && ManagerStatus?.Reachability === 'reachable',
      );
      return isBack ? nodes : undefined;
    });
    expect(results[0]?.result).toMatchObject({ outcome: 'failed', node: 'node-3' });
    expect(results[0]?.result.reason).toBe(
      'its node node-3 is lost: how far it got is unknown, and it may go on there',
    );
  });

  it('runs once when managers come and go, and loses no line', async () => {
    const folder = sharedFolder();
    const file = onNode3(
      stackFile(
        script(
          'echo run >> /shared/count; i=0; while [ ! -e /shared/stop ]; do i=$((i+1)); echo $i; sleep 0.2; done',
        ),
        `    volumes: ["${folder}:/shared"]\n`,
      ),
    );
    const running = runPre('twice', file);
    await eventually('the program to run', () => readFile(join(folder, 'count')).catch(() => undefined));
    // The leader, then the manager this client talks to.
    await nodeAt(0).stop('SIGKILL');
    await eventually('another leader', () => connection.engine.services.list().catch(() => undefined));
    await nodeAt(0).start();
    await nodeAt(1).stop();
    await nodeAt(1).start();
    await writeFile(join(folder, 'stop'), '');
    const { results, lines } = await running;
    expect(results[0]?.result).toMatchObject({ outcome: 'succeeded', node: 'node-3' });
    const output = outputOf(lines);
    expect(output).toEqual(Array.from(output, (_, index) => `${index + 1}`));
    expect(await readFile(join(folder, 'count'), 'utf8')).toBe('run\n');
  });
});
