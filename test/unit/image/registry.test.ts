import { describe, expect, it } from 'vitest';
import { registryAuth, registrySecrets } from '../../../shared/image/registry-login.ts';
import { registryHost, registryOf } from '../../../shared/image/registry-of.ts';
import { withRegistryLogins } from '../../../shared/image/with-registry-logins.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { serviceSpec } from '../../support/swarm-objects.ts';

describe('registryOf', () => {
  it.each([
    ['nginx', 'docker.io'],
    ['nginx:1.27', 'docker.io'],
    ['your-org/shop:1', 'docker.io'],
    ['docker.io/library/nginx', 'docker.io'],
    ['ghcr.io/your-org/shop:1', 'ghcr.io'],
    ['registry:5000/shop', 'registry:5000'],
    ['localhost/shop', 'localhost'],
    ['ghcr.io/your-org/shop@sha256:abc', 'ghcr.io'],
  ])('%s comes from %s', (image, registry) => {
    expect(registryOf(image)).toBe(registry);
  });

  it.each(['https://index.docker.io/v1/', 'index.docker.io', 'registry-1.docker.io', 'docker.io'])(
    'takes %s for Docker Hub',
    (written) => expect(registryHost(written)).toBe('docker.io'),
  );

  it('takes a registry as it is written in a browser', () => {
    expect(registryHost('https://registry.example.com:5000/v2/')).toBe('registry.example.com:5000');
  });
});

describe('registryAuth', () => {
  it('is base64url with its padding, which the engine wants', () => {
    const login = { registry: 'ghcr.io', username: 'me', password: '~~~???>>>' };
    const header = registryAuth(login);
    expect(header.length % 4).toBe(0);
    expect(header).toMatch(/^[A-Za-z0-9_-]+=*$/);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      username: 'me',
      password: '~~~???>>>',
      serveraddress: 'ghcr.io',
    });
  });
});

describe('a login with an identity token', () => {
  it('is sent with it', () => {
    const login = { registry: 'a.azurecr.io', username: 'me', password: '', identityToken: 'token' };
    expect(JSON.parse(Buffer.from(registryAuth(login), 'base64url').toString())).toMatchObject({
      identitytoken: 'token',
    });
  });
});

describe('registrySecrets', () => {
  it('are the password and whatever is made of it', () => {
    const login = { registry: 'ghcr.io', username: 'me', password: 'hunter2' };
    expect(registrySecrets(login)).toEqual(['hunter2', 'bWU6aHVudGVyMg==', registryAuth(login)]);
  });
});

describe('withRegistryLogins', () => {
  it('hands the first login of a registry on for its images, and for no others', async () => {
    const login = { registry: 'ghcr.io', username: 'me', password: 'hunter2' };
    const seen: (readonly [string, string, string | undefined])[] = [];
    const plain = fakeEngine({
      images: {
        distribution: async (image, _timeout, auth) => {
          seen.push(['ask', image, auth]);
          return { digest: 'sha256:1', platforms: [] };
        },
      },
      services: {
        create: async ({ TaskTemplate }, auth) => {
          seen.push(['create', TaskTemplate.ContainerSpec.Image, auth]);
          return { ID: '' };
        },
        update: async (_id, _version, { TaskTemplate }, auth) => {
          seen.push(['update', TaskTemplate.ContainerSpec.Image, auth]);
        },
      },
    });
    const engine = withRegistryLogins({ ...plain, images: plain.images, services: plain.services }, [
      login,
      { ...login, registry: 'other.example.com', username: 'you' },
      { ...login, username: 'nobody' },
    ]);
    const header = registryAuth(login);
    for (const image of ['ghcr.io/a:1', 'nginx:1']) {
      const spec = serviceSpec({}, { Image: image });
      await engine.images.distribution(image);
      await engine.services.create(spec);
      await engine.services.update('id', 1, spec);
    }
    expect(seen).toEqual([
      ['ask', 'ghcr.io/a:1', header],
      ['create', 'ghcr.io/a:1', header],
      ['update', 'ghcr.io/a:1', header],
      ['ask', 'nginx:1', undefined],
      ['create', 'nginx:1', undefined],
      ['update', 'nginx:1', undefined],
    ]);
    expect(withRegistryLogins(plain, [])).toBe(plain);
  });
});
