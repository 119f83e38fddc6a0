const RUNNER = ['@actions/core', '@actions/exec'];
const GITHUB = ['@actions/github', '@octokit/core'];
const ENGINE = ['dockerode', 'ssh2'];
const OUTSIDE = ['test/support/x.ts', 'scripts/x.ts'];
const ABOVE_ACTION = [...OUTSIDE, 'actions/deploy-stack/src/run.ts'];
const ABOVE_SHARED = [...ABOVE_ACTION, 'shared/action/x.ts'];
const ENGINE_INSIDE = [
  'shared/engine/connect.ts',
  'shared/engine/client/x.ts',
  'shared/engine/ssh/session.ts',
];
const FLOWS = shared('image', 'release', 'rollout', 'traffic', 'canary');
const EDGES = shared('runner', 'github', 'engine');
const FLOW = [
  ...ABOVE_SHARED,
  ...RUNNER,
  ...GITHUB,
  ...ENGINE,
  ...shared('runner', 'github'),
  ...ENGINE_INSIDE,
];
const PURE = [
  ...FLOW,
  ...FLOWS,
  'node:fs',
  'node:fs/promises',
  'node:child_process',
  'node:net',
  'node:http',
];
const BASE = [...ABOVE_SHARED, ...RUNNER, ...GITHUB, ...ENGINE, ...EDGES, ...FLOWS, ...shared('compose')];

/** The arrows that must not exist: from a folder to packages and to files, named from the root. */
export const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  'actions/deploy-stack/src': [...OUTSIDE, ...RUNNER, ...GITHUB, ...ENGINE, ...otherActions('deploy-stack')],
  'actions/rollback/src': [...OUTSIDE, ...RUNNER, ...GITHUB, ...ENGINE, ...otherActions('rollback')],
  'shared/action': [...ABOVE_ACTION, ...RUNNER, ...GITHUB, ...ENGINE],
  'shared/errors': BASE,
  'shared/units': BASE,
  'shared/runner': without(BASE, [...RUNNER, ...shared('runner')]),
  'shared/github': without(BASE, [...GITHUB, ...shared('github')]),
  'shared/engine': without(BASE, [...ENGINE, ...shared('engine')]),
  'shared/compose': [...PURE, 'shared/engine/engine.ts'],
  'shared/image': FLOW,
  'shared/release': FLOW,
  'shared/rollout': FLOW,
  'shared/traffic': FLOW,
  'shared/canary': FLOW,
};

/** Each folder's own outside world, and what its neighbours offer it. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'actions/deploy-stack/src': shared('action', 'engine', 'runner', 'rollout', 'compose'),
  'shared/action': shared('engine', 'runner', 'rollout', 'release', 'image'),
  'shared/runner': [...RUNNER, ...shared('errors', 'units')],
  'shared/github': [...GITHUB, ...shared('errors', 'units')],
  'shared/engine': [...ENGINE, ...shared('errors', 'units')],
  'shared/compose': ['shared/engine/specs.ts', ...shared('errors', 'units')],
  'shared/rollout': ['shared/engine/engine.ts', ...shared('compose', 'release')],
};

function shared(...folders: readonly string[]): readonly string[] {
  return folders.map((folder) => `shared/${folder}/x.ts`);
}

function otherActions(name: string): readonly string[] {
  return ['build-image', 'deploy-stack', 'canary-promote', 'rollback']
    .filter((other) => other !== name)
    .map((other) => `actions/${other}/src/run.ts`);
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return all.filter((each) => !some.includes(each));
}
