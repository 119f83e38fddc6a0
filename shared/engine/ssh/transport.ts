import type { Agent } from 'node:http';
import { UserError } from '../../errors/user-error.ts';
import { type EngineAddress, formatSshHost } from '../address.ts';
import { ChannelAgent } from './channel-agent.ts';
import { EngineTunnel } from './engine-tunnel.ts';
import { parseFingerprints } from './fingerprints.ts';
import { parseKnownHosts } from './known-hosts.ts';
import type { LoginOptions, SshCredential } from './login.ts';
import type { SshLog, SshOptions } from './options.ts';
import { readPrivateKey } from './private-key.ts';
import { requireTrust } from './require-trust.ts';
import { formatRoute, type SshRoute } from './route.ts';

export interface SshTransport {
  /** Every HTTP connection of the agent is a channel to the engine's socket. */
  readonly agent: Agent;
  /** `user@host through user@jump`. */
  readonly description: string;
  /** Ends the connection; calls still under way fail. */
  close(): Promise<void>;
}

/**
 * Logs in and makes sure that the engine's socket can be used: over a channel sshd forwards (16 at a time), else, on
 * the same connection, by `docker system dial-stdio` (8 at a time). When the connection is lost, everything under way
 * fails at once with the code ESSHLOST, and the next call connects again. Rejects with a UserError or an EngineError.
 */
export async function openSshTransport(
  address: Extract<EngineAddress, { kind: 'ssh' }>,
  options: SshOptions,
  log: SshLog,
): Promise<SshTransport> {
  const route: SshRoute = { jumps: options.jumps ?? [], target: address };
  const login = loginOptions(route, options);
  const tunnel = new EngineTunnel(route, address.socketPath, login, log);
  const agent = new ChannelAgent(() => tunnel.newStream());
  tunnel.onChannelLimit = (channels) => agent.limit(channels);
  await tunnel.open(agent);
  return {
    agent,
    description: formatRoute(route),
    close: async () => {
      const closed = tunnel.close();
      agent.destroy();
      await closed;
    },
  };
}

function loginOptions(route: SshRoute, options: SshOptions): LoginOptions {
  const hops = [...route.jumps, route.target];
  const trusted = {
    knownHosts: parseKnownHosts(options.knownHosts ?? ''),
    fingerprints: parseFingerprints(options.fingerprints ?? [], hops),
  };
  requireTrust(route.target, trusted);
  return {
    credential: credential(route, options),
    trusted,
    readyTimeoutMs: options.readyTimeoutMs ?? 20_000,
    keepaliveIntervalMs: options.keepaliveIntervalMs ?? 10_000,
    keepaliveCountMax: options.keepaliveCountMax ?? 3,
  };
}

function credential({ target }: SshRoute, { key, keyPassphrase, agentSocket }: SshOptions): SshCredential {
  if (key !== undefined) return { type: 'publickey', key: readPrivateKey(key, keyPassphrase) };
  if (agentSocket) return { type: 'agent', agent: agentSocket };
  throw new UserError(`There is no key to log in to ${formatSshHost(target)} with`, {
    fix: 'Give the private key as ssh-key, from a secret; or start an ssh-agent and set SSH_AUTH_SOCK',
  });
}
