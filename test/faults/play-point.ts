import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionOptions, type ActionResult, runAction, startAction } from '../support/run-action.ts';
import { type FaultPoint, pointText } from './fault-point.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { judgeEnd, judgeFirst, type Versions } from './judge-point.ts';
import { readStack, threeServices } from './three-services.ts';

/** One stack that goes from version to version; points played on one lane follow each other. */
export interface Lane {
  readonly stack: string;
  readonly engineSocket: string;
  /** Where sockets and workspaces are made. */
  readonly directory: string;
  /** The newest version that any run was given; none is given twice. */
  given: number;
  /** The version that all services run between two points. */
  running: number;
}

export interface PlayedPoint {
  readonly point: FaultPoint;
  /** Absent when the run ended before it made so many calls. */
  readonly call?: string;
  readonly first?: string;
  readonly second?: string;
  readonly seconds: number;
  /** Why the end is not as it must be; empty when it is. */
  readonly problems: readonly string[];
}

/** Brings a stack to a new version, undisturbed. */
export async function settleLane(lane: Lane): Promise<void> {
  lane.given += 1;
  const { outputs, log } = await inWorkspace(lane, (options) =>
    runAction('deploy-stack', {
      ...options,
      inputs: { ...options.inputs, host: `unix://${lane.engineSocket}` },
    }),
  );
  if (outputs['outcome'] !== 'deployed') throw new Error(`An undisturbed deployment failed:\n${log}`);
  lane.running = lane.given;
}

/**
 * Updates all services and strikes; then runs the same step again as the next attempt of that run, which is what a
 * person does, and compares what was said with what is there.
 */
export async function playPoint(lane: Lane, point: FaultPoint): Promise<PlayedPoint> {
  lane.given += 1;
  const versions = { before: lane.running, wanted: lane.given };
  const startedAt = performance.now();
  const played = await inWorkspace(lane, (options) => playBoth(lane, point, versions, options));
  if (played.problems.length > 0) await settleLane(lane);
  return { ...played, seconds: (performance.now() - startedAt) / 1000 };
}

async function playBoth(
  lane: Lane,
  point: FaultPoint,
  versions: Versions,
  options: ActionOptions,
): Promise<Omit<PlayedPoint, 'seconds'>> {
  const { first, call } = await disturbed(lane, point, options);
  const said = judgeFirst(first, await readStack(lane.engineSocket, lane.stack), lane.stack, versions);
  if (call === undefined) {
    lane.running = versions.wanted;
    const undisturbed = first.outputs['outcome'] === 'deployed';
    return { point, problems: undisturbed && said.length === 0 ? [] : [...said, first.log] };
  }
  const second = await runAction('deploy-stack', {
    ...options,
    inputs: { ...options.inputs, host: `unix://${lane.engineSocket}` },
    env: { ...options.env, GITHUB_RUN_ATTEMPT: '2' },
  });
  const problems = [...said, ...(await judgeEnd(second, lane, versions))];
  lane.running = second.outputs['outcome'] === 'rolled-back' ? versions.before : versions.wanted;
  return {
    ...{ point, call },
    first: first.exitCode === null ? 'killed' : (first.outputs['outcome'] ?? 'nothing'),
    second: second.outputs['outcome'] ?? 'nothing',
    problems:
      problems.length === 0
        ? []
        : [`${pointText(point, call)}: ${problems.join('; ')}`, first.log, second.log],
  };
}

async function disturbed(
  lane: Lane,
  point: FaultPoint,
  options: ActionOptions,
): Promise<{ readonly first: ActionResult; readonly call: string | undefined }> {
  let kill = (): void => undefined;
  const proxy = await startFaultProxy({
    engineSocket: lane.engineSocket,
    socketPath: join(lane.directory, `${lane.stack}-${lane.given}.sock`),
    point,
    kill: () => kill(),
  });
  try {
    const inputs = { ...options.inputs, host: `unix://${proxy.socketPath}` };
    const action = await startAction('deploy-stack', { ...options, inputs });
    kill = () => action.signal('SIGKILL');
    return { first: await action.result, call: proxy.struckAt() };
  } finally {
    await proxy.stop();
  }
}

async function inWorkspace<T>(lane: Lane, work: (options: ActionOptions) => Promise<T>): Promise<T> {
  const workspace = await mkdtemp(join(lane.directory, 'workspace-'));
  try {
    const files = Object.entries(threeServices(lane.given));
    await Promise.all(files.map(([name, text]) => writeFile(join(workspace, name), text)));
    return await work({
      workspace,
      inputs: {
        ...{ stack: lane.stack, files: 'stack.yml', 'resolve-image': 'never' },
        ...{ 'stable-for': '300ms', timeout: '60s' },
      },
      env: { GITHUB_RUN_ID: `${lane.stack}-${lane.given}`, GITHUB_RUN_ATTEMPT: '1' },
    });
  } finally {
    await rm(workspace, { recursive: true });
  }
}
