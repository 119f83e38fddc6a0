import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One stack file and what its step is given. */
export interface RealStack {
  readonly name: string;
  readonly workspace: string;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly services: number;
  /** Images it names that every node must hold; the test images are there anyway. */
  readonly images?: readonly string[];
}

const own = join(import.meta.dirname, 'stacks');

/** Files of our own in the shape of real ones. */
export const OWN_STACKS: readonly RealStack[] = [
  { name: 'shop', workspace: own, file: 'shop.yml', env: { WEB_TAG: '1' }, services: 3 },
  {
    name: 'monitoring',
    workspace: own,
    file: 'monitoring.yml',
    env: { RULES_VERSION: '3', ADMIN_MAIL: 'admin@example.com' },
    services: 3,
  },
  { name: 'queue', workspace: own, file: 'queue.yml', services: 2 },
  { name: 'edge', workspace: own, file: 'edge.yml', services: 2 },
  { name: 'batch', workspace: own, file: 'batch.yml', services: 3 },
];

/** Files that other people wrote and run, kept beside the checkout because they are not ours to publish. */
const corpus = resolve(import.meta.dirname, '../../../shared/corpus');

function fromCorpus(entry: string, stack: Omit<RealStack, 'workspace'>): readonly RealStack[] {
  const workspace = join(corpus, entry);
  return existsSync(workspace) ? [{ ...stack, workspace }] : [];
}

export const CORPUS_STACKS: readonly RealStack[] = [
  ...fromCorpus('047-fixed-ip', {
    name: 'watermelon',
    file: 'docker-swarm.yml',
    services: 3,
    images: ['metacringer/watermelon:mc-master', 'metacringer/watermelon:mc-slave'],
  }),
  ...fromCorpus('066-etcd-templates', {
    name: 'etcd',
    file: 'etcd-stack.yml',
    env: { ETCD_INITIAL_CLUSTER: 'node-1=http://node-1:2380' },
    services: 1,
    images: ['quay.io/coreos/etcd:v3.5.4'],
  }),
  ...fromCorpus('068-rabbitmq-anonymous-volume', {
    name: 'rabbitmq',
    file: 'rabbitmq-stack.yml',
    services: 1,
    images: ['rabbitmq:3-management'],
  }),
  ...fromCorpus('085-osparc-minio', {
    name: 'minio',
    file: 'docker-compose.yaml',
    env: {
      PUBLIC_NETWORK: 'public-network',
      MONITORED_NETWORK: 'monitored-network',
      MONITORING_DOMAIN: 'monitoring.example.com',
      STORAGE_DOMAIN: 'storage.example.com',
    },
    services: 1,
    images: ['minio/minio:RELEASE.2024-10-29T16-01-48Z'],
  }),
  ...fromCorpus('086-osparc-mail', {
    name: 'mail',
    file: 'docker-compose.yml',
    env: {
      PUBLIC_NETWORK: 'public-network',
      MONITORED_NETWORK: 'monitored-network',
      MONITORING_DOMAIN: 'monitoring.example.com',
      SMTP_HOST: 'mail.example.com',
      SMTP_USERNAME: 'mailer',
      SMTP_PASSWORD: 'placeholder',
      HTTP_PROXY_PREFIX_PATH: '/mail',
      PROMETHEUS_PORT: '9090',
    },
    services: 1,
    images: ['axllent/mailpit:v1.29.6'],
  }),
  ...fromCorpus('098-instantlinux-gitdump', {
    name: 'gitdump',
    file: 'docker-compose.yml',
    env: { MYDOMAIN: 'instantlinux.net' },
    services: 1,
    images: ['instantlinux/git-dump:latest'],
  }),
];
