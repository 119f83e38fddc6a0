import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { DEFAULT_SOCKET_PATH, formatSshHost } from '../address.ts';
import { ChannelStream, type EngineChannel } from './channel-stream.ts';
import { pingDialStdio } from './dial-stdio-ping.ts';
import { openDialStdioChannel, openSocketChannel } from './engine-channels.ts';
import type { LoginOptions } from './login.ts';
import type { SshLog } from './options.ts';
import { connectRoute, formatRoute, type SshRoute } from './route.ts';
import {
  explainDialStdioFailure,
  explainRefusedSession,
  explainSocketGone,
  explainSocketProblem,
} from './socket-errors.ts';
import { probeSocket, type SocketProblem } from './socket-probe.ts';
import type { SshLink } from './ssh-link.ts';

const SOCKET_CHANNELS = 16;
/** Opened together while connecting, so that the lists a run begins with need not wait for theirs. */
const FIRST_CHANNELS = 6;
/** sshd counts these as sessions, of which it allows ten by default. */
const DIAL_STDIO_CHANNELS = 8;

/** One SSH connection at a time and the way to the engine's socket over it. */
export class EngineTunnel {
  readonly #route: SshRoute;
  readonly #socketPath: string;
  readonly #login: LoginOptions;
  readonly #log: SshLog;
  readonly #command: string;
  #link: Promise<SshLink> | undefined;
  #way: 'socket' | 'dial-stdio' = 'socket';
  #spares: readonly ChannelStream[] = [];
  #probe: Promise<SocketProblem> | undefined;
  #closed = false;
  onChannelLimit: (channels: number) => void = () => {};

  constructor(route: SshRoute, socketPath: string, login: LoginOptions, log: SshLog) {
    this.#route = route;
    this.#socketPath = socketPath;
    this.#login = login;
    this.#log = log;
    const host = socketPath === DEFAULT_SOCKET_PATH ? '' : ` --host unix://${socketPath}`;
    this.#command = `docker${host} system dial-stdio`;
  }

  /** Connects and proves the way to the engine, so that what is wrong is said here. `agent` is the tunnel's own. */
  async open(agent: Agent): Promise<void> {
    const link = await this.#currentLink();
    try {
      await this.#findWay(link);
      this.onChannelLimit(this.#way === 'socket' ? SOCKET_CHANNELS : DIAL_STDIO_CHANNELS);
      if (this.#way === 'dial-stdio')
        await pingDialStdio(agent, this.#route.target, this.#command, this.#login);
    } catch (error) {
      agent.destroy();
      await this.close();
      throw error;
    }
  }

  /** A connection to the engine; it can be written to at once and fails when it cannot be made. */
  newStream(): Duplex {
    const [spare, ...others] = this.#spares.filter((each) => each.writable && each.readable);
    this.#spares = others;
    return spare ?? new ChannelStream(() => this.#openChannel());
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const spare of this.#spares) spare.destroy();
    const link = await this.#link?.catch(() => undefined);
    await link?.close();
  }

  /** The connection, made anew if it was lost: once, however many wait for it. */
  #currentLink(): Promise<SshLink> {
    if (this.#closed) return Promise.reject(new Error('The connection to the engine was closed'));
    this.#link ??= this.#connect().catch((error) => {
      this.#link = undefined;
      throw error;
    });
    return this.#link;
  }

  async #connect(): Promise<SshLink> {
    const start = performance.now();
    const link = await connectRoute(this.#route, this.#login, this.#log);
    this.#log.debug(`The SSH login took ${Math.round(performance.now() - start)} ms`);
    link.onLost((error) => {
      this.#link = undefined;
      if (!this.#closed) this.#log.info(error.message);
    });
    this.#log.info(`Connected to ${formatRoute(this.#route)}`);
    return link;
  }

  /** The first channels are kept for the first calls: opening them tells whether forwarding works. */
  async #findWay(link: SshLink): Promise<void> {
    try {
      const opening = Array.from({ length: FIRST_CHANNELS }, () => openSocketChannel(link, this.#socketPath));
      const channels = await Promise.all(opening);
      const first = channels.map((channel) => new ChannelStream(() => Promise.resolve(channel)));
      // The others a burst of writes will want; nobody waits for them here.
      // They may be lost before anybody uses them.
      const further = Array.from(
        { length: SOCKET_CHANNELS - FIRST_CHANNELS },
        () => new ChannelStream(() => this.#openChannel()),
      );
      this.#spares = [...first, ...further];
      for (const spare of this.#spares) spare.on('error', () => {});
    } catch {
      if (link.lost) throw link.lost;
      const problem = await probeSocket(link, this.#socketPath);
      if (problem.kind !== 'forbidden')
        throw explainSocketProblem(problem, this.#route.target, this.#socketPath);
      this.#way = 'dial-stdio';
      this.#log.info(
        `${formatSshHost(this.#route.target)} does not forward ${this.#socketPath}; using ${this.#command} instead`,
      );
    }
  }

  async #openChannel(): Promise<EngineChannel> {
    const link = await this.#currentLink();
    try {
      return await this.#openChannelOn(link);
    } catch (error) {
      // Nothing was sent yet, so a new connection can take it over.
      if (link.lost && error === link.lost) return this.#openChannelOn(await this.#currentLink());
      throw error;
    }
  }

  async #openChannelOn(link: SshLink): Promise<EngineChannel> {
    try {
      if (this.#way === 'socket') return await openSocketChannel(link, this.#socketPath);
      const channel = await openDialStdioChannel(link, this.#command);
      const { target } = this.#route;
      const ended = channel.ended.then(
        (failure) => failure && explainDialStdioFailure(failure, target, this.#command),
      );
      return { ...channel, ended };
    } catch (error) {
      if (link.lost) throw link.lost;
      if (this.#way === 'dial-stdio') throw explainRefusedSession(error, this.#route.target, this.#command);
      throw await this.#explainSocketGone(link);
    }
  }

  /** The socket worked before: the engine is stopped or restarting. One question for all who wait. */
  async #explainSocketGone(link: SshLink): Promise<Error> {
    this.#probe ??= probeSocket(link, this.#socketPath).finally(() => {
      this.#probe = undefined;
    });
    return explainSocketGone(await this.#probe, this.#route.target, this.#socketPath);
  }
}
