import type { Config, Network, Secret, Service, Task } from '../../shared/engine/objects.ts';
import { callEngine } from '../cluster/engine-call.ts';

const KEYS = ['api', 'web', 'worker'] as const;
const STACK_LABEL = 'com.docker.stack.namespace';

/** A stack of three services in two waves, and a hook; tasks, config and secret are new ones in every version. */
export function threeServices(version: number): Readonly<Record<string, string>> {
  const service = (key: string, ...more: readonly string[]): readonly string[] => [
    `  ${key}:`,
    `    image: localhost:1/app:${1 + (version % 2)}`,
    `    environment: {STACK_VERSION: "${version}"}`,
    // Ends at once: without a name in DNS there is nothing to wait for, and no port that two of them could want.
    '    entrypoint: [/bin/sh, -c, "trap exit TERM; sleep 3600 & wait"]',
    '    networks: [host]',
    '    deploy: {update_config: {order: start-first, parallelism: 0, monitor: 200ms}}',
    ...more.map((line) => `    ${line}`),
  ];
  const lines = [
    'services:',
    ...service('api', 'configs: [page]', 'secrets: [word]'),
    ...service('web', 'depends_on: [api]', 'configs: [page]'),
    ...service('worker'),
    'configs: {page: {file: ./page.txt}}',
    'secrets: {word: {file: ./word.txt}}',
    'networks: {host: {external: true}}',
    'x-swarm-delivery: {hooks: {pre: [{service: api, name: migration, entrypoint: [sh, -c], command: [exit]}]}}',
    '',
  ];
  return { 'stack.yml': lines.join('\n'), 'page.txt': `page ${version}`, 'word.txt': `word ${version}` };
}

/** What a swarm holds of one stack, whoever made it. */
export interface StackInSwarm {
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly configs: readonly Config[];
  readonly secrets: readonly Secret[];
  readonly networks: readonly Network[];
  /** All configs of the swarm, those without the stack's label too. */
  readonly allConfigs: readonly Config[];
}

export async function readStack(socketPath: string, stack: string): Promise<StackInSwarm> {
  const list = <T>(kind: string) => callEngine<readonly T[]>({ socketPath, path: `/${kind}` });
  const labelled = <T>(kind: string) => {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${STACK_LABEL}=${stack}`] }));
    return list<T>(`${kind}?filters=${filters}`);
  };
  const [services, tasks, configs, secrets, networks, allConfigs] = await Promise.all([
    labelled<Service>('services'),
    labelled<Task>('tasks'),
    labelled<Config>('configs'),
    labelled<Secret>('secrets'),
    labelled<Network>('networks'),
    list<Config>('configs'),
  ]);
  return { services, tasks, configs, secrets, networks, allConfigs };
}

/** The one version that all three services are told to run; undefined when they differ or some are missing. */
export function versionOf({ services, configs }: StackInSwarm, stack: string): number | undefined {
  const versions = KEYS.map((key) => {
    const spec = services.find(({ Spec }) => Spec.Name === `${stack}_${key}`)?.Spec;
    if (spec === undefined) return undefined;
    const { Env, Image, Configs = [] } = spec.TaskTemplate.ContainerSpec;
    const version = Number(/^STACK_VERSION=(\d+)$/.exec(Env?.[0] ?? '')?.[1]);
    const pages = Configs.map(({ ConfigID }) => configs.find(({ ID }) => ID === ConfigID)?.Spec.Data ?? '');
    const consistent =
      Image === `localhost:1/app:${1 + (version % 2)}` &&
      pages.every((page) => Buffer.from(page, 'base64').toString() === `page ${version}`);
    return consistent ? version : undefined;
  });
  const [first] = versions;
  return versions.every((version) => version === first) ? first : undefined;
}

/** Services of which not exactly one task runs, and that of the version. */
export function notRunning({ services, tasks }: StackInSwarm, version: number): readonly string[] {
  const wanted = services.filter(({ ID }) => {
    const meant = tasks.filter(
      (task) => task.ServiceID === ID && task.DesiredState === 'running' && task.Status.State === 'running',
    );
    return !(
      meant.length === 1 &&
      meant.every(({ Spec }) => Spec.ContainerSpec.Env?.includes(`STACK_VERSION=${version}`))
    );
  });
  return wanted.map(({ Spec }) => Spec.Name);
}

/** Everything that belongs to the stack and that nothing needs, and everything that no stack has when no run is at work. */
export function leftovers(swarm: StackInSwarm, stack: string, named: ReadonlySet<string>): readonly string[] {
  const { services, configs, secrets, networks, allConfigs } = swarm;
  const specs = services.flatMap(({ Spec, PreviousSpec }) => [Spec, ...(PreviousSpec ? [PreviousSpec] : [])]);
  const containers = specs.map(({ TaskTemplate }) => TaskTemplate.ContainerSpec);
  const used = new Set([
    ...containers.flatMap(({ Configs = [] }) => Configs.map(({ ConfigID }) => ConfigID)),
    ...containers.flatMap(({ Secrets = [] }) => Secrets.map(({ SecretID }) => SecretID)),
  ]);
  const unneeded = [...configs, ...secrets].filter(({ ID, Spec }) => !used.has(ID) && !named.has(Spec.Name));
  const names = KEYS.map((key) => `${stack}_${key}`);
  return [
    ...services.filter(({ Spec }) => !names.includes(Spec.Name)).map(({ Spec }) => `service ${Spec.Name}`),
    ...unneeded.map(({ Spec }) => `config or secret ${Spec.Name}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...allConfigs
      .filter(({ Spec }) => Spec.Labels?.['swarm-delivery.lease'] === stack)
      .map(({ Spec }) => `lease ${Spec.Name}`),
  ];
}
