import { DOCKER_HUB } from './registry-of.ts';

/** Credentials of one registry; the password never leaves memory but to the engine. */
export interface RegistryLogin {
  /** As `registryHost` writes it. */
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/**
 * What the engine takes as X-Registry-Auth: base64url with its padding, without which the engine does as if there were
 * no credentials, and without a word.
 */
export function registryAuth({ registry, username, password }: RegistryLogin): string {
  const serveraddress = registry === DOCKER_HUB ? 'https://index.docker.io/v1/' : registry;
  const json = JSON.stringify({ username, password, serveraddress });
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
