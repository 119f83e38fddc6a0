import { describe, expect, it } from 'vitest';
import { registryAuth } from '../../../shared/image/registry-login.ts';
import { registryHost, registryOf } from '../../../shared/image/registry-of.ts';
import { withRegistryLogin } from '../../../shared/image/with-registry-login.ts';
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

describe('withRegistryLogin', () => {
  it('hands the login on for images of its registry, and for no others', async () => {
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
    const engine = withRegistryLogin({ ...plain, images: plain.images, services: plain.services }, login);
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
    expect(withRegistryLogin(plain, undefined)).toBe(plain);
  });
});
