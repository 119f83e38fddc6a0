import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connectEngine } from '../../shared/engine/connect.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { LogLine, Node, Service, Task } from '../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../shared/engine/specs.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine, eventually } from '../cluster/engine-call.ts';

/** What an engine told of services that fail, each in its own way; `name` is the service's. */
export interface CapturedFailure {
  readonly name: string;
  readonly service: Service;
  /** The newest ones, newest first. */
  readonly tasks: readonly Task[];
  /** Of the newest task that ended. */
  readonly log: readonly LogLine[];
  /** State of containers on the manager, by id; the manager tells nothing of others. */
  readonly containers: Readonly<Record<string, unknown>>;
}

export interface CapturedFailures {
  readonly engine: string;
  readonly nodes: readonly Node[];
  readonly failures: readonly CapturedFailure[];
}

const SECOND = 1e9;
const MOST_TASKS = 5;
/** Large, and read by nobody. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'NetworksAttachments',
  'Meta',
  'Endpoint',
  'PortStatus',
  'PreviousSpec',
  'TLSInfo',
  'Plugins',
]);
const ON_MANAGER = ['node.role == manager'];
const ON_WORKER = ['node.hostname == node-2'];

interface Failing {
  readonly env?: readonly string[];
  readonly container?: Partial<ServiceSpec['TaskTemplate']['ContainerSpec']>;
  readonly task?: Partial<ServiceSpec['TaskTemplate']>;
  readonly spec?: Partial<ServiceSpec>;
}

const check = {
  Test: ['CMD', '/healthcheck'],
  Interval: SECOND / 2,
  Timeout: 2 * SECOND,
  Retries: 2,
  StartPeriod: 0,
};
const small = { Limits: { MemoryBytes: 24 * 1024 ** 2 } };
const port = { TargetPort: 8080, PublishedPort: 8091, PublishMode: 'host', Protocol: 'tcp' };

const FAILING: Readonly<Record<string, Failing>> = {
  crash: { env: ['CRASH_AFTER=1', 'LOG_LINES=40'], task: { Placement: { Constraints: ON_WORKER } } },
  'exit-code': { env: ['CRASH_AFTER=0.3', 'CRASH_CODE=3'], task: { Placement: { Constraints: ON_MANAGER } } },
  'missing-image': { container: { Image: 'localhost:1/app:nope' } },
  'missing-program': { container: { Command: ['/no/such'] } },
  'not-executable': { container: { Command: ['/www/health'] } },
  'missing-bind': {
    container: { Mounts: [{ Type: 'bind', Source: '/no/such/path', Target: '/data' }] },
  },
  'missing-user': { container: { User: 'nobody-here' } },
  'unknown-volume-driver': {
    container: {
      Mounts: [
        { Type: 'volume', Source: 'x', Target: '/data', VolumeOptions: { DriverConfig: { Name: 'nope' } } },
      ],
    },
  },
  'port-taken': {
    spec: { EndpointSpec: { Ports: [port] } },
    task: { Placement: { Constraints: ON_MANAGER } },
  },
  'unhealthy-manager': {
    env: ['UNHEALTHY_AFTER=0'],
    container: { Healthcheck: check },
    task: { Placement: { Constraints: ON_MANAGER } },
  },
  'unhealthy-worker': {
    env: ['UNHEALTHY_AFTER=2'],
    container: { Healthcheck: check },
    task: { Placement: { Constraints: ON_WORKER } },
  },
  'unhealthy-killed': {
    env: ['UNHEALTHY_AFTER=0', 'IGNORE_SIGTERM=1'],
    container: { Healthcheck: check, StopGracePeriod: SECOND },
    task: { Placement: { Constraints: ON_MANAGER } },
  },
  'memory-manager': {
    env: ['LEAK_MB=8'],
    task: { Resources: small, Placement: { Constraints: ON_MANAGER } },
  },
  'memory-worker': { env: ['LEAK_MB=8'], task: { Resources: small, Placement: { Constraints: ON_WORKER } } },
  ended: { env: ['RUN_ONCE=0.5'] },
  'no-node': { task: { Placement: { Constraints: ['node.labels.disk == ssd'] } } },
  'no-memory': { task: { Resources: { Reservations: { MemoryBytes: 2 ** 42 } } } },
  'killed-at-stop': { env: ['IGNORE_SIGTERM=1'], container: { StopGracePeriod: SECOND } },
};

function specOf(name: string, { env = [], container = {}, task = {}, spec = {} }: Failing): ServiceSpec {
  return {
    Name: name,
    Labels: {},
    Mode: { Replicated: { Replicas: 1 } },
    ...spec,
    TaskTemplate: {
      ContainerSpec: { Image: 'localhost:1/app:1', Env: env, ...container },
      RestartPolicy: { Condition: 'any', Delay: SECOND },
      ...task,
    },
  };
}

async function capture(cluster: Cluster, engine: Engine): Promise<CapturedFailures> {
  const info = await engine.info();
  const ids = await Promise.all(
    Object.entries(FAILING).map(
      async ([name, failing]) => [name, (await engine.services.create(specOf(name, failing))).ID] as const,
    ),
  );
  await eventually(
    'every service to fail twice, or to find no node',
    async () => {
      const tasks = await engine.tasks.list();
      const told = ids.filter(([, id]) => {
        const own = tasks.filter(({ ServiceID }) => ServiceID === id);
        return (
          own.filter(hasEnded).length >= 2 ||
          own.some(({ Status }) => Status.State === 'pending' && Status.Err)
        );
      });
      return told.length === ids.length - 1 ? true : undefined;
    },
    180,
  );
  const stopped = await engine.services.inspect('killed-at-stop');
  const TaskTemplate = { ...stopped.Spec.TaskTemplate, ForceUpdate: 1 };
  await engine.services.update(stopped.ID, stopped.Version.Index, { ...stopped.Spec, TaskTemplate });
  await eventually('the old task to end', async () => {
    const tasks = await engine.tasks.list({ service: [stopped.ID] });
    return tasks.some(hasEnded) ? true : undefined;
  });
  const failures = await Promise.all(ids.map(([name, id]) => captureOne(cluster, engine, name, id)));
  return { engine: info.ServerVersion, nodes: await engine.nodes.list(), failures };
}

function hasEnded({ Status }: Task): boolean {
  return ['failed', 'complete', 'rejected', 'shutdown'].includes(Status.State);
}

async function captureOne(
  cluster: Cluster,
  engine: Engine,
  name: string,
  id: string,
): Promise<CapturedFailure> {
  const [service, tasks] = await Promise.all([
    engine.services.inspect(id),
    engine.tasks.list({ service: [id] }),
  ]);
  const newestFirst = tasks.toSorted((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1)).slice(0, MOST_TASKS);
  const ended = newestFirst
    .filter(hasEnded)
    .toSorted((a, b) => (a.Status.Timestamp < b.Status.Timestamp ? 1 : -1));
  const newest = ended[0];
  const log = newest === undefined ? [] : await engine.logs.ofTask(newest.ID, { tail: 30, timeoutMs: 5_000 });
  const containers: Record<string, unknown> = {};
  for (const { Status } of ended) {
    const container = Status.ContainerStatus?.ContainerID;
    if (container === undefined) continue;
    const path = `/containers/${container}/json`;
    const found = await callEngine<{ State: unknown }>({
      socketPath: cluster.manager.socketPath,
      path,
    }).catch(() => undefined);
    if (found !== undefined) containers[container] = found.State;
  }
  return { name, service, tasks: newestFirst, log, containers };
}

/** By hand, when a new engine is to be known: `ENGINE=28 node test/support/capture-failures.ts FILE`. */
async function main(file: string): Promise<void> {
  const cluster = await startCluster();
  const listen = 'IO::Socket::INET->new(Listen => 1, LocalAddr => "0.0.0.0:8091") or die; sleep 600';
  const [program, ...args] = cluster.manager.enter([
    'perl',
    '-MIO::Socket::INET',
    '-e',
    `my $socket = ${listen}`,
  ]);
  const listener = spawn(program, args, { stdio: 'ignore' });
  const connection = await connectEngine({
    address: { kind: 'unix', socketPath: cluster.manager.socketPath },
    ssh: {},
    log: { info: () => undefined, debug: () => undefined },
  });
  try {
    const facts = await capture(cluster, connection.engine);
    const kept = (key: string, value: unknown): unknown => (LEFT_OUT.has(key) ? undefined : value);
    await writeFile(file, `${JSON.stringify(facts, kept, 2)}\n`);
  } finally {
    listener.kill();
    await connection.close();
    await cluster.down();
  }
}

if (import.meta.main) await main(process.argv[2] ?? 'failures.json');
