import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Node } from '../../shared/engine/objects.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { writesAmong } from '../support/recorded-calls.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, recorded: true });
  const { socketPath } = cluster.manager;
  const made = (Name: string, more = {}) =>
    callEngine({
      ...{ socketPath, method: 'POST', path: '/services/create' },
      body: {
        Name,
        TaskTemplate: { ContainerSpec: { Image: 'localhost:1/app:1' } },
        Mode: { Replicated: { Replicas: 0 } },
        ...more,
      },
    });
  await Promise.all([
    made('trial_taken'),
    made('by-hand', { EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 8080 }] } }),
    callEngine({
      ...{ socketPath, method: 'POST', path: '/networks/create' },
      body: { Name: 'of-one-node', Driver: 'bridge' },
    }),
  ]);
});
afterAll(() => cluster?.down());

const IMAGE = 'image: localhost:1/app:1';
const LIMITED = 'resources: {limits: {memory: 64M}}';

const TRIAL = [
  'services:',
  `  taken: {${IMAGE}, deploy: {${LIMITED}}}`,
  `  port: {${IMAGE}, ports: ["8080:80"], deploy: {${LIMITED}}}`,
  `  nowhere: {${IMAGE}, deploy: {placement: {constraints: [node.labels.disk == ssd]}, ${LIMITED}}}`,
  `  huge: {${IMAGE}, deploy: {resources: {limits: {memory: 9000G}, reservations: {memory: 8000G}}}}`,
  `  odd: {${IMAGE}, deploy: {resources: {limits: {memory: 64M}, reservations: {memory: 128M}}}}`,
  `  stuck: {${IMAGE}, ports: [{target: 80, published: 81, mode: host}], deploy: {mode: global, update_config: {order: start-first}, ${LIMITED}}}`,
  `  joined: {${IMAGE}, networks: [missing, local], deploy: {${LIMITED}}}`,
  `  greedy: {${IMAGE}, volumes: ["data:/data"], deploy: {replicas: 2}}`,
  'networks:',
  '  missing: {external: true, name: not-there}',
  '  local: {external: true, name: of-one-node}',
  'volumes: {data: {}}',
  '',
].join('\n');

describe('a stack that cannot work', () => {
  async function deployed(inputs: Readonly<Record<string, string>>) {
    cluster.recorder?.reset();
    const { outputs, annotations, log } = await deployOverSsh(sshOf(cluster), {
      ...{ stack: 'trial', file: TRIAL, inputs },
    });
    expect(outputs, log).toEqual({ outcome: 'refused' });
    expect(writesAmong(cluster.recorder?.calls() ?? [])).toEqual([]);
    return (wanted: string) =>
      annotations
        .filter(({ level }) => level === wanted)
        .map(({ message, properties }) => `${properties['line']}: ${message.split('\n')[0]}`);
  }

  it('is refused with everything that is wrong at once, each at its line, and nothing is written', async () => {
    const told = await deployed({});
    expect(told('error')).toEqual([
      expect.stringMatching(
        /^2: .*taken: the name trial_taken belongs to a service that belongs to no stack/,
      ),
      expect.stringMatching(/^3: .*port: the published port 8080\/tcp belongs to the service by-hand/),
      expect.stringMatching(/^4: .*nowhere: no node satisfies deploy\.placement\.constraints/),
      expect.stringMatching(
        /^5: .*huge: no node can hold deploy\.resources\.reservations \(memory 8192000M\)/,
      ),
      expect.stringMatching(/^6: .*odd: deploy\.resources limits memory to 64M and reserves 128M/),
      expect.stringMatching(/^7: .*stuck: order start-first never gets through with 81\/tcp in mode host/),
      expect.stringMatching(/^11: .*The external network "not-there" does not exist/),
      expect.stringMatching(/^12: .*The external network "of-one-node" has the scope "local"/),
    ]);
    expect(told('warning')).toEqual([
      expect.stringMatching(/^7: .*stuck: order start-first without a healthcheck/),
      expect.stringMatching(
        /^9: .*greedy: trial_data is a local volume, and its 2 replicas run on several nodes/,
      ),
      expect.stringMatching(/^9: .*greedy: no memory limit/),
    ]);
  });

  it('is refused for want of a limit where limits are required', async () => {
    const told = await deployed({ 'require-limits': 'true' });
    expect(told('error')).toContainEqual(
      expect.stringMatching(/^9: .*greedy: no memory limit, and require-limits is true/),
    );
  });

  it('is checked by a plan alone, too', async () => {
    expect((await deployed({ 'dry-run': 'true' }))('error')).toHaveLength(8);
  });
});

describe('a swarm that is not well', () => {
  it('is deployed to with a warning', async () => {
    await cluster.nodes[2]?.stop('SIGKILL');
    const file = `services: {web: {${IMAGE}, deploy: {${LIMITED}}}}\n`;
    await eventually('node 3 to be given up', async () => {
      const { socketPath } = cluster.manager;
      const nodes = await callEngine<readonly Node[]>({ socketPath, path: '/nodes' });
      return nodes.some(({ Status }) => Status.State === 'down') || undefined;
    });
    const { annotations } = await deployOverSsh(sshOf(cluster), {
      ...{ stack: 'well', file, inputs: { 'stable-for': '1s' } },
    });
    expect(annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      expect.stringContaining('warning: 1 of 3 nodes is down: node-3.'),
    ]);
  });
});
