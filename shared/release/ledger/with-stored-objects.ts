import type { Engine } from '../../engine/engine.ts';
import { DIGEST_LABEL } from '../secret-digest.ts';
import type { ReleasedSecret, ReleasedStack } from './release-record.ts';
import { configsOf } from './released-spec.ts';
import { releasedConfig } from './released-stack.ts';

/**
 * The stack with the configs that its services use and that it lacks, and with digests of secrets it had none for. Asks
 * the engine by name, at most two calls at the same time, and none when nothing is missing. What is not in the swarm
 * stays missing.
 */
export async function withStoredObjects(engine: Engine, released: ReleasedStack): Promise<ReleasedStack> {
  const known = new Set(released.configs.map(({ Name }) => Name));
  const used = released.services.flatMap(({ spec }) => configsOf(spec));
  const missing = new Set(used.filter((name) => !known.has(name)));
  const unknown = new Set(released.secrets.flatMap(({ name, digest }) => (digest ? [] : [name])));
  const [configs, secrets] = await Promise.all([
    missing.size === 0 ? [] : engine.configs.list({ name: [...missing] }),
    unknown.size === 0 ? [] : engine.secrets.list({ name: [...unknown] }),
  ]);
  const found = configs.filter(({ Spec }) => missing.has(Spec.Name)).map(({ Spec }) => releasedConfig(Spec));
  const digests = new Map(secrets.map(({ Spec }) => [Spec.Name, Spec.Labels?.[DIGEST_LABEL]]));
  return {
    ...released,
    configs: [...released.configs, ...found].toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    secrets: released.secrets.map((secret) => withDigest(secret, digests.get(secret.name))),
  };
}

function withDigest(secret: ReleasedSecret, digest: string | undefined): ReleasedSecret {
  return secret.digest === undefined && digest !== undefined ? { ...secret, digest } : secret;
}
