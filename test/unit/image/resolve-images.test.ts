import { describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/engine/objects.ts';
import type { ServiceSpec } from '../../../shared/engine/specs.ts';
import { EngineError } from '../../../shared/errors/engine-error.ts';
import type { ResolveImage } from '../../../shared/image/image-choice.ts';
import { resolveImages } from '../../../shared/image/resolve-images.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { desiredService, desiredStack, POSITION, service, serviceSpec } from '../../support/swarm-objects.ts';

const AMD64 = { Architecture: 'amd64', OS: 'linux' };
const OLD = 'app:1@sha256:0ld';

function spec(image: string, name = 'demo_web'): ServiceSpec {
  return serviceSpec({ Name: name, Labels: { 'com.docker.stack.image': image } }, { Image: image });
}

function storedAs(image: string, written: string): Service {
  const wanted = spec(written);
  const { ContainerSpec } = wanted.TaskTemplate;
  const TaskTemplate = {
    ...wanted.TaskTemplate,
    ContainerSpec: { ...ContainerSpec, Image: image },
    Placement: { Platforms: [AMD64] },
  };
  return service({ Spec: { ...wanted, TaskTemplate } });
}

async function resolve(wanted: readonly ServiceSpec[], present: readonly Service[], mode: ResolveImage) {
  const asked: string[] = [];
  const engine = fakeEngine({
    images: {
      distribution: async (image) => {
        asked.push(image);
        if (image.includes('nope')) {
          throw new EngineError(`Cannot find image ${image} in its registry: manifest unknown`, {
            hint: 'Push it.',
          });
        }
        if (image.includes('private')) throw new EngineError('no basic auth credentials');
        return { digest: 'sha256:new', platforms: [AMD64, { Architecture: 'arm', OS: 'linux' }] };
      },
    },
  });
  const desired = desiredStack({ services: wanted.map(desiredService) });
  const { desired: resolved, errors } = await resolveImages(engine, desired, Promise.resolve(present), mode);
  const tasks = resolved.services.map((each) => each.spec.TaskTemplate);
  return {
    asked,
    errors,
    images: tasks.map(({ ContainerSpec }) => ContainerSpec.Image),
    platforms: tasks.map(({ Placement }) => Placement?.Platforms),
  };
}

describe('resolveImages', () => {
  it.each<[ResolveImage, string, Service[], string]>([
    ['always', 'a new service', [], 'app:1@sha256:new'],
    ['always', 'the same image', [storedAs(OLD, 'app:1')], 'app:1@sha256:new'],
    ['always', 'another image', [storedAs('app:0@sha256:0ld', 'app:0')], 'app:1@sha256:new'],
    ['changed', 'a new service', [], 'app:1@sha256:new'],
    ['changed', 'the same image', [storedAs(OLD, 'app:1')], OLD],
    ['changed', 'another image', [storedAs('app:0@sha256:0ld', 'app:0')], 'app:1@sha256:new'],
    ['never', 'a new service', [], 'app:1'],
    ['never', 'the same image', [storedAs(OLD, 'app:1')], OLD],
    ['never', 'another image', [storedAs('app:0@sha256:0ld', 'app:0')], 'app:1'],
  ])('%s, %s', async (mode, _what, present, image) => {
    const { asked, images } = await resolve([spec('app:1')], present, mode);
    expect(images).toEqual([image]);
    expect(asked).toEqual(image.endsWith('new') ? ['app:1'] : []);
  });

  it('fills in the platforms, ARM without its variant, and keeps them with a kept image', async () => {
    const arm = { OS: 'linux' };
    expect((await resolve([spec('app:1')], [], 'always')).platforms).toEqual([[AMD64, arm]]);
    const kept = await resolve([spec('app:1')], [storedAs(OLD, 'app:1')], 'never');
    expect(kept.platforms).toEqual([[AMD64]]);
  });

  it('asks for each image once, and for the platforms of one that names a digest', async () => {
    const wanted = [spec('app:1', 'demo_a'), spec('app:1', 'demo_b'), spec('app:2@sha256:fixed', 'demo_c')];
    const { asked, images, platforms } = await resolve(wanted, [], 'always');
    expect(asked).toEqual(['app:1', 'app:2@sha256:fixed']);
    expect(images).toEqual(['app:1@sha256:new', 'app:1@sha256:new', 'app:2@sha256:fixed']);
    expect(platforms[2]).toEqual(platforms[0]);
    expect((await resolve([spec('a'.repeat(64))], [], 'always')).asked).toEqual([]);
  });

  it('leaves a digest that the CLI deployed as the CLI left it', async () => {
    const { platforms } = await resolve([spec(OLD)], [storedAs(OLD, OLD)], 'always');
    expect(platforms).toEqual([[AMD64]]);
  });

  it('puts an image that somebody set by hand right, unless the image is not to be resolved', async () => {
    const byHand = [storedAs('app:9', OLD)];
    expect((await resolve([spec(OLD)], byHand, 'always')).images).toEqual([OLD]);
    expect((await resolve([spec(OLD)], byHand, 'never')).images).toEqual(['app:9']);
  });

  it('gives the true cause for each image that cannot be pinned, once, at its place', async () => {
    const wanted = [spec('nope:1', 'demo_a'), spec('nope:1', 'demo_b'), spec('private:1', 'demo_c')];
    const { errors } = await resolve(wanted, [], 'always');
    expect(errors).toMatchObject([
      {
        message: 'a, b: Cannot find image nope:1 in its registry: manifest unknown',
        fix: expect.stringMatching(/^Push it\. With "resolve-image: never"/),
        position: POSITION,
      },
      { message: 'c: no basic auth credentials', fix: expect.stringContaining('registry-password') },
    ]);
  });

  it('asks in mode always without waiting for what the swarm holds', async () => {
    const { promise: never } = Promise.withResolvers<readonly Service[]>();
    const asked = Promise.withResolvers<string>();
    const engine = fakeEngine({
      images: {
        distribution: async (image) => {
          asked.resolve(image);
          return { digest: 'sha256:new', platforms: [] };
        },
      },
    });
    void resolveImages(engine, desiredStack({ services: [desiredService(spec('app:1'))] }), never, 'always');
    expect(await asked.promise).toBe('app:1');
  });
});
