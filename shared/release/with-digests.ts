import type { DesiredConfig, DesiredSecret } from '../compose/desired-stack.ts';
import { withConfigDigest } from './config-version.ts';
import { withDigest } from './secret-version.ts';

interface NewObjects {
  readonly configs: readonly DesiredConfig[];
  readonly secrets: readonly DesiredSecret[];
}

/**
 * A plan whose new configs and secrets are marked as ours. To be asked for once, before the release is recorded: the
 * digest of a new secret has a salt of its own, and what is recorded must be what is made.
 */
export function withDigests<Plan extends NewObjects>(plan: Plan): Plan {
  return {
    ...plan,
    configs: plan.configs.map((config) => ({ ...config, spec: withConfigDigest(config.spec) })),
    secrets: plan.secrets.map((secret) => ({ ...secret, spec: withDigest(secret.spec) })),
  };
}
