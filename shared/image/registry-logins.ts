import type { DockerConfig } from './docker-config.ts';
import type { RegistryLogin } from './registry-login.ts';

/** Where the logins of one run come from. */
export interface RegistryLogins {
  /** By inputs of the step; it counts before another of the same registry. */
  readonly given?: RegistryLogin;
  /** What `docker login` left on the runner; absent unless the step asks for it. */
  readonly docker?: { readonly path: string; readonly config: DockerConfig };
}

export function allLogins({ given, docker }: RegistryLogins): readonly RegistryLogin[] {
  return [...(given === undefined ? [] : [given]), ...(docker?.config.logins ?? [])];
}
