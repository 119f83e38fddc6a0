import './esm-dirname.ts';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type AgentAuthMethod, type Client, type PublicKeyAuthMethod } from 'ssh2';
import type { UserError } from '../../errors/user-error.ts';
import type { SshHost } from '../address.ts';
import { hostKeyAlgorithms, hostKeyRefusal, type TrustedKeys } from './host-key.ts';
import type { LoginPhase } from './ssh-errors.ts';

export type SshCredential =
  | Pick<PublicKeyAuthMethod, 'type' | 'key'>
  | Pick<AgentAuthMethod, 'type' | 'agent'>;

export interface LoginOptions {
  readonly credential: SshCredential;
  readonly trusted: TrustedKeys;
  readonly readyTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  readonly keepaliveCountMax: number;
}

export interface Login {
  readonly client: Client;
  /** What the connection runs over. Ours to destroy: the library leaves a socket that it has ended to the other side. */
  readonly socket: Duplex;
}

/** Why a login failed, not yet put into words. */
export class LoginFailure extends Error {
  override readonly cause: Error;
  readonly phase: LoginPhase;
  readonly agentComplaint: string | undefined;

  constructor(cause: Error, phase: LoginPhase, agentComplaint: string | undefined) {
    super(cause.message);
    this.name = 'LoginFailure';
    this.cause = cause;
    this.phase = phase;
    this.agentComplaint = agentComplaint;
  }
}

/**
 * Logs in to one host, over `sock` when it is reached through another. The host's key is checked before anything is
 * said about the user. Rejects with a LoginFailure.
 */
export function logIn(hop: SshHost, options: LoginOptions, sock: Duplex | undefined): Promise<Login> {
  const client = new ssh2.Client();
  // With Nagle's algorithm every call waits for an acknowledgement: 46 ms instead of 2.
  const socket = sock ?? connect({ host: hop.host, port: hop.port, noDelay: true });
  // Every channel listens on the connection.
  client.setMaxListeners(0);
  return new Promise((resolve, reject) => {
    let phase: LoginPhase = 'connect';
    let refusal: UserError | undefined;
    let agentComplaint: string | undefined;
    const fail = (error: Error) => reject(new LoginFailure(refusal ?? error, phase, agentComplaint));
    client.once('connect', () => {
      phase = 'handshake';
    });
    client.once('handshake', () => {
      phase = 'login';
    });
    // Stays for the whole life: errors can come in pairs, and one without a listener ends the process.
    client.on('error', (error: Error & { readonly level?: string }) => {
      if (error.level === 'agent') agentComplaint = error.message;
      else fail(error);
    });
    client.once('close', () => fail(new Error('the server closed the connection')));
    client.once('ready', () => resolve({ client, socket }));
    client.connect({
      sock: socket,
      username: hop.user,
      // No attempt without a key first: it costs a round trip and is never accepted.
      authHandler: [{ ...options.credential, username: hop.user }],
      algorithms: { serverHostKey: hostKeyAlgorithms(hop, options.trusted) },
      hostVerifier: (blob: Buffer) => {
        refusal = hostKeyRefusal(hop, blob, options.trusted);
        return refusal === undefined;
      },
      readyTimeout: options.readyTimeoutMs,
      keepaliveInterval: options.keepaliveIntervalMs,
      keepaliveCountMax: options.keepaliveCountMax,
    });
  });
}
