import { connectEngine } from '../../shared/engine/connect.ts';
import { listAllReleases } from '../../shared/release/ledger/ledger.ts';
import type { ReleaseEntry } from '../../shared/release/ledger/release-entry.ts';
import type { ActionResult } from '../support/run-action.ts';
import { leftovers, notRunning, readStack, type StackInSwarm, versionOf } from './three-services.ts';

/** Of the services: what they run before a point, and what its runs are given. */
export interface Versions {
  readonly before: number;
  readonly wanted: number;
}

/** What a run that was disturbed said and is not true. A killed one said nothing. */
export function judgeFirst(
  { outputs, exitCode }: ActionResult,
  swarm: StackInSwarm,
  stack: string,
  { before, wanted }: Versions,
): readonly string[] {
  if (exitCode === null) return [];
  const outcome = outputs['outcome'];
  const problems =
    (outcome === 'deployed') === (exitCode === 0) ? [] : [`exit code ${exitCode} with ${outcome}`];
  const is = versionOf(swarm, stack);
  const claimed = new Map([
    ['deployed', wanted],
    ['rolled-back', before],
    ['refused', before],
  ]).get(outcome ?? '');
  if (outcome === undefined) return [...problems, 'the first run has no outcome'];
  if (claimed === undefined || claimed === is) return problems;
  return [
    ...problems,
    `the first run says ${outcome}, and the services are at ${is ?? 'different versions'}`,
  ];
}

/** What is not as a second run must leave it: all wanted or all as before, and nothing besides. */
export async function judgeEnd(
  { outputs, log }: ActionResult,
  lane: { readonly stack: string; readonly engineSocket: string },
  { before, wanted }: Versions,
): Promise<readonly string[]> {
  const outcome = outputs['outcome'];
  const expected = outcome === 'rolled-back' ? before : wanted;
  const [swarm, releases] = await Promise.all([
    readStack(lane.engineSocket, lane.stack),
    releasesOf(lane.engineSocket, lane.stack),
  ]);
  const is = versionOf(swarm, lane.stack);
  const needed = releases.flatMap(({ needs }) => [...(needs?.configs ?? []), ...(needs?.secrets ?? [])]);
  return [
    ...(['deployed', 'unchanged', 'rolled-back'].includes(outcome ?? '')
      ? []
      : [`the second run ends as ${outcome}: ${log.trim().split('\n').at(-1)}`]),
    ...(is === expected ? [] : [`the services are at ${is ?? 'different versions'} instead of ${expected}`]),
    ...notRunning(swarm, expected).map((name) => `${name} does not run as it should`),
    ...leftovers(swarm, lane.stack, new Set(needed)).map((what) => `left over: ${what}`),
    ...releases
      .filter((release) => release.outcome === 'pending')
      .map((release) => `release ${release.number} is still pending`),
  ];
}

async function releasesOf(socketPath: string, stack: string): Promise<readonly ReleaseEntry[]> {
  const log = { info: () => undefined, debug: () => undefined };
  const connection = await connectEngine({ address: { kind: 'unix', socketPath }, ssh: {}, log });
  try {
    return (await listAllReleases(connection.engine)).filter((release) => release.stack === stack);
  } finally {
    await connection.close();
  }
}
