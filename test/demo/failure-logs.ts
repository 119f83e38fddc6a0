/**
 * `npm run docs:failures`: makes deployments fail on a real swarm, over SSH, with the very bundle that workflows use,
 * and writes what their steps printed to docs/failures.md. Exit code 0 says that each failed as it should.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { loadImageAs } from '../cluster/images.ts';
import { pushImage } from '../cluster/push-image.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { removeStack } from '../support/remove-stack.ts';
import type { ActionResult } from '../support/run-action.ts';
import { type FailingDeployment, failingDeployments, PRIVATE_IMAGE } from './failing-deployments.ts';
import { failuresPage } from './failures-page.ts';
import { sayWhile } from './patience.ts';

const target = resolve(import.meta.dirname, '../../docs/failures.md');

type Played = ActionResult & { readonly deployment: FailingDeployment };

const cluster = await sayWhile(
  'Starting three Docker engines, a swarm, a registry and an SSH server',
  startCluster({ ssh: true, registry: 'password' }),
);
try {
  await pushImage(cluster, PRIVATE_IMAGE);
  const deployments = failingDeployments(cluster.registry?.host ?? '');
  const played = await sayWhile(
    `Making ${deployments.length} deployments fail`,
    Promise.all(deployments.map((deployment) => play(cluster, deployment))),
  );
  const problems = played.flatMap(problemsOf);
  for (const problem of problems) console.error(problem);
  await writeFile(target, failuresPage(played));
  console.log(`${target} is written: ${played.length} failures.`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await sayWhile('Removing the cluster', cluster.down());
}

/** The version before, if there is one, and then the deployment that fails. */
async function play(cluster: Cluster, deployment: FailingDeployment): Promise<Played> {
  const { stack, file, first, images, inputs } = deployment;
  for (const [name, environment] of Object.entries(images)) {
    await loadImageAs(cluster, [name], { environment });
  }
  const deploy = (tag: string, more: Readonly<Record<string, string>>): Promise<ActionResult> =>
    deployOverSsh(sshOf(cluster), {
      ...{ stack, file, env: { TAG: tag } },
      inputs: { 'probe-image': 'localhost:1/app:1', ...more },
    });
  if (!first) {
    const before = await deploy('1', { 'stable-for': '2s' });
    if (before.exitCode !== 0) throw new Error(`Version 1 of ${stack} did not deploy:\n${before.log}`);
  }
  const result = await deploy('2', inputs ?? {});
  await removeStack(cluster.manager.socketPath, stack);
  return { ...result, deployment };
}

function problemsOf({ deployment, outputs, log }: Played): readonly string[] {
  const { title, outcome, says } = deployment;
  return [
    ...(outputs['outcome'] === outcome ? [] : [`${title}: its outcome is ${outputs['outcome'] ?? 'absent'}`]),
    ...says
      .filter((words) => !log.includes(words))
      .map((words) => `${title}: its log does not say "${words}"`),
  ];
}
