import './ssh/esm-dirname.ts';
import { setImmediate as turnIsOver } from 'node:timers/promises';
import { EngineError } from '../errors/engine-error.ts';
import type { EngineAddress } from './address.ts';
import { engineClient } from './client/engine-client.ts';
import { sendTo } from './client/send.ts';
import { openUnixTransport } from './client/unix-transport.ts';
import type { Engine } from './engine.ts';
import type { SshOptions } from './ssh/options.ts';
import { openSshTransport } from './ssh/transport.ts';

export interface ConnectOptions {
  readonly address: EngineAddress;
  /** Not looked at for a unix socket. */
  readonly ssh: SshOptions;
  readonly log: { info(line: string): void; debug(line: string): void };
  /** Instead of 30 s for a read and 60 s for a write. */
  readonly callTimeoutMs?: number;
}

export interface EngineConnection {
  readonly engine: Engine;
  /** What the connection leads to and how, for the log. */
  readonly description: string;
  /** Ends all calls and streams under way with an error. */
  close(): Promise<void>;
}

/**
 * Connects over SSH, or prepares to over a local socket: there the first call shows whether an engine answers.
 * The API version costs no call of its own; it is settled by the first one.
 */
export async function connectEngine(options: ConnectOptions): Promise<EngineConnection> {
  const { address, ssh, log, callTimeoutMs } = options;
  const opening = address.kind === 'ssh' ? openSshTransport(address, ssh, log) : openUnixTransport(address);
  // While it loads nothing else can be done: not before the turn is over, so that SSH is on its way meanwhile.
  const loading = turnIsOver().then(() => import(/* webpackMode: "eager" */ 'dockerode'));
  const [transport, { default: Docker }] = await Promise.all([opening, loading]);
  const closing = new AbortController();
  // A `host`, also one from DOCKER_HOST, would win over the socket path and make Node warn of url.parse.
  const dockerOptions = {
    agent: transport.agent,
    socketPath: address.socketPath,
    host: undefined,
    protocol: 'http',
    timeout: undefined,
  } as const;
  const sender = sendTo((version) => new Docker({ ...dockerOptions, version: `v${version}` }));
  const engine = engineClient({
    ...sender,
    engine: transport.description,
    log,
    closing: closing.signal,
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
  return {
    engine,
    description: transport.description,
    close: async () => {
      closing.abort(new EngineError('The connection to the engine is closed.'));
      await transport.close();
    },
  };
}
