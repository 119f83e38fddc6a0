import type { Cluster } from '../cluster/cluster.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { deployByCli, removeByCli } from './docker-cli.ts';
import { atLeast, atMost, median, type Scoreboard } from './scoreboard.ts';
import { ratioOf, type TimedUpdate, timeUpdate } from './timed-update.ts';

/** The engine's own monitor, which the CLI waits for too. */
const WINDOW_SECONDS = 5;

export interface TenSizes {
  readonly services: number;
  readonly replicas: number;
  readonly runs: number;
}

const imageOf = (tag: number) => `localhost:1/app:${(tag % 3) + 1}`;

function stackFile({ services, replicas }: TenSizes, tag: number): string {
  const lines = Array.from(
    { length: services },
    (_, at) => `  s${at}: {image: "${imageOf(tag)}", deploy: {replicas: ${replicas}}}`,
  );
  return ['services:', ...lines, ''].join('\n');
}

/** An update of some services and a deployment that changes nothing, beside `docker stack deploy --detach=false`. */
export async function updateBesideCli(
  cluster: Cluster,
  board: Scoreboard,
  sizes: TenSizes,
  cliToo: boolean,
): Promise<void> {
  // Another one each time: what `docker stack rm` removes is gone only some time after it ended.
  const stack = cliToo ? 'ten' : 'ten-small';
  const dockerHost = `unix://${cluster.manager.socketPath}`;
  const ours = (tag: number, inputs = {}) =>
    timeUpdate(cluster, imageOf(tag), WINDOW_SECONDS, { stack, file: stackFile(sizes, tag), inputs });
  board.title(`${sizes.services} services with ${sizes.replicas} replicas, all at once`);
  await ours(0);
  const updates: TimedUpdate[] = [];
  for (let run = 1; run <= sizes.runs; run += 1) updates.push(await ours(run));
  const middle = median(updates.map(ratioOf));
  board.row(
    `image update by us, ${sizes.runs} times: (total - window) / Swarm's own time, median`,
    `${middle.toFixed(3)} (${updates.map((each) => ratioOf(each).toFixed(3)).join(', ')})`,
    cliToo ? atMost(middle, 1.03) : undefined,
  );
  for (const each of updates) board.row('its seconds', partsOf(each));
  if (cliToo) await cliBeside();
  await removeByCli(dockerHost, stack);

  async function cliBeside(): Promise<void> {
    const file = stackFile(sizes, sizes.runs + 1);
    const update = await deployByCli({ dockerHost, stack, file, waiting: true });
    const slowest = Math.max(...updates.map(({ total }) => total));
    board.row('the same update by the CLI, seconds', update.toFixed(1));
    board.row('our slowest update, watch window included, seconds', slowest.toFixed(1), {
      words: "not more than the CLI's",
      isHeld: slowest <= update,
    });
    const cliNoOp = await deployByCli({ dockerHost, stack, file, waiting: true });
    const noOps: number[] = [];
    for (let run = 0; run < 3; run += 1) noOps.push(await secondsOfNoOp(cluster, stack, file));
    board.row('no-op by the CLI, waiting, seconds', cliNoOp.toFixed(1));
    const faster = cliNoOp / median(noOps);
    board.row(
      `no-op by us, median of ${noOps.map((each) => each.toFixed(2)).join(', ')} s`,
      `${faster.toFixed(0)} x faster`,
      atLeast(faster, 30),
    );
  }
}

/** The same update with so many services on their way at the same time. */
export async function updateByMaxParallel(
  cluster: Cluster,
  board: Scoreboard,
  sizes: TenSizes,
): Promise<void> {
  const stack = 'parallel';
  const ours = (tag: number, inputs = {}) =>
    timeUpdate(cluster, imageOf(tag), WINDOW_SECONDS, { stack, file: stackFile(sizes, tag), inputs });
  board.title(
    `max-parallel: image update of ${sizes.services} services with ${sizes.replicas} replica, seconds`,
  );
  await ours(0);
  for (const [at, limit] of ['none', '5', '2', '1'].entries()) {
    const update = await ours(at + 1, limit === 'none' ? {} : { 'max-parallel': limit });
    board.row(`max-parallel ${limit}`, partsOf(update));
  }
  await removeByCli(`unix://${cluster.manager.socketPath}`, stack);
}

async function secondsOfNoOp(cluster: Cluster, stack: string, file: string): Promise<number> {
  const { outputs, log, milliseconds } = await deployOverSsh(sshOf(cluster), { stack, file });
  if (outputs['outcome'] !== 'unchanged') throw new Error(`A no-op was expected:\n${log}`);
  return milliseconds / 1000;
}

function partsOf({ total, before, swarm, window, after }: TimedUpdate): string {
  const parts = [
    `${before.toFixed(2)} until the first write`,
    `${swarm.toFixed(2)} Swarm`,
    `${window} window`,
    `${after.toFixed(2)} noticing and ending`,
  ];
  return `${total.toFixed(2)} = ${parts.join(' + ')}`;
}
