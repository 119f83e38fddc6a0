import { describe, expect, it } from 'vitest';
import { parseDockerConfig } from '../../../../shared/image/docker-config.ts';
import type { RegistryLogins } from '../../../../shared/image/registry-logins.ts';
import { registryLogins } from '../../../../shared/rollout/preflight/registry-logins.ts';
import { desiredService, desiredStack, serviceSpec } from '../../../support/swarm-objects.ts';

const stack = desiredStack({
  services: ['ghcr.io/your-org/shop:1', 'nginx:1'].map((Image) => desiredService(serviceSpec({}, { Image }))),
});
const path = '/home/runner/.docker/config.json';

function docker(config: object): RegistryLogins {
  return { docker: { path, config: parseDockerConfig(JSON.stringify(config)) } };
}

function told(logins: RegistryLogins): readonly string[] {
  return registryLogins(stack, logins).map(({ level, message }) => `${level} ${message}`);
}

const auth = (text: string): string => Buffer.from(text).toString('base64');

describe('registryLogins', () => {
  it('says nothing when there is no login, or a good one', () => {
    expect(told({})).toEqual([]);
    expect(told({ given: { registry: 'docker.io', username: 'me', password: 'word' } })).toEqual([]);
    expect(told(docker({ auths: { 'ghcr.io': { auth: auth('me:word') } } }))).toEqual([]);
  });

  it('warns of a login that no image asks for', () => {
    expect(told({ given: { registry: 'quay.io', username: 'me', password: 'word' } })).toEqual([
      'warning The login is for the registry quay.io, and no image comes from there, but from ghcr.io, docker.io.',
    ]);
  });

  it('warns when nobody logged in on the runner', () => {
    expect(told(docker({ auths: { 'quay.io': { auth: auth('me:word') } } }))).toEqual([
      `warning with-registry-auth is true, and ${path} has no login for ghcr.io, docker.io.`,
    ]);
  });

  it('warns of logins that a credential helper keeps', () => {
    const config = { auths: { 'ghcr.io': {} }, credHelpers: { 'ghcr.io': 'pass' } };
    expect(told(docker(config))).toEqual([
      `warning ${path} leaves the login of ghcr.io to docker-credential-pass, and credential helpers are not asked.`,
    ]);
    const given = { registry: 'ghcr.io', username: 'me', password: 'word' };
    expect(told({ ...docker(config), given })).toEqual([]);
  });

  it('warns of the token of the job, which nodes use when it has ended', () => {
    const [warning, ...others] = told(docker({ auths: { 'ghcr.io': { auth: auth('me:ghs_1') } } }));
    expect(others).toEqual([]);
    expect(warning).toMatch(/^warning The login of ghcr.io is the token of this job and ends with it/);
  });
});
