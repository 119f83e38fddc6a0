import type { ClusterSsh } from '../cluster/cluster-ssh.ts';
import { sshInputs } from '../support/deploy-over-ssh.ts';
import { type ActionResult, startAction } from '../support/run-action.ts';
import type { Act } from './acts.ts';
import { RunnerScreen } from './runner-screen.ts';
import { terminalStyle as style } from './style.ts';
import { terminalMarkdown } from './terminal-markdown.ts';
import { workflowStepYaml } from './workflow-step.ts';

const VALUE_LENGTH = 80;

/**
 * Runs the act's step against the cluster, live on the screen, and gives what is not as it should be. An abort of
 * the signal cancels the step as the runner would, and throws once it has ended.
 */
export async function play(act: Act, ssh: ClusterSsh, signal: AbortSignal): Promise<readonly string[]> {
  part('The step', workflowStepYaml(act).split('\n'));
  part('Its log', []);
  const screen = new RunnerScreen(style);
  const running = await startAction(act.action ?? 'deploy-stack', {
    workspace: import.meta.dirname,
    inputs: { ...sshInputs(ssh), ...act.inputs },
    ...(act.env === undefined ? {} : { env: act.env }),
    onLine: (line) => print(screen.show(line)),
  });
  const cancel = (): void => void running.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  const result = await running.result;
  signal.removeEventListener('abort', cancel);
  signal.throwIfAborted();
  part('Its summary', terminalMarkdown(result.summary, style));
  part('Its outputs', Object.entries(result.outputs).map(outputLine));
  const problems = problemsOf(act, result);
  console.log(`\n${verdict(act, result, problems)}`);
  return problems;
}

export function problemsOf(
  { expected }: Act,
  result: Pick<ActionResult, 'exitCode' | 'outputs' | 'log' | 'filesLeft'>,
): readonly string[] {
  const { exitCode, outputs, log, filesLeft } = result;
  const passes = exitCode === 0;
  return [
    ...(passes === expected.passes
      ? []
      : [`the step ${passes ? 'passed' : `failed (exit code ${exitCode})`}`]),
    ...(outputs['outcome'] === expected.outcome ? [] : [`its outcome is ${outputs['outcome'] ?? 'absent'}`]),
    ...(log.includes(expected.says) ? [] : [`its log does not say "${expected.says}"`]),
    ...filesLeft.map((file) => `it left a file on the runner: ${file}`),
  ];
}

function verdict({ expected }: Act, { milliseconds }: ActionResult, problems: readonly string[]): string {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s, start of the action included`;
  if (problems.length > 0) return style('red', `Not as it should be: ${problems.join('; ')} (${seconds}).`);
  return style('green', `The step ${expected.passes ? 'passed' : 'failed'}, as it should: ${seconds}.`);
}

function outputLine([name, value]: readonly [string, string]): string {
  const shown = value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}...` : value;
  return `${name}: ${shown}`;
}

function part(title: string, lines: readonly string[]): void {
  console.log(`\n${style('cyan', title)}`);
  print(lines);
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line === '' ? '' : `  ${line}`);
}
