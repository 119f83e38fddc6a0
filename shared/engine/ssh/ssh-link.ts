import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';

const CLOSE_TIMEOUT_MS = 500;

/** A logged-in connection to the last host of a route. */
export class SshLink {
  readonly client: Client;
  readonly #clients: readonly Client[];
  readonly #name: string;
  readonly #listeners = new Set<(error: Error) => void>();
  #lost: Error | undefined;

  /** `jumps` are the connections it runs through, the outermost first. */
  constructor(client: Client, jumps: readonly Client[], name: string) {
    this.client = client;
    this.#clients = [...jumps, client];
    this.#name = name;
    for (const each of this.#clients) {
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

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#clients[0]?.once('close', () => resolve()));
    for (const client of this.#clients.toReversed()) client.end();
    await Promise.race([closed, sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    for (const client of this.#clients) client.destroy();
  }

  #lose(reason: string): Error {
    if (this.#lost) return this.#lost;
    const error = new Error(`The SSH connection to ${this.#name} was lost: ${reason}`);
    this.#lost = Object.assign(error, { code: 'ESSHLOST' });
    for (const client of this.#clients) client.destroy();
    for (const listener of this.#listeners) listener(this.#lost);
    this.#listeners.clear();
    return this.#lost;
  }
}

function reasonOf({ message }: Error): string {
  if (message === 'Keepalive timeout') return 'it no longer answers';
  return message === 'read ECONNRESET' ? 'it was reset' : message;
}
