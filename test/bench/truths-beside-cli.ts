/**
 * `node test/bench/truths-beside-cli.ts`: each situation of test/support/truths.ts, deployed by our bundle and by
 * `docker stack deploy --detach=false`, as a Markdown table. Needs a Docker CLI that knows --detach (26 or newer).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { secondsToCertainty } from '../support/expect-truth.ts';
import { removeStack } from '../support/remove-stack.ts';
import { TRUTHS, type Truth } from '../support/truths.ts';

const CLI_PATIENCE_MS = 40_000;

interface CliResult {
  readonly exit: string;
  readonly seconds: number;
  readonly lastLine: string;
}

const cluster = await startCluster({ ssh: true });
try {
  console.log(
    '| situation | outcome | exit | certain after | first line | CLI exit | CLI seconds | CLI last line |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const truth of TRUTHS) console.log(await row(cluster, truth));
} finally {
  await cluster.down();
}

async function row(on: Cluster, truth: Truth): Promise<string> {
  const name = truth.name.replaceAll(/\W+/g, '-');
  const ssh = sshOf(on);
  if (truth.before !== undefined) await deployOverSsh(ssh, { stack: name, file: truth.before });
  const ours = await deployOverSsh(ssh, { stack: name, file: truth.stack });
  const [told] = (ours.annotations[0]?.message ?? ours.log.trim().split('\n').at(-1) ?? '').split('\n');
  if (truth.before !== undefined) await deployOverSsh(ssh, { stack: `${name}-cli`, file: truth.before });
  const cli = await deployWithCli(on.manager.socketPath, `${name}-cli`, truth.stack);
  await Promise.all([name, `${name}-cli`].map((stack) => removeStack(on.manager.socketPath, stack)));
  const seconds = secondsToCertainty(ours.log).toFixed(1);
  const cells = [truth.name, ours.outputs['outcome'], ours.exitCode, `${seconds} s`, told];
  return `| ${[...cells, cli.exit, cli.seconds.toFixed(1), cli.lastLine].join(' | ')} |`;
}

async function deployWithCli(socketPath: string, stack: string, file: string): Promise<CliResult> {
  const folder = await mkdtemp(join(tmpdir(), 'swarm-delivery-cli-'));
  const path = join(folder, 'stack.yml');
  await writeFile(path, `version: "3.13"\n${file}`);
  const startedAt = performance.now();
  const options = ['stack', 'deploy', '--detach=false', '--resolve-image', 'never', '-c', path, stack];
  const child = spawn('docker', ['-H', `unix://${socketPath}`, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const timer = setTimeout(() => child.kill('SIGKILL'), CLI_PATIENCE_MS);
  const exit = await new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  clearTimeout(timer);
  await rm(folder, { recursive: true });
  const lines = output.split(/[\r\n]+/).map((line) => line.trim());
  return {
    exit: exit === null ? `none after ${CLI_PATIENCE_MS / 1000} s` : String(exit),
    seconds: (performance.now() - startedAt) / 1000,
    lastLine:
      lines
        .filter((line) => line !== '')
        .at(-1)
        ?.replaceAll('|', '/') ?? '',
  };
}
