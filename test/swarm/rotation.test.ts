import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config, Secret } from '../../shared/engine/objects.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { callEngine } from '../cluster/engine-call.ts';
import { deployOverSsh, sshOf } from '../support/deploy-over-ssh.ts';
import { deployWithCli } from '../support/deploy-with-cli.ts';
import { readStackState, traceOf } from '../support/stack-state.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ ssh: true, workers: 0 });
});
afterAll(() => cluster?.down());

const FILE = [
  'services:',
  '  web:',
  '    image: localhost:1/app:1',
  '    configs: [{source: page, target: /www/index.html}]',
  '    secrets: [{source: word, target: /www/word}]',
  '    ports: [{target: 8080, published: PORT, mode: host}]',
  'configs: {page: {file: ./page.txt}}',
  'secrets: {word: {file: ./word.txt}}',
  '',
].join('\n');

const OPTIONS = { cli: { stack: 'cli', port: 8181 }, ours: { stack: 'ours', port: 8182 } };

async function deploy(
  which: keyof typeof OPTIONS,
  page: string,
  word: string,
  {
    by = 'us',
    inputs = {},
  }: { readonly by?: 'us' | 'cli'; readonly inputs?: Readonly<Record<string, string>> } = {},
) {
  const { stack, port } = OPTIONS[which];
  const file = FILE.replace('PORT', String(port));
  const beside = { 'page.txt': page, 'word.txt': word };
  const { socketPath } = cluster.manager;
  if (by === 'cli')
    return deployWithCli({ socketPath, stack, file, beside, flags: ['--resolve-image=never'] });
  const { outputs, log } = await deployOverSsh(sshOf(cluster), {
    ...{ stack, file, beside },
    inputs: { 'stable-for': '1s', ...inputs },
  });
  for (const content of [page, word]) expect(log).not.toContain(content);
  return { outcome: outputs['outcome'], log };
}

async function namesOf(stack: string): Promise<readonly string[]> {
  const { socketPath } = cluster.manager;
  const lists = await Promise.all([
    callEngine<readonly Config[]>({ socketPath, path: '/configs' }),
    callEngine<readonly Secret[]>({ socketPath, path: '/secrets' }),
  ]);
  const names = lists.flat().map(({ Spec }) => Spec.Name);
  return names.filter((name) => name.startsWith(`${stack}_`)).toSorted();
}

/** What the running container has in its file system. */
async function served(which: keyof typeof OPTIONS, path: string): Promise<string> {
  const reply = await fetch(`http://${cluster.manager.address}:${OPTIONS[which].port}/${path}`);
  return reply.text();
}

describe('new content of a config and a secret', { concurrent: true }, () => {
  it('reaches the tasks under a new name, and the old content under its old one', async () => {
    expect(await deploy('ours', 'page-one', 'word-one')).toMatchObject({ outcome: 'deployed' });
    expect(await namesOf('ours')).toEqual(['ours_page', 'ours_word']);

    expect(await deploy('ours', 'page-two', 'word-two')).toMatchObject({ outcome: 'deployed' });
    expect([await served('ours', ''), await served('ours', 'word')]).toEqual(['page-two', 'word-two']);
    const names = await namesOf('ours');
    expect(names).toEqual([
      'ours_page',
      expect.stringMatching(/^ours_page\.[0-9a-f]{8}$/),
      'ours_word',
      expect.stringMatching(/^ours_word\.[0-9a-f]{8}$/),
    ]);
    expect(await deploy('ours', 'page-two', 'word-two')).toMatchObject({ outcome: 'unchanged' });

    expect(await deploy('ours', 'page-one', 'word-one')).toMatchObject({ outcome: 'deployed' });
    expect([await served('ours', ''), await served('ours', 'word')]).toEqual(['page-one', 'word-one']);
    expect(await namesOf('ours')).toEqual(names);
  });

  it('rotates a stack that the CLI made, too, which is taken over without a restart and can be given back until then', async () => {
    const { socketPath } = cluster.manager;
    await deploy('cli', 'page-one', 'word-one', { by: 'cli' });
    expect(await deploy('cli', 'page-one', 'word-one')).toMatchObject({ outcome: 'unchanged' });
    const before = traceOf(await readStackState(socketPath, 'cli')) as { readonly running: unknown };
    await deploy('cli', 'page-one', 'word-one', { by: 'cli' });
    expect(traceOf(await readStackState(socketPath, 'cli'))).toMatchObject({ running: before.running });

    const rotated = await deploy('cli', 'page-two', 'word-two');
    expect(rotated).toMatchObject({ outcome: 'deployed' });
    expect(rotated?.log).toContain('secret cli_word is kept: whether its content changed cannot be known.');
    expect(await served('cli', '')).toBe('page-two');
    expect(await served('cli', 'word')).toBe('word-one');
    expect(await namesOf('cli')).toEqual([
      'cli_page',
      expect.stringMatching(/^cli_page\.[0-9a-f]{8}$/),
      'cli_word',
    ]);

    const inputs = { 'replace-secrets': 'word' };
    const plan = await deploy('cli', 'page-two', 'word-two', { inputs: { ...inputs, 'dry-run': 'true' } });
    expect(plan?.log).toMatch(/\+ secret cli_word\.[0-9a-f]{8}/);
    const replaced = await deploy('cli', 'page-two', 'word-two', { inputs });
    expect(replaced).toMatchObject({ outcome: 'deployed' });
    expect(await served('cli', 'word')).toBe('word-two');
    expect(await deploy('cli', 'page-two', 'word-two', { inputs })).toMatchObject({ outcome: 'unchanged' });
    expect(await deploy('cli', 'page-two', 'word-two')).toMatchObject({ outcome: 'unchanged' });
  });
});
