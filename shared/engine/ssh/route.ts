import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { formatSshHost, type SshHost } from '../address.ts';
import { knownKeyTypes } from './host-key.ts';
import { type Login, LoginFailure, type LoginOptions, logIn } from './login.ts';
import type { SshLog } from './options.ts';
import { explainSshFailure, isDroppedBeforeHandshake, type SshFailure } from './ssh-errors.ts';
import { SshLink } from './ssh-link.ts';

const MAX_TRIES = 4;
const FIRST_PAUSE_MS = 500;

/** The hosts to log in to, one through the other. */
export interface SshRoute {
  readonly jumps: readonly SshHost[];
  readonly target: SshHost;
}

/**
 * Logs in to every host of the route. Only a connection that a server dropped before the handshake is tried again,
 * after 0.5, 1 and 2 s. Rejects with a UserError or an EngineError.
 */
export async function connectRoute(route: SshRoute, options: LoginOptions, log: SshLog): Promise<SshLink> {
  for (let tries = 1; ; tries++) {
    try {
      return await connectOnce(route, options);
    } catch (error) {
      if (!(error instanceof HopFailure)) throw error;
      const failure = { ...error.failure, tries };
      if (tries === MAX_TRIES || !isDroppedBeforeHandshake(failure)) throw explainSshFailure(failure);
      const pause = FIRST_PAUSE_MS * 2 ** (tries - 1);
      log.info(
        `${formatSshHost(failure.hop)} dropped the connection before the SSH handshake; trying again in ${pause / 1000} s`,
      );
      await sleep(pause);
    }
  }
}

/** `user@host through user@jump`. */
export function formatRoute({ jumps, target }: SshRoute): string {
  const through = jumps.map((jump) => ` through ${formatSshHost(jump)}`).reverse();
  return `${formatSshHost(target)}${through.join('')}`;
}

class HopFailure extends Error {
  readonly failure: Omit<SshFailure, 'tries'>;

  constructor(failure: Omit<SshFailure, 'tries'>) {
    super(failure.error.message, { cause: failure.error });
    this.name = 'HopFailure';
    this.failure = failure;
  }
}

async function connectOnce(route: SshRoute, options: LoginOptions): Promise<SshLink> {
  const jumps: Login[] = [];
  try {
    for (const [index, hop] of route.jumps.entries()) {
      jumps.push(await connectHop(hop, route.jumps[index - 1], jumps.at(-1), true, options));
    }
    const last = await connectHop(route.target, route.jumps.at(-1), jumps.at(-1), false, options);
    return new SshLink(last, jumps, formatSshHost(route.target));
  } catch (error) {
    for (const jump of jumps.toReversed()) jump.socket.destroy();
    throw error;
  }
}

async function connectHop(
  hop: SshHost,
  through: SshHost | undefined,
  jump: Login | undefined,
  isJump: boolean,
  options: LoginOptions,
): Promise<Login> {
  try {
    return await logIn(hop, options, jump && (await forward(jump.client, hop)));
  } catch (error) {
    if (!(error instanceof LoginFailure)) throw error;
    throw new HopFailure({
      error: error.cause,
      phase: error.phase,
      hop,
      ...(through ? { through } : {}),
      isJump,
      credential: options.credential.type === 'agent' ? 'ssh-agent' : 'ssh-key',
      readyTimeoutMs: options.readyTimeoutMs,
      knownKeyTypes: knownKeyTypes(hop, options.trusted),
      ...(error.agentComplaint === undefined ? {} : { agentComplaint: error.agentComplaint }),
    });
  }
}

function forward(jump: Client, { host, port }: SshHost): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    jump.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) reject(new LoginFailure(error, 'connect', undefined));
      else resolve(channel);
    });
  });
}
