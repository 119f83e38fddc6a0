import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ConformanceCase } from './conformance-case.ts';
import { recordDeployment, whyNotComparable } from './docker-stack-deploy.ts';
import { generatedStack, NAMED_FILES, VARIABLES } from './generated-stack.ts';
import { judgeCase, type Verdict } from './judge-case.ts';

const TIME_LIMIT_MS = 60_000;
const STACK = 'demo';

/**
 * `differential.ts [COUNT] [SEED]`: so many generated stack files are given to the docker command and to the reader.
 * Stops at the first that is read otherwise, and prints the smallest file that still is.
 */
async function main(count: number, seed: number): Promise<number> {
  const reason = await whyNotComparable();
  if (reason !== undefined) {
    console.log(`Skipped: ${reason}.`);
    return 0;
  }
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'swarm-delivery-differential-')));
  try {
    return await compareMany(directory, count, seed);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function compareMany(directory: string, count: number, seed: number): Promise<number> {
  const counts = new Map<Verdict, number>();
  const property = fc.asyncProperty(generatedStack, async (text) => {
    const { verdict, detail } = judgeCase(await materialOf(directory, text));
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    if (verdict === 'differs') throw new Error(detail);
  });
  const limits = { numRuns: count, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: false };
  const result = await fc.check(property, { seed, ...limits });
  const tally = [...counts].map(([verdict, files]) => `${verdict} ${files}`).join(', ');
  const early = result.interrupted ? `, stopped after ${TIME_LIMIT_MS / 1000} s` : '';
  console.log(`Seed ${seed}: ${result.numRuns} generated files${early}. Compared: ${tally}.`);
  if (!result.failed) return 0;
  console.log(`\n${result.counterexample?.[0]}\n${String(result.errorInstance)}`);
  return 1;
}

/** The text as a case whose recording was made just now. */
async function materialOf(directory: string, text: string): Promise<ConformanceCase> {
  const workingDirectory = join(directory, 'stack');
  const scratch = join(directory, 'docker');
  for (const path of [workingDirectory, scratch]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  const files = { ...NAMED_FILES, 'stack.yml': text };
  for (const [path, content] of Object.entries(files)) writeFileSync(join(workingDirectory, path), content);
  const environment = { HOME: '/home/deployer', ...VARIABLES };
  const file = join(workingDirectory, 'stack.yml');
  return {
    name: 'generated',
    files: [{ path: 'stack.yml', text }],
    stack: STACK,
    environment,
    flags: ['--resolve-image', 'never'],
    dockerConfig: '{}',
    isSequence: false,
    directory: workingDirectory,
    text,
    workingDirectory,
    readFile: (path) => readFileSync(path),
    recorded: await recordDeployment({ file, stack: STACK, environment, scratch }),
    ours: {},
  };
}

const [count = '60', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
process.exitCode = await main(Number(count), Number(seed));
