/**
 * `npm run demo`: deploys, updates, breaks and rolls back a small stack on a real swarm that exists only for this run, with the
 * very bundle that workflows use, and removes everything. Exit code 0 says that every step ended as it should.
 */
import { access } from 'node:fs/promises';
import { UserError } from '../../shared/errors/user-error.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { ACTS } from './acts.ts';
import { Interrupted, listenForInterruption } from './interruption.ts';
import { sayWhile } from './patience.ts';
import { play } from './play.ts';
import { terminalStyle as style } from './style.ts';

const startedAt = performance.now();
const signal = listenForInterruption();
signal.addEventListener('abort', () => console.log(`\n${signal.reason.message}; ending.`));
let cluster: Cluster | undefined;
try {
  console.log(
    'The demo: deploy-stack and rollback on a real Docker Swarm. Ctrl-C ends it and removes everything.\n',
  );
  const starting = startCluster({ managers: 1, workers: 2, ssh: true });
  cluster = await sayWhile('Starting three Docker engines, a swarm and an SSH server', starting);
  signal.throwIfAborted();
  process.exitCode = await playAll(cluster);
} catch (error) {
  process.exitCode = explain(error);
} finally {
  if (cluster !== undefined) await remove(cluster);
}

async function playAll({ name, ssh, nodes }: Cluster): Promise<number> {
  if (ssh === undefined) throw new Error('The cluster has no SSH server.');
  const roles = nodes.map(({ hostname, role }) => `${hostname} (${role})`).join(', ');
  console.log(`Up: cluster ${name}: ${roles}; reached at ssh://${ssh.user}@${ssh.host}:${ssh.port}`);
  const wrong = await playActs(ssh);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    wrong === 0
      ? `\n${style(['bold', 'green'], `All ${ACTS.length} steps ended as they should, in ${seconds} s.`)}`
      : `\n${style(['bold', 'red'], `${wrong} of ${ACTS.length} steps did not end as they should.`)}`,
  );
  return wrong === 0 ? 0 : 1;
}

/** Gives the number of steps that did not end as they should. */
async function playActs(ssh: ClusterSsh): Promise<number> {
  let wrong = 0;
  for (const [index, act] of ACTS.entries()) {
    console.log(`\n${style(['bold', 'inverse'], ` ${index + 1}/${ACTS.length}  ${act.headline} `)}`);
    console.log(act.meaning);
    const problems = await play(act, ssh, signal);
    if (problems.length > 0) wrong += 1;
  }
  return wrong;
}

/** Gives the exit code. */
function explain(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  console.error(style('red', error instanceof Error ? error.message : String(error)));
  if (error instanceof UserError && error.fix) console.error(error.fix);
  return 1;
}

async function remove({ name, directory, down }: Cluster): Promise<void> {
  await sayWhile(`\nRemoving the cluster ${name}`, down());
  const left = await access(directory).then(
    () => true,
    () => false,
  );
  if (left) process.exitCode = 1;
  console.log(left ? style('red', `Left behind: ${directory}`) : 'Everything is removed.');
}
