import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import type { Login } from './login.ts';

const GOODBYE_TIMEOUT_MS = 500;

/** A logged-in connection to the last host of a route. */
export class SshLink {
  readonly client: Client;
  /** The innermost first. */
  readonly #logins: readonly Login[];
  readonly #name: string;
  readonly #listeners = new Set<(error: Error) => void>();
  #lost: Error | undefined;

  /** `jumps` are the connections it runs through, the outermost first. */
  constructor(login: Login, jumps: readonly Login[], name: string) {
    this.client = login.client;
    this.#logins = [login, ...jumps.toReversed()];
    this.#name = name;
    for (const { client: each } of this.#logins) {
      each.on('error', (error: Error) => this.#lose(reasonOf(error)));
      each.once('close', () => this.#lose('the other side closed it'));
    }
  }

  /** The error every channel fails with once the connection is lost. Its code is ESSHLOST. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Calls back once when the connection is lost; the result takes the listener away again. */
  onLost(listener: (error: Error) => void): () => void {
    if (this.#lost) listener(this.#lost);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Declares the connection lost, as when it takes no more channels. */
  abandon(): Error {
    return this.#lose('the other side closed it');
  }

  /** Says goodbye and waits for no answer to it: that is a round trip, and a dead link never gives one. */
  async close(): Promise<void> {
    const outermost = this.#logins.at(-1)?.socket;
    const sent = new Promise<void>((resolve) => outermost?.once('finish', resolve).once('close', resolve));
    for (const { client } of this.#logins) client.end();
    await Promise.race([sent, sleep(GOODBYE_TIMEOUT_MS, undefined, { ref: false })]);
    for (const { socket } of this.#logins) socket.destroy();
  }

  #lose(reason: string): Error {
    if (this.#lost) return this.#lost;
    const error = new Error(`The SSH connection to ${this.#name} was lost: ${reason}`);
    this.#lost = Object.assign(error, { code: 'ESSHLOST' });
    for (const { socket } of this.#logins) socket.destroy();
    for (const listener of this.#listeners) listener(this.#lost);
    this.#listeners.clear();
    return this.#lost;
  }
}

function reasonOf({ message }: Error): string {
  if (message === 'Keepalive timeout') return 'it no longer answers';
  return message === 'read ECONNRESET' ? 'it was reset' : message;
}
