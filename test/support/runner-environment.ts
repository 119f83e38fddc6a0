import type { InputContract } from '../../scripts/action-contract.ts';
import type { RunnerFiles } from './runner-files.ts';

/** The variables a runner sets for any step; of this process only PATH is passed on. */
export function runnerEnvironment(files: RunnerFiles): Readonly<Record<string, string>> {
  return {
    ...files.commands,
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: files.home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: files.workspace,
    GITHUB_REPOSITORY: 'your-org/shop',
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_JOB: 'deploy',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_ACTOR: 'octocat',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: files.temp,
  };
}

/** `INPUT_*` of the given inputs and of the defaults: upper case, spaces become `_`, dashes stay. */
export function inputEnvironment(
  contracts: readonly InputContract[],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const defaults = contracts.flatMap(({ name, default: value }): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const inputs = { ...Object.fromEntries(defaults), ...given };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

/** `STATE_*` of what the main step saved; names stay as they are. */
export function stateEnvironment(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}
