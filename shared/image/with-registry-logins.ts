import type { Engine } from '../engine/engine.ts';
import { type RegistryLogin, registryAuth } from './registry-login.ts';
import { registryOf } from './registry-of.ts';

/**
 * The same engine, which hands a login on wherever an image of its registry is asked for or run. Images of other
 * registries never see it. Of two logins of one registry the first counts.
 */
export function withRegistryLogins(engine: Engine, logins: readonly RegistryLogin[]): Engine {
  if (logins.length === 0) return engine;
  const headers = new Map(logins.toReversed().map((login) => [login.registry, registryAuth(login)]));
  const authFor = (image: string): string | undefined => headers.get(registryOf(image));
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
