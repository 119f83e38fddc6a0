import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { DockerConfigError, parseDockerConfig } from '../image/docker-config.ts';
import type { RegistryLogins } from '../image/registry-logins.ts';

/** What `docker login` left where Docker's own programs keep it; nothing where nobody logged in. */
export function readDockerLogins(environment: NodeJS.ProcessEnv): NonNullable<RegistryLogins['docker']> {
  const directory = environment['DOCKER_CONFIG'] || join(environment['HOME'] ?? '', '.docker');
  const path = join(directory, 'config.json');
  try {
    return { path, config: parseDockerConfig(readFileSync(path, 'utf8')) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { path, config: parseDockerConfig('{}') };
    const reason = error instanceof DockerConfigError ? error.message : 'it cannot be read';
    throw new UserError(
      `${path}, which with-registry-auth reads, is no configuration of Docker: ${reason}.`,
      {
        fix: 'Log in again before this step, for instance with docker/login-action, or leave with-registry-auth out.',
      },
    );
  }
}
