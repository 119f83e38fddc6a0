import { DOCKER_HUB } from './registry-of.ts';

/** Credentials of one registry; the password never leaves memory but to the engine. */
export interface RegistryLogin {
  /** As `registryHost` writes it. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
  /** What some registries give in place of the password, which is empty then. */
  readonly identityToken?: string;
}

/**
 * What the engine takes as X-Registry-Auth: base64url with its padding, without which the engine does as if there were
 * no credentials, and without a word.
 */
export function registryAuth({ registry, username, password, identityToken }: RegistryLogin): string {
  const serveraddress = registry === DOCKER_HUB ? HUB_ADDRESS : registry;
  const token = identityToken === undefined ? {} : { identitytoken: identityToken };
  const json = JSON.stringify({ username, password, serveraddress, ...token });
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** How Docker's own programs name Docker Hub where logins are concerned. */
export const HUB_ADDRESS = 'https://index.docker.io/v1/';

/** All forms in which the secret of a login may come to light. */
export function registrySecrets(login: RegistryLogin): readonly string[] {
  const { username, password, identityToken = '' } = login;
  const stored = Buffer.from(`${username}:${password}`).toString('base64');
  return [password, identityToken, stored, registryAuth(login)].filter((secret) => secret !== '');
}

/** A token GitHub made for one job: it ends with the job, and nodes pull for as long as the service is there. */
export function endsWithJob({ password }: RegistryLogin): boolean {
  return password.startsWith('ghs_');
}
