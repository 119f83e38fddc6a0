import type { Engine } from '../../engine/engine.ts';
import type { Lease } from './lease.ts';

/**
 * The same engine, which refuses every write with LeaseLostError once the lease is lost. A write that is under way at
 * that moment may still arrive: an update carries the version it was made from, and a create its name, so that it
 * cannot undo what the next holder wrote.
 */
export function fencedEngine(engine: Engine, lease: Pick<Lease, 'confirm'>): Engine {
  const fenced =
    <Args extends readonly unknown[], Reply>(write: (...args: Args) => Promise<Reply>) =>
    async (...args: Args): Promise<Reply> => {
      await lease.confirm();
      return write(...args);
    };
  const { services, networks, configs, secrets } = engine;
  return {
    ...engine,
    services: {
      ...services,
      create: fenced(services.create),
      update: fenced(services.update),
      remove: fenced(services.remove),
    },
    networks: { ...networks, create: fenced(networks.create), remove: fenced(networks.remove) },
    configs: {
      ...configs,
      create: fenced(configs.create),
      update: fenced(configs.update),
      remove: fenced(configs.remove),
    },
    secrets: {
      ...secrets,
      create: fenced(secrets.create),
      update: fenced(secrets.update),
      remove: fenced(secrets.remove),
    },
  };
}
