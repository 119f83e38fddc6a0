import type { ConfigApi } from '../../../../shared/engine/engine.ts';
import type { Config } from '../../../../shared/engine/objects.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';

export interface StoredConfigs extends ConfigApi {
  readonly stored: Map<string, Config>;
}

/** Configs as the engine keeps them: unique names, versions that must match, new ids. Measured in test/swarm. */
export function storedConfigs(): StoredConfigs {
  const stored = new Map<string, Config>();
  let made = 0;
  const found = (id: string): Config => {
    const config = stored.get(id);
    if (config === undefined) throw new EngineError(`config ${id} not found`, { status: 404 });
    return config;
  };
  return {
    stored,
    list: async (filters = {}) =>
      [...stored.values()].filter(
        ({ ID, Spec }) =>
          (filters.id ?? [ID]).includes(ID) &&
          (filters.name ?? ['']).some((prefix) => Spec.Name.startsWith(prefix)),
      ),
    create: async (spec) => {
      if ([...stored.values()].some(({ Spec }) => Spec.Name === spec.Name))
        throw new EngineError(`config ${spec.Name} already exists`, { status: 409 });
      made += 1;
      const ID = `config-${made}`;
      stored.set(ID, { ID, Version: { Index: 1 }, CreatedAt: '2026-01-01T10:00:00Z', Spec: spec });
      return { ID };
    },
    update: async (id, version, spec) => {
      const config = found(id);
      if (config.Version.Index !== version) throw new EngineError('update out of sequence', { status: 500 });
      stored.set(id, { ...config, Version: { Index: version + 1 }, Spec: spec });
    },
    remove: async (id) => {
      found(id);
      stored.delete(id);
    },
  };
}
