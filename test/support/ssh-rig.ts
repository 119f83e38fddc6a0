import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Agent, get, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SshOptions } from '../../shared/engine/ssh/options.ts';
import { openSshTransport, type SshTransport } from '../../shared/engine/ssh/transport.ts';
import { type Sshd, type SshdOptions, startSshd } from '../cluster/sshd.ts';

/** A folder that goes away with the test. */
export async function testFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ssh-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A server that goes away with the test; with an Ed25519 host key only, because RSA keys take long to make. */
export async function testSshd(options: Omit<SshdOptions, 'directory'>): Promise<Sshd> {
  const directory = await testFolder();
  const sshd = await startSshd({ hostKeyTypes: ['ed25519'], ...options, directory });
  onTestFinished(() => sshd.stop());
  return sshd;
}

export interface RigConnection extends SshTransport {
  /** What the connection logged. */
  readonly lines: readonly string[];
}

export interface ConnectOverrides extends SshOptions {
  readonly user?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  /** Sees every line as it is logged. */
  readonly onLine?: (line: string) => void;
}

/** Connects with what the server knows to be right, except for the overrides; closes with the test. */
export async function connectTo(sshd: Sshd, overrides: ConnectOverrides = {}): Promise<RigConnection> {
  const { user = sshd.user, host = sshd.host, port = sshd.port, socketPath, onLine, ...options } = overrides;
  const lines: string[] = [];
  const transport = await openSshTransport(
    { kind: 'ssh', user, host, port, socketPath: socketPath ?? '/var/run/docker.sock' },
    {
      ...(options.agentSocket === undefined ? { key: sshd.privateKey } : {}),
      knownHosts: sshd.knownHosts.replace(`:${sshd.port} `, `:${port} `),
      ...options,
    },
    {
      info: (line) => {
        lines.push(line);
        onLine?.(line);
      },
      debug: () => {},
    },
  );
  onTestFinished(() => transport.close());
  return { ...transport, lines };
}

/** The body of one call. */
export async function getText(agent: Agent, path: string): Promise<string> {
  const response = await getResponse(agent, path);
  return Buffer.concat(await response.toArray()).toString();
}

/** The head of one call's answer, its body still to be read. */
export async function getResponse(agent: Agent, path: string): Promise<IncomingMessage> {
  const call = get({ agent, host: 'docker', path });
  // A connection that breaks within the body is told to the request as well.
  call.on('error', () => {});
  const [response] = await once(call, 'response');
  return response as IncomingMessage;
}

/** The answer to a body sent as JSON. */
export async function postJson(agent: Agent, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const call = request({ agent, host: 'docker', method: 'POST', path, headers });
  call.end(JSON.stringify(body));
  const [response] = await once(call, 'response');
  return JSON.parse(Buffer.concat(await (response as IncomingMessage).toArray()).toString());
}

/** The API version the engine speaks: proof that a real engine answered. */
export async function apiVersion(agent: Agent): Promise<string> {
  const { ApiVersion } = JSON.parse(await getText(agent, '/version')) as { readonly ApiVersion: string };
  return ApiVersion;
}
