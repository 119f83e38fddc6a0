import type { Engine } from '../engine/engine.ts';
import { type RegistryLogin, registryAuth } from './registry-login.ts';
import { registryOf } from './registry-of.ts';

/**
 * The same engine, which hands the login on wherever an image of that registry is asked for or run. Images of other
 * registries never see it.
 */
export function withRegistryLogin(engine: Engine, login: RegistryLogin | undefined): Engine {
  if (login === undefined) return engine;
  const header = registryAuth(login);
  const authFor = (image: string): string | undefined =>
    registryOf(image) === login.registry ? header : undefined;
  return {
    ...engine,
    images: {
      distribution: (reference, timeoutMs) =>
        engine.images.distribution(reference, timeoutMs, authFor(reference)),
    },
    services: {
      ...engine.services,
      create: (spec) => engine.services.create(spec, authFor(spec.TaskTemplate.ContainerSpec.Image)),
      update: (id, version, spec) =>
        engine.services.update(id, version, spec, authFor(spec.TaskTemplate.ContainerSpec.Image)),
    },
  };
}
