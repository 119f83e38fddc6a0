import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '../../shared/compose/delivery/check.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { Task } from '../../shared/engine/objects.ts';
import { forceService } from '../../shared/rollout/verify/force-service.ts';
import type { VerifyResult } from '../../shared/rollout/verify/verify-result.ts';
import { verifyStack } from '../../shared/rollout/verify/verify-stack.ts';
import { systemClock } from '../../shared/rollout/watch/clock.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { run } from '../cluster/command.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import type { ClusterNode } from '../cluster/node.ts';
import { connectTo } from '../support/engine-client.ts';
import { type MadeStack, makeStack } from '../support/make-stack.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.down());

const WEB = `services:
  web:
    image: localhost:1/app:1
    networks: [front, back]
    deploy: {endpoint_mode: dnsrr, replicas: 3, placement: {max_replicas_per_node: 1}}
`;
const NETWORKS = 'networks: {front: {}, back: {}}\n';

interface Started extends MadeStack {
  readonly engine: Engine;
  readonly log: readonly string[];
  /** All checks of the file, or those given. */
  verify(checks?: readonly Check[]): Promise<VerifyResult>;
}

/** Makes a stack with checks and waits until all tasks of its services run. */
async function start(name: string, text: string, keys: readonly string[]): Promise<Started> {
  const { engine } = await connectTo(cluster.manager.socketPath);
  const stack = await makeStack(engine, name, text, keys);
  await allRun(name, keys);
  const log: string[] = [];
  const services = new Map(keys.map((key) => [key, stack.specOf(key)]));
  const verify = (checks = stack.delivery.verify) =>
    verifyStack(engine, checks, {
      ...{ stack: name, services, probeImage: 'localhost:1/app:1', clock: systemClock },
      log: { info: (line) => log.push(line), warning: (line) => log.push(line) },
      signal: new AbortController().signal,
    });
  return { ...stack, engine, log, verify };
}

function tasksOf(service: string): Promise<readonly Task[]> {
  const filters = JSON.stringify({ service: [service], 'desired-state': ['running'] });
  const path = `/tasks?filters=${encodeURIComponent(filters)}`;
  return callEngine({ socketPath: cluster.manager.socketPath, path });
}

async function allRun(stack: string, keys: readonly string[]): Promise<void> {
  await eventually(`the tasks of ${stack}`, async () => {
    const tasks = (await Promise.all(keys.map((key) => tasksOf(`${stack}_${key}`)))).flat();
    return (tasks.length > 0 && tasks.every(({ Status }) => Status.State === 'running')) || undefined;
  });
}

const wordsOf = ({ checks }: VerifyResult): readonly string[] =>
  checks.flatMap(({ findings }) => findings.map(({ words }) => words));

async function probesLeft(stack: string): Promise<readonly string[]> {
  const path = '/services';
  const services = await callEngine<readonly { readonly Spec: { readonly Name: string } }[]>({
    ...{ socketPath: cluster.manager.socketPath, path },
  });
  return services.map(({ Spec }) => Spec.Name).filter((name) => name.startsWith(`${stack}_probe`));
}

describe('checks of a stack', { concurrent: true }, () => {
  it('pass when all is well, each in a few seconds, and leave nothing behind', async () => {
    const text = `${WEB}    ports: [{target: 8080, published: 8191, mode: host}]
  job:
    image: localhost:1/app:1
    environment: {RUN_ONCE: 0, LOG_LINES: 2}
    networks: [back]
    deploy: {replicas: 0}
${NETWORKS}x-swarm-delivery:
  verify:
    - {http: "http://web:8080/health", expect: 200, body: ok, within: 2s, from: every-node}
    - {http: "http://tasks.web:8080/", body: "/^1$$/m", networks: [back], from: [node.role == worker]}
    - {tcp: "web:8080"}
    - {dns: web, port: 8080, path: /health}
    - {dns: web, port: 8080, networks: [front], from: one-node}
    - {command: x, service: job}
    - {url: "http://${cluster.manager.address}:8191/health", body: ok, within: 2s}
`;
    const stack = await start('well', text, ['web', 'job']);
    const result = await stack.verify();
    expect(wordsOf(result)).toEqual([]);
    expect(result.passed).toBe(true);
    expect(stack.log).toContain('verify job: x | line 2');
    expect(await probesLeft('well')).toEqual([]);
  });

  it('fail with what they saw, where, and what was wanted', async () => {
    const text = `services:
  web:
    image: localhost:1/app:1
    networks: [front]
    configs: [{source: slow, target: /www/cgi-bin/slow, mode: 0555}]
    deploy: {endpoint_mode: dnsrr}
  lacking: {image: "localhost:1/none:1", networks: [front], deploy: {replicas: 0}}
networks: {front: {}}
configs:
  slow:
    content: |
      #!/bin/sh
      sleep 1
      printf 'Content-Type: text/plain\\r\\n\\r\\nslow\\n'
x-swarm-delivery:
  verify:
    - {http: "http://web:8080/nowhere", retries: 0}
    - {http: "http://web:8080/", expect: [3xx, 201], retries: 0}
    - {http: "http://web:8080/", body: "version 2", retries: 0}
    - {http: "http://web:8080/cgi-bin/slow", body: slow, within: 500ms, retries: 0}
    - {http: "http://web:8081/", retries: 1, interval: 100ms}
    - {tcp: "web:8081", retries: 0}
    - {http: "http://web:8080/", from: [node.labels.zone == none], retries: 0}
    - {command: x, service: lacking}
    - {url: "http://${cluster.manager.address}:8199/", retries: 0}
`;
    const stack = await start('ill', text, ['web', 'lacking']);
    const result = await stack.verify();
    const [task] = await tasksOf('ill_web');
    const address = task?.NetworksAttachments?.[0]?.Addresses?.[0]?.replace(/\/.*/, '');
    const words = wordsOf(result).map((line) =>
      line
        .replaceAll(String(address), 'ADDRESS')
        .replace(/node-\d/, 'NODE')
        .replace(/after \d+ ms/, 'after N ms'),
    );
    expect(words).toEqual([
      expect.stringMatching(
        /^web:8080 \(ADDRESS\) answers 404 where 2xx is expected; its body begins: .*Not Found.*, asked from node NODE$/,
      ),
      'web:8080 (ADDRESS) answers 200 where 3xx or 201 is expected; its body begins: 1, asked from node NODE',
      'web:8080 (ADDRESS) answers 200, but its body does not contain "version 2"; its body begins: 1, asked from node NODE',
      'web:8080 (ADDRESS) answers 200 after N ms where 500 ms are allowed, asked from node NODE',
      'web:8081 (ADDRESS) takes no connection (connection refused), asked from node NODE',
      'web:8081 (ADDRESS) takes no connection (connection refused), asked from node NODE',
      'no node that the check names is up and takes tasks',
      expect.stringMatching(/^the program on node NODE did not succeed: .*localhost:1\/none:1/),
      expect.stringMatching(
        /^http:\/\/\S+:8199\/ cannot be had: nothing listens there, or a firewall refuses the runner/,
      ),
    ]);
    expect(result).toMatchObject({ passed: false, checks: { 4: { attempts: 2 } } });
  });

  it('name a task that takes connections and answers nothing, and mend it when they may', async () => {
    const checks = `x-swarm-delivery:
  verify:
    - {http: "http://web:8080/health", timeout: 1s, retries: 0}
    - {dns: web, port: 8080, retries: 0, from: one-node}
    - {dns: web, port: 8080, path: /health, timeout: 1s, retries: 1, from: one-node, repair: force}
`;
    const one =
      '    deploy: {endpoint_mode: dnsrr, placement: {constraints: [node.role == manager]}, update_config: {monitor: 100ms}}\n';
    const text = `services:\n  web:\n    image: localhost:1/app:1\n    networks: [front]\n${one}networks: {front: {}}\n${checks}`;
    const stack = await start('hung', text, ['web']);
    const [before] = await tasksOf('hung_web');
    await stopAnswering(before);
    const { passed, checks: results } = await stack.verify();
    const words = results.map(({ findings }) => findings.map((finding) => finding.words).join());
    expect(words[0]).toMatch(
      /^web:8080 \(\S+\) takes connections but answers nothing within 1 s: it hangs, asked/,
    );
    expect(words.slice(1)).toEqual(['', '']);
    expect(results[2]).toMatchObject({ passed: true, repaired: true });
    expect(passed).toBe(false);
    expect(stack.log.join('\n')).toMatch(
      /verify dns web: web\.1 on node node-1 \(10\.\S+:8080\) takes connections but answers nothing within 1 s: it hangs, seen from node node-\d; starting all tasks of hung_web anew/,
    );
    const [after] = await tasksOf('hung_web');
    expect(after?.ID).not.toBe(before?.ID);
  });
});

describe('checks of a stack while a node is cut off', () => {
  it('name a node that hears nothing of an update, until it has caught up', async () => {
    const text = `services:
  web:
    image: localhost:1/app:1
    networks: [front]
    deploy:
      endpoint_mode: dnsrr
      replicas: 2
      placement: {constraints: [node.hostname != node-3]}
      update_config: {parallelism: 0, order: start-first, monitor: 100ms}
  client: {image: "localhost:1/app:1", networks: [front], deploy: {mode: global, endpoint_mode: dnsrr}}
networks: {front: {}}
x-swarm-delivery:
  verify:
    - {dns: web, port: 8080, path: /health, timeout: 2s, interval: 4s, retries: 30}
`;
    const stack = await start('split', text, ['web', 'client']);
    const [check] = stack.delivery.verify;
    if (check === undefined) throw new Error('A check was expected.');
    expect(wordsOf(await stack.verify())).toEqual([]);
    await filterOverlay('--insert');
    const signal = new AbortController().signal;
    await forceService(stack.engine, 'split_web', { clock: systemClock, signal });
    await eventually('the end of the old tasks', async () => {
      const path = `/tasks?filters=${encodeURIComponent(JSON.stringify({ service: ['split_web'] }))}`;
      const tasks = await callEngine<readonly Task[]>({ socketPath: cluster.manager.socketPath, path });
      return tasks.filter(({ Status }) => Status.State === 'running').length === 2 || undefined;
    });
    const deaf = await stack.verify([{ ...check, retries: 0 }]);
    expect(deaf.passed).toBe(false);
    const findings = deaf.checks.flatMap((result) => result.findings);
    expect(findings.every(({ node, words }) => node === 'node-3' && words.includes('node node-3'))).toBe(
      true,
    );
    const kinds = findings.map(({ kind }) => kind);
    expect(['stale', 'missing', 'unreachable']).toEqual(expect.arrayContaining(kinds));

    await filterOverlay('--delete');
    expect(await stack.verify()).toMatchObject({ passed: true, checks: [{ findings: [] }] });
  });

  it('name a node that is lost meanwhile, and afterwards only warn of it', async () => {
    const text = `${WEB.replace('max_replicas_per_node: 1', 'constraints: [node.role == manager]')}${NETWORKS}x-swarm-delivery:
  verify:
    - {dns: web, port: 8080, networks: [front], retries: 0}
`;
    const stack = await start('lost', text, ['web']);
    await lastNode().cut();
    const during = await stack.verify();
    expect(during.passed).toBe(false);
    expect(wordsOf(during)).toEqual([
      expect.stringMatching(/^node node-3 did not carry out the probe: .*lost/),
    ]);
    const after = await stack.verify();
    expect(after.passed).toBe(true);
    expect(wordsOf(after)).toEqual([expect.stringMatching(/^node node-3 is down and was not asked/)]);
  });
});

function lastNode(): ClusterNode {
  const found = cluster.nodes.at(-1);
  if (found === undefined) throw new Error('Three nodes were expected.');
  return found;
}

/** Takes away, or gives back, what node-3 hears of names and of other containers; the managers still reach it. */
async function filterOverlay(action: '--insert' | '--delete'): Promise<void> {
  const rules = ['udp 7946', 'tcp 7946', 'udp 4789'].map((rule) => rule.split(' '));
  for (const [protocol = '', port = ''] of rules) {
    const rule = ['INPUT', '--protocol', protocol, '--destination-port', port, '--jump', 'DROP'];
    const [file, ...args] = lastNode().enter(['iptables', '--wait', action, ...rule]);
    await run(file, args);
  }
}

/** Stops the server of a task without closing its port: the kernel goes on taking connections. */
async function stopAnswering(task: Task | undefined): Promise<void> {
  const container = task?.Status.ContainerStatus?.ContainerID ?? '';
  const host = `unix://${cluster.manager.socketPath}`;
  await run('docker', ['--host', host, 'exec', container, 'killall', '-STOP', 'httpd']);
}
