import type { Task } from '../../shared/engine/objects.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { type DeployOptions, deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { nameOfCall } from '../support/recorded-calls.ts';

/** One deployment by the bundle, as the runner starts it, in seconds. */
export interface TimedUpdate {
  /** From the start of the process to its end. */
  readonly total: number;
  /** Until the first service was written. */
  readonly before: number;
  /** From then until the last wanted task ran, by the engines' own time stamps. */
  readonly swarm: number;
  /** The watch window that was asked for. */
  readonly window: number;
  /** Whatever is left: noticing, proving after the window, recording, reporting. */
  readonly after: number;
}

/** Everything but the watch window, by Swarm's own time. */
export function ratioOf({ total, window, swarm }: TimedUpdate): number {
  return (total - window) / swarm;
}

/** Deploys a stack whose services all get `image`, and throws unless that was done. */
export async function timeUpdate(
  cluster: Cluster,
  image: string,
  window: number,
  { inputs = {}, ...deployment }: DeployOptions,
): Promise<TimedUpdate> {
  cluster.recorder?.reset();
  const startedAt = Date.now();
  const { outputs, log, milliseconds } = await deployOverSsh(sshOf(cluster), {
    ...deployment,
    inputs: { 'stable-for': `${window}s`, ...inputs },
  });
  if (outputs['outcome'] !== 'deployed') throw new Error(`The update was not deployed:\n${log}`);
  const writes = (cluster.recorder?.calls() ?? []).filter((call) =>
    nameOfCall(call).startsWith('POST /services'),
  );
  const firstWriteAt = Math.min(...writes.map(({ at }) => at));
  const runningAt = await lastRunningAt(cluster.manager.socketPath, deployment.stack, image);
  const total = milliseconds / 1000;
  const before = (firstWriteAt - startedAt) / 1000;
  const swarm = (runningAt - firstWriteAt) / 1000;
  return { total, before, swarm, window, after: total - before - swarm - window };
}

async function lastRunningAt(socketPath: string, stack: string, image: string): Promise<number> {
  const filters = JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] });
  const tasks = await callEngine<readonly Task[]>({
    socketPath,
    path: `/tasks?filters=${encodeURIComponent(filters)}`,
  });
  const running = tasks.filter(
    ({ Spec, Status }) => Status.State === 'running' && Spec.ContainerSpec?.Image === image,
  );
  return Math.max(...running.map(({ Status }) => Date.parse(Status.Timestamp)));
}
