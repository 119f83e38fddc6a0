import { UserError } from '../errors/user-error.ts';
import { type RegistryLogin, registrySecrets } from '../image/registry-login.ts';
import { allLogins, type RegistryLogins } from '../image/registry-logins.ts';
import { DOCKER_HUB, registryHost } from '../image/registry-of.ts';
import { flagInput, maskDerived, optionalInput, secretInput } from '../runner/inputs.ts';
import { readDockerLogins } from './docker-logins.ts';

/** The logins the step gives, and those it lets us take; all they hold of secrets is masked. */
export function readRegistryInputs(environment: NodeJS.ProcessEnv): RegistryLogins {
  const given = readRegistryLogin(secretInput('registry-password'));
  const docker = flagInput('with-registry-auth') ? readDockerLogins(environment) : undefined;
  const logins = { ...(given && { given }), ...(docker && { docker }) };
  for (const secret of allLogins(logins).flatMap(registrySecrets)) maskDerived(secret);
  return logins;
}

/** A password comes from a file or a command as often as not, with a line break that is none of it. */
function readRegistryLogin(secret: string | undefined): RegistryLogin | undefined {
  const registry = optionalInput('registry');
  const username = optionalInput('registry-username');
  const password = secret?.trim();
  if (username === undefined && password === undefined && registry === undefined) return undefined;
  if (username === undefined || password === undefined) {
    const missing = username === undefined ? 'registry-username' : 'registry-password';
    throw new UserError(
      `Input "${missing}" is missing: a login at a registry takes a user name and a password.`,
      {
        fix: `Add "${missing}:" under "with:" of this step (a secret that does not exist is empty), or leave out the other registry inputs.`,
      },
    );
  }
  return { registry: registry === undefined ? DOCKER_HUB : registryHost(registry), username, password };
}
