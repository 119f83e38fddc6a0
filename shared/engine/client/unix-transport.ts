import { Agent } from 'node:http';
import { inspect } from 'node:util';

const connections = 16;

/** Keeps connections to the local engine's socket open between calls. Nothing connects before the first call. */
export function openUnixTransport(address: { readonly socketPath: string }): {
  readonly agent: Agent;
  readonly description: string;
  close(): Promise<void>;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  // docker-modem prints its options, the agent with all its sockets too, at every request: half the time of a call.
  Object.assign(agent, { [inspect.custom]: () => 'engine socket agent' });
  return {
    agent,
    description: `unix://${address.socketPath}`,
    close: async () => agent.destroy(),
  };
}
