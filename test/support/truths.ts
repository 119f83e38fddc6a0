import { totalmem } from 'node:os';

/** One situation whose truth the tool must tell: the stack before, the stack deployed, and what must be said of it. */
export interface Truth {
  readonly name: string;
  /** Deployed first, and well; absent when the deployment is the stack's first. */
  readonly before?: string;
  readonly stack: string;
  /** Beside the usual ones; without them images are not resolved. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outcome: 'deployed' | 'unchanged' | 'rolled-back' | 'paused' | 'failed' | 'refused';
  /** What the first line about the service says. */
  readonly says: RegExp;
  /** Seconds from the last write to certainty, at most, where that is promised; of the whole step when nothing is written. */
  readonly within?: number;
}

const HEALTHCHECK =
  'healthcheck: {test: [CMD, /healthcheck], interval: 1s, timeout: 2s, retries: 2, start_period: 5s}';

/** A stack file with one service, its keys given as YAML flow lines. */
function web(...keys: readonly string[]): string {
  return ['services:', '  web:', ...keys.map((key) => `    ${key}`), ''].join('\n');
}

const GOOD = web('image: localhost:1/app:1', HEALTHCHECK, 'deploy: {replicas: 3}');

function update(action: string): string {
  return web(
    'image: localhost:1/app:2',
    'environment: {CRASH_AFTER: "1"}',
    `deploy: {replicas: 3, update_config: {failure_action: ${action}, monitor: 5s}, rollback_config: {parallelism: 0, monitor: 1s}}`,
  );
}

export const TRUTHS: readonly Truth[] = [
  { name: 'good deploy', stack: GOOD, outcome: 'deployed', says: /web: deployed/ },
  {
    name: 'rollback by failure_action',
    before: web('image: localhost:1/app:1', 'deploy: {replicas: 3}'),
    stack: update('rollback'),
    outcome: 'rolled-back',
    says: /web: its program ends with exit code 1/,
  },
  {
    name: 'paused',
    before: web('image: localhost:1/app:1', 'deploy: {replicas: 3}'),
    stack: update('pause'),
    outcome: 'paused',
    says: /web: its program ends with exit code 1/,
  },
  {
    name: 'crash loop of 8 s period',
    stack: web('image: localhost:1/app:1', 'environment: {CRASH_AFTER: "8"}'),
    outcome: 'failed',
    says: /web: its program ends with exit code 1 \(2 times in slot 1, the last time after \d+ s\)/,
  },
  {
    name: 'missing image',
    stack: web('image: localhost:1/app:nope'),
    inputs: { 'resolve-image': 'always' },
    outcome: 'refused',
    says: /web: Cannot find image localhost:1\/app:nope in its registry: .*connection refused/,
    within: 5,
  },
  {
    name: 'missing image, not resolved',
    stack: web('image: localhost:1/app:nope'),
    outcome: 'failed',
    says: /web: image not found: localhost:1\/app:nope/,
    within: 5,
  },
  {
    name: 'no suitable node',
    stack: web('image: localhost:1/app:1', 'deploy: {placement: {constraints: [node.labels.disk == ssd]}}'),
    outcome: 'refused',
    says: /web: no node satisfies deploy\.placement\.constraints \(node\.labels\.disk == ssd\)/,
    within: 5,
  },
  {
    name: 'unhealthy after start',
    stack: web('image: localhost:1/app:1', 'environment: {UNHEALTHY_AFTER: "2"}', HEALTHCHECK),
    outcome: 'failed',
    says: /web: (its health check fails|it never got healthy and stops with exit code 0|it stops with exit code 0: its health check fails, or its program ends by itself)/,
  },
  {
    name: 'zero replicas',
    stack: web('image: localhost:1/app:1', 'deploy: {replicas: 0}'),
    outcome: 'deployed',
    says: /web: deployed/,
    within: 1,
  },
  {
    name: 'global',
    stack: web('image: localhost:1/app:1', 'deploy: {mode: global}'),
    outcome: 'deployed',
    says: /web: deployed/,
  },
  {
    name: 'finished one-shot',
    stack: web(
      'image: localhost:1/app:1',
      'environment: {RUN_ONCE: "1"}',
      'deploy: {restart_policy: {condition: none}}',
    ),
    outcome: 'deployed',
    says: /web: deployed/,
  },
  {
    name: 'failed one-shot',
    stack: web(
      'image: localhost:1/app:1',
      'environment: {CRASH_AFTER: "1", CRASH_CODE: "3"}',
      'deploy: {restart_policy: {condition: none}}',
    ),
    outcome: 'failed',
    says: /web: its program ends with exit code 3/,
  },
  {
    name: 'label-only change',
    before: GOOD,
    stack: GOOD.replace('deploy: {', 'deploy: {labels: {team: blue}, '),
    outcome: 'deployed',
    says: /web: deployed/,
    within: 1,
  },
  {
    name: 'nothing changed',
    before: GOOD,
    stack: GOOD,
    outcome: 'unchanged',
    says: /web: unchanged/,
    within: 1,
  },
  {
    name: 'bad command',
    stack: web('image: localhost:1/app:1', 'entrypoint: [/no/such]'),
    outcome: 'failed',
    says: /web: its program cannot be started: .*\/no\/such/,
  },
  {
    name: 'missing bind source',
    stack: web('image: localhost:1/app:1', 'volumes: ["/no/such/path:/data"]'),
    outcome: 'failed',
    says: /web: a mount cannot be made: .*\/no\/such\/path/,
  },
  {
    name: 'too large for any node',
    stack: web('image: localhost:1/app:1', 'deploy: {resources: {reservations: {memory: 900G}}}'),
    outcome: 'refused',
    says: /web: no node can hold deploy\.resources\.reservations \(memory 921600M\)/,
    within: 5,
  },
  {
    name: 'insufficient resources',
    // Each node could hold one of them, and there is one more than nodes.
    stack: web(
      'image: localhost:1/app:1',
      `deploy: {replicas: 4, resources: {reservations: {memory: "${Math.floor(totalmem() * 0.6)}"}}}`,
    ),
    outcome: 'failed',
    says: /web: no node can take it: insufficient resources on 3 nodes/,
    within: 3,
  },
];
