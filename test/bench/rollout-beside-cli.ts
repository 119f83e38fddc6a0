/**
 * `npm run bench:swarm`: rollouts by our bundle, started as the runner starts it, beside `docker stack deploy`, on one
 * real swarm of three nodes, in turn. Takes about ten minutes of a quiet machine with two processors; a busy one spoils the figures, so
 * that each row says the load. `node test/bench/rollout-beside-cli.ts quick` tries the program itself in small.
 */
import { startCluster } from '../cluster/cluster.ts';
import { type FarSize, farBesideCli } from './far-stacks.ts';
import { Scoreboard } from './scoreboard.ts';
import { type TenSizes, updateBesideCli, updateByMaxParallel } from './ten-services.ts';

interface Sizes {
  readonly judged: TenSizes;
  readonly small: TenSizes;
  readonly far: readonly FarSize[];
}

const SIZES: Sizes = {
  judged: { services: 10, replicas: 3, runs: 3 },
  small: { services: 10, replicas: 1, runs: 2 },
  far: [
    { services: 20, runs: 5, create: 2, noOp: 2.5 },
    { services: 100, runs: 3, create: 3, noOp: 7 },
  ],
};

const QUICK: Sizes = {
  judged: { services: 2, replicas: 1, runs: 1 },
  small: { services: 2, replicas: 1, runs: 1 },
  far: [{ services: 5, runs: 1, create: 2, noOp: 2.5 }],
};

const { judged, small, far } = process.argv[2] === 'quick' ? QUICK : SIZES;
const startedAt = performance.now();
const board = new Scoreboard();
const cluster = await startCluster({ ssh: true, recorded: true });
try {
  await farBesideCli(cluster, board, far);
  await updateBesideCli(cluster, board, judged, true);
  await updateBesideCli(cluster, board, small, false);
  await updateByMaxParallel(cluster, board, small);
} finally {
  await cluster.down();
}
console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
process.exitCode = board.isAllHeld ? 0 : 1;
