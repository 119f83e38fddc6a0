import { availableParallelism } from 'node:os';
import type { StackOutcome } from '../../shared/rollout/report/stack-outcome.ts';

/** A deployment of a second version that goes wrong in a way of its own. */
export interface FailingDeployment {
  readonly title: string;
  readonly situation: string;
  readonly stack: string;
  /** The stack file; `${TAG}` is 1 in the deployment before, if there is one, and 2 in the one that fails. */
  readonly file: string;
  /** Nothing runs before. */
  readonly first?: boolean;
  /** Images that all nodes hold, by name, and how the test program behaves in each. */
  readonly images: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Inputs beside the connection, in the deployment that fails. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outcome: StackOutcome;
  /** What the log has to say for the page to be worth reading: the cause, and what to do. */
  readonly says: readonly string[];
}

/** Two of these do not fit on one of the nodes, which are all as large as this machine. */
const MOST_OF_A_NODE = availableParallelism() * 0.75;

/** In the cluster's registry, which wants a login. */
export const PRIVATE_IMAGE = 'shop/invoices:2';

export function failingDeployments(registry: string): readonly FailingDeployment[] {
  return [
    {
      title: 'The program crashes',
      situation: 'Version 2 of `web` ends with an error a second and a half after each start.',
      stack: 'shop',
      file: `services:
  web:
    image: localhost:1/web:\${TAG}
    deploy:
      replicas: 3
      resources: {limits: {memory: 64M}}
`,
      images: {
        'localhost:1/web:1': {},
        'localhost:1/web:2': { CRASH_AFTER: '1.5' },
      },
      outcome: 'rolled-back',
      says: ['web: its program ends with exit code 1', 'fatal: crashed on purpose after 1.5 s'],
    },
    {
      title: 'The health check never passes',
      situation:
        'Version 2 of `search` needs 20 seconds until it answers; its health check gives it three, and no `start_period`.',
      stack: 'search',
      file: `services:
  search:
    image: localhost:1/search:\${TAG}
    healthcheck:
      test: [CMD, /healthcheck]
      interval: 1s
      retries: 3
    deploy:
      placement: {constraints: [node.role == manager]}
      resources: {limits: {memory: 64M}}
`,
      images: {
        'localhost:1/search:1': {},
        'localhost:1/search:2': { START_DELAY: '20' },
      },
      outcome: 'rolled-back',
      says: ['search: its health check fails', 'not started yet', 'healthcheck.start_period'],
    },
    {
      title: 'A node cannot get the image',
      situation:
        'The image is in a registry that wants a login, the step gives none, and `resolve-image: never` lets nobody ask before.',
      stack: 'invoices',
      file: `services:
  invoices:
    image: ${registry}/${PRIVATE_IMAGE}
    deploy:
      resources: {limits: {memory: 64M}}
`,
      first: true,
      images: {},
      outcome: 'rolled-back',
      says: [`invoices: image not found: ${registry}/${PRIVATE_IMAGE}`, 'registry-username'],
    },
    {
      title: 'No node has room',
      situation: 'Each of the three nodes has room for one task of `reports`, and version 2 wants four.',
      stack: 'reports',
      file: `services:
  reports:
    image: localhost:1/app:\${TAG}
    deploy:
      replicas: 4
      resources: {limits: {memory: 64M}, reservations: {cpus: '${MOST_OF_A_NODE}'}}
`,
      first: true,
      images: {},
      outcome: 'rolled-back',
      says: ['no node can take it: insufficient resources on 3 nodes', 'deploy.resources.reservations'],
    },
    {
      title: 'The program uses up its memory limit',
      situation: 'Version 2 of `thumbnails` takes more and more memory until the kernel kills it.',
      stack: 'thumbnails',
      file: `services:
  thumbnails:
    image: localhost:1/thumbnails:\${TAG}
    deploy:
      placement: {constraints: [node.role == manager]}
      resources: {limits: {memory: 48M}}
`,
      images: {
        'localhost:1/thumbnails:1': {},
        'localhost:1/thumbnails:2': { LEAK_MB: '20' },
      },
      outcome: 'rolled-back',
      says: ['memory limit of 48 MiB', 'deploy.resources.limits.memory'],
    },
    {
      title: 'A migration fails',
      situation: 'A hook that runs before any service is touched ends with exit code 1.',
      stack: 'orders',
      file: `services:
  api:
    image: localhost:1/app:\${TAG}
    deploy:
      replicas: 2
      resources: {limits: {memory: 64M}}

x-swarm-delivery:
  hooks:
    pre:
      - name: migrate
        service: api
        entrypoint: [sh, -c]
        command:
          - |
            echo "schema 41 -> 42: add column orders.paid_at"
            echo "ERROR: column \\"paid_at\\" of relation \\"orders\\" already exists"
            exit 1
        if-present: [api]
`,
      images: {},
      outcome: 'rolled-back',
      says: ['pre hook migrate: its program ends with exit code 1', 'already exists'],
    },
    {
      title: 'Everything runs, and it does not answer',
      situation:
        'Version 2 of `blog` listens on another port than before. Only the check of the stack file can tell.',
      stack: 'blog',
      file: `services:
  blog:
    image: localhost:1/blog:\${TAG}
    deploy:
      endpoint_mode: dnsrr
      replicas: 2
      resources: {limits: {memory: 64M}}

x-swarm-delivery:
  verify:
    - http: http://blog:8080/health
      body: ok
`,
      images: {
        'localhost:1/blog:1': {},
        'localhost:1/blog:2': { PORT: '9090' },
      },
      outcome: 'rolled-back',
      says: ['check http://blog:8080/health failed: blog:8080', 'connection refused', 'listens on'],
    },
  ];
}
