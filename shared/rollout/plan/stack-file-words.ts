/** Engine API paths and what a stack file calls them; the longest that fits wins. */
const WORDS: readonly (readonly [string, string])[] = [
  ['TaskTemplate.ContainerSpec.Image', 'image'],
  ['TaskTemplate.ContainerSpec.Command', 'entrypoint'],
  ['TaskTemplate.ContainerSpec.Args', 'command'],
  ['TaskTemplate.ContainerSpec.Env', 'environment'],
  ['TaskTemplate.ContainerSpec.Labels', 'labels'],
  ['TaskTemplate.ContainerSpec.Mounts', 'volumes'],
  ['TaskTemplate.ContainerSpec.Configs', 'configs'],
  ['TaskTemplate.ContainerSpec.Secrets', 'secrets'],
  ['TaskTemplate.ContainerSpec.Hosts', 'extra_hosts'],
  ['TaskTemplate.ContainerSpec.Healthcheck', 'healthcheck'],
  ['TaskTemplate.ContainerSpec.StopGracePeriod', 'stop_grace_period'],
  ['TaskTemplate.ContainerSpec', 'service'],
  ['TaskTemplate.Networks', 'networks'],
  ['TaskTemplate.LogDriver', 'logging'],
  ['TaskTemplate.Resources.Limits', 'deploy.resources.limits'],
  ['TaskTemplate.Resources.Reservations', 'deploy.resources.reservations'],
  ['TaskTemplate.RestartPolicy', 'deploy.restart_policy'],
  ['TaskTemplate.Placement', 'deploy.placement'],
  ['Mode.Replicated.Replicas', 'deploy.replicas'],
  ['UpdateConfig', 'deploy.update_config'],
  ['RollbackConfig', 'deploy.rollback_config'],
  ['EndpointSpec.Ports', 'ports'],
  ['EndpointSpec.Mode', 'deploy.endpoint_mode'],
  ['Labels', 'deploy.labels'],
];

/** `TaskTemplate.ContainerSpec.Env.TOKEN` as `environment.TOKEN`. */
export function inStackFileWords(path: string): string {
  const [api, words] = WORDS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`)) ?? ['', ''];
  return api === '' ? path : `${words}${path.slice(api.length)}`;
}
