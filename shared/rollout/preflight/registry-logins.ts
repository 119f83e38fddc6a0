import type { DesiredStack } from '../../compose/desired-stack.ts';
import { endsWithJob } from '../../image/registry-login.ts';
import { allLogins, type RegistryLogins } from '../../image/registry-logins.ts';
import { registryOf } from '../../image/registry-of.ts';
import type { Finding } from './finding.ts';

/** Logins that will not do what they were given for. */
export function registryLogins({ services }: DesiredStack, logins: RegistryLogins): readonly Finding[] {
  const registries = [
    ...new Set(services.map(({ spec }) => registryOf(spec.TaskTemplate.ContainerSpec.Image))),
  ];
  return [
    ...unused(registries, logins),
    ...missing(registries, logins),
    ...endingSoon(registries, logins),
  ].map((finding) => ({ level: 'warning', ...finding }));
}

type Warning = Omit<Finding, 'level'>;

/** More often a wrong name of the registry than one login too many. */
function unused(registries: readonly string[], { given }: RegistryLogins): readonly Warning[] {
  if (given === undefined || registries.includes(given.registry)) return [];
  return [
    {
      message: `The login is for the registry ${given.registry}, and no image comes from there, but from ${registries.join(', ')}.`,
      fix: 'Correct "registry", or leave out the login.',
    },
  ];
}

/** Public images want no login, so it takes a helper, or none for any of them, to be sure that one is missed. */
function missing(registries: readonly string[], { given, docker }: RegistryLogins): readonly Warning[] {
  if (docker === undefined) return [];
  const known = new Set(allLogins({ ...(given && { given }), docker }).map(({ registry }) => registry));
  const kept = registries.flatMap((registry) => {
    const helper = known.has(registry) ? undefined : docker.config.helperOf(registry);
    return helper === undefined ? [] : [{ registry, helper }];
  });
  if (kept.length > 0) {
    return kept.map(({ registry, helper }) => ({
      message: `${docker.path} leaves the login of ${registry} to ${helper}, and credential helpers are not asked.`,
      fix: 'Give this login with "registry", "registry-username" and "registry-password", or log in without a helper.',
    }));
  }
  if (registries.length === 0 || registries.some((registry) => known.has(registry))) return [];
  return [
    {
      message: `with-registry-auth is true, and ${docker.path} has no login for ${registries.join(', ')}.`,
      fix: 'Log in before this step, for instance with docker/login-action, or leave with-registry-auth out.',
    },
  ];
}

function endingSoon(registries: readonly string[], logins: RegistryLogins): readonly Warning[] {
  const ending = allLogins(logins).filter(
    (login) => registries.includes(login.registry) && endsWithJob(login),
  );
  return [...new Set(ending.map(({ registry }) => registry))].map((registry) => ({
    message: `The login of ${registry} is the token of this job and ends with it: a node that pulls an image later is refused.`,
    fix: 'Use a token that lasts and may only pull.',
  }));
}
