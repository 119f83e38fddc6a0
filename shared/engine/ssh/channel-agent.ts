import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';

/**
 * An HTTP agent whose connections are channels. The streams must be had synchronously: the agent counts a
 * connection against `maxSockets` only when it is handed back, and would otherwise open far more of them.
 */
export class ChannelAgent extends Agent {
  readonly #newStream: () => Duplex;

  constructor(newStream: () => Duplex) {
    super({ keepAlive: true, scheduling: 'lifo' });
    this.#newStream = newStream;
  }

  limit(channels: number): void {
    this.maxSockets = channels;
    this.maxFreeSockets = channels;
  }

  /** Every connection leads to the same engine, whatever host a request names. */
  override getName(): string {
    return 'engine';
  }

  override createConnection(): Duplex {
    return this.#newStream();
  }

  [inspect.custom](): string {
    return 'ChannelAgent';
  }
}
