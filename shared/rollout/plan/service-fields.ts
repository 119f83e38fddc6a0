/** What the rest of a field's path holds: fields of the Engine API, or names that somebody chose. */
type Rest = 'fields' | 'names';

interface ServiceField {
  /** Engine API path. */
  readonly api: string;
  /** What a stack file calls it. */
  readonly words: string;
  readonly rest: Rest;
  /** Whether its values may be shown: they have a vocabulary of their own, and are not free text with a password in it. */
  readonly shown: boolean;
}

const shown = (api: string, words: string, rest: Rest = 'fields'): ServiceField => ({
  ...{ api, words, rest },
  shown: true,
});
const hidden = (api: string, words: string): ServiceField => ({ api, words, rest: 'names', shown: false });

/** The most exact comes first. What is missing here is shown under its API path and without its value. */
const FIELDS: readonly ServiceField[] = [
  shown('TaskTemplate.ContainerSpec.Image', 'image'),
  hidden('TaskTemplate.ContainerSpec.Command', 'entrypoint'),
  hidden('TaskTemplate.ContainerSpec.Args', 'command'),
  hidden('TaskTemplate.ContainerSpec.Env', 'environment'),
  hidden('TaskTemplate.ContainerSpec.Labels', 'labels'),
  shown('TaskTemplate.ContainerSpec.Mounts', 'volumes', 'names'),
  shown('TaskTemplate.ContainerSpec.Configs', 'configs', 'names'),
  shown('TaskTemplate.ContainerSpec.Secrets', 'secrets', 'names'),
  shown('TaskTemplate.ContainerSpec.Hosts', 'extra_hosts'),
  hidden('TaskTemplate.ContainerSpec.Healthcheck.Test', 'healthcheck.test'),
  shown('TaskTemplate.ContainerSpec.Healthcheck', 'healthcheck'),
  shown('TaskTemplate.ContainerSpec.StopGracePeriod', 'stop_grace_period'),
  shown('TaskTemplate.ContainerSpec.StopSignal', 'stop_signal'),
  shown('TaskTemplate.ContainerSpec.Hostname', 'hostname'),
  shown('TaskTemplate.ContainerSpec.User', 'user'),
  shown('TaskTemplate.ContainerSpec.Groups', 'group_add'),
  shown('TaskTemplate.ContainerSpec.Dir', 'working_dir'),
  shown('TaskTemplate.ContainerSpec.TTY', 'tty'),
  shown('TaskTemplate.ContainerSpec.OpenStdin', 'stdin_open'),
  shown('TaskTemplate.ContainerSpec.ReadOnly', 'read_only'),
  shown('TaskTemplate.ContainerSpec.Init', 'init'),
  shown('TaskTemplate.ContainerSpec.Isolation', 'isolation'),
  shown('TaskTemplate.ContainerSpec.Sysctls', 'sysctls', 'names'),
  shown('TaskTemplate.ContainerSpec.Ulimits', 'ulimits'),
  shown('TaskTemplate.ContainerSpec.CapabilityAdd', 'cap_add'),
  shown('TaskTemplate.ContainerSpec.CapabilityDrop', 'cap_drop'),
  shown('TaskTemplate.ContainerSpec.DNSConfig.Nameservers', 'dns'),
  shown('TaskTemplate.ContainerSpec.DNSConfig.Search', 'dns_search'),
  shown('TaskTemplate.ContainerSpec.DNSConfig.Options', 'dns_opt'),
  shown('TaskTemplate.ContainerSpec.Privileges.CredentialSpec', 'credential_spec'),
  shown('TaskTemplate.Networks', 'networks', 'names'),
  hidden('TaskTemplate.LogDriver.Options', 'logging.options'),
  shown('TaskTemplate.LogDriver.Name', 'logging.driver'),
  shown('TaskTemplate.Resources.Limits', 'deploy.resources.limits'),
  shown('TaskTemplate.Resources.Reservations', 'deploy.resources.reservations'),
  shown('TaskTemplate.RestartPolicy', 'deploy.restart_policy'),
  shown('TaskTemplate.Placement.MaxReplicas', 'deploy.placement.max_replicas_per_node'),
  shown('TaskTemplate.Placement.Platforms', 'platforms of the image'),
  shown('TaskTemplate.Placement', 'deploy.placement'),
  shown('Mode.Replicated.Replicas', 'deploy.replicas'),
  shown('Mode', 'deploy.mode'),
  shown('UpdateConfig', 'deploy.update_config'),
  shown('RollbackConfig', 'deploy.rollback_config'),
  shown('EndpointSpec.Ports', 'ports', 'names'),
  shown('EndpointSpec.Mode', 'deploy.endpoint_mode'),
  shown('Labels.com.docker.stack.image', 'image as written'),
  hidden('Labels', 'deploy.labels'),
];

/** Whether the values of a field may appear in logs, summaries, comments and outputs; unknown fields may not. */
export function isShown(path: string): boolean {
  return fieldAt(path)?.shown ?? false;
}

/** `TaskTemplate.ContainerSpec.Env.TOKEN` as `environment.TOKEN`. */
export function inStackFileWords(path: string): string {
  const field = fieldAt(path);
  if (field === undefined) return path;
  const rest = path.slice(field.api.length);
  return `${field.words}${field.rest === 'names' ? rest : inSmallLetters(rest)}`;
}

function fieldAt(path: string): ServiceField | undefined {
  return FIELDS.find(({ api }) => path === api || path.startsWith(`${api}.`));
}

/** `.NanoCPUs` as `.cpus`, `.MaxAttempts` as `.max_attempts`. */
function inSmallLetters(path: string): string {
  return path
    .replace(/\.NanoCPUs$/, '.cpus')
    .replace(/\.MemoryBytes$/, '.memory')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}
