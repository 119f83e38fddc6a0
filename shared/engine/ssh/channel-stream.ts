import { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type { ClientChannel } from 'ssh2';

/** A channel of an SSH connection that leads to the engine. */
export interface EngineChannel {
  readonly channel: ClientChannel;
  /** Settles when the engine sends nothing more; holds an error when that was a failure. Never rejects. */
  readonly ended: Promise<Error | undefined>;
  /** Calls back when the connection under the channel is lost, once; the result takes the listener away again. */
  onLost(listener: (error: Error) => void): () => void;
}

const BUFFER_BYTES = 256 * 1024;

/**
 * A socket, as far as an HTTP client needs one, over a channel that is still being opened. ssh2's own channels do
 * not do: their writes never end when the connection dies, and they cannot be had synchronously.
 */
export class ChannelStream extends Duplex {
  #channel: ClientChannel | undefined;
  #forget: (() => void) | undefined;
  readonly #opened: Promise<ClientChannel>;
  #closed = false;
  #writing: (() => void) | undefined;
  #idleMs = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(open: () => Promise<EngineChannel>) {
    super({ allowHalfOpen: false, highWaterMark: BUFFER_BYTES });
    this.#opened = open().then((engineChannel) => this.#attach(engineChannel));
    this.#opened.catch((error: Error) => this.destroy(error));
  }

  #attach({ channel, ended, onLost }: EngineChannel): ClientChannel {
    this.#channel = channel;
    if (this.destroyed) {
      channel.close();
      return channel;
    }
    this.#forget = onLost((error) => this.destroy(error));
    channel.on('data', (data: Buffer) => {
      this.#touch();
      if (!this.push(data)) channel.pause();
    });
    channel.on('error', (error: Error) => this.destroy(error));
    channel.on('close', () => {
      this.#closed = true;
      this.#writing?.();
    });
    ended
      .then((error) => {
        if (error) {
          this.destroy(error);
          return;
        }
        this.push(null);
        // Nobody reads an idle pooled connection; without this its end would go unnoticed.
        this.read(0);
      })
      .catch((error: Error) => this.destroy(error));
    return channel;
  }

  override _read(): void {
    this.#channel?.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#touch();
    this.#withChannel(done, (channel) => {
      // What is written to a closed channel is lost in silence, as on its way to a closed socket: the reply that was
      // sent before the end, or the end without one, says what happened.
      if (this.#closed) {
        done();
        return;
      }
      this.#writing = () => {
        this.#writing = undefined;
        done();
      };
      channel.write(data, this.#writing);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#withChannel(done, (channel) => {
      channel.end();
      done();
    });
  }

  #withChannel(done: (error: Error) => void, use: (channel: ClientChannel) => void): void {
    if (this.#channel) use(this.#channel);
    else this.#opened.then(use).catch(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#forget?.();
    clearTimeout(this.#idleTimer);
    this.#channel?.close();
    done(error);
  }

  #touch(): void {
    this.#idleTimer?.refresh();
  }

  /** As of a net.Socket: emits `timeout` after so many milliseconds without traffic; 0 turns it off. */
  setTimeout(milliseconds: number, listener?: () => void): this {
    this.#idleMs = milliseconds;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    if (listener) this.once('timeout', listener);
    if (milliseconds > 0) {
      this.#idleTimer = setTimeout(() => this.emit('timeout'), milliseconds);
      this.#idleTimer.unref();
    }
    return this;
  }

  get timeout(): number {
    return this.#idleMs;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** docker-modem inspects the options of every request, agent and sockets included: a walk of 20 ms. */
  [inspect.custom](): string {
    return 'ChannelStream';
  }
}
