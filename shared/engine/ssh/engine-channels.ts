import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import type { EngineChannel } from './channel-stream.ts';
import type { SshLink } from './ssh-link.ts';

const SESSION_PAUSES_MS = [100, 300, 800];

/** `docker system dial-stdio` ended with a failure; its words are what it wrote to stderr. */
export class DialStdioFailure extends Error {
  readonly exitCode: number | undefined;
  readonly words: string;

  constructor(exitCode: number | undefined, words: string) {
    super(
      `docker system dial-stdio failed (${exitCode === undefined ? 'killed' : `exit code ${exitCode}`}): ${words}`,
    );
    this.name = 'DialStdioFailure';
    this.exitCode = exitCode;
    this.words = words;
  }
}

/** A channel that ends with the command it runs. */
export interface DialStdioChannel extends EngineChannel {
  readonly ended: Promise<DialStdioFailure | undefined>;
}

type OpenChannel = (
  client: Client,
  done: (error: Error | undefined, channel: ClientChannel) => void,
) => unknown;

/** The engine's socket, forwarded by sshd itself. Rejects with the library's error when the server refuses. */
export async function openSocketChannel(link: SshLink, socketPath: string): Promise<EngineChannel> {
  const channel = await openChannel(link, (client, done) =>
    client.openssh_forwardOutStreamLocal(socketPath, done),
  );
  channel.stderr.resume();
  const ended = new Promise<undefined>((resolve) => channel.once('end', () => resolve(undefined)));
  return { channel, ended, onLost: (listener) => link.onLost(listener) };
}

/** The engine's socket by way of the docker command on the server. A failure of the command shows when it ends. */
export async function openDialStdioChannel(link: SshLink, command: string): Promise<DialStdioChannel> {
  const channel = await openSession(link, command);
  const complaints: string[] = [];
  channel.stderr.on('data', (data: Buffer) => complaints.push(data.toString()));
  // The end of the output can come before the exit code, so that only the end of the channel tells them apart.
  const ended = new Promise<DialStdioFailure | undefined>((resolve) => {
    let exitCode: number | undefined;
    channel.once('exit', (code: number | null) => {
      exitCode = code ?? undefined;
    });
    channel.once('close', () => {
      resolve(exitCode === 0 ? undefined : new DialStdioFailure(exitCode, complaints.join('').trim()));
    });
  });
  return { channel, ended, onLost: (listener) => link.onLost(listener) };
}

/** On the server a session that has just ended counts for a moment longer among those it allows. */
async function openSession(link: SshLink, command: string): Promise<ClientChannel> {
  for (const pauseMs of SESSION_PAUSES_MS) {
    try {
      return await openChannel(link, (client, done) => client.exec(command, done));
    } catch (error) {
      const refused = error instanceof Error && 'reason' in error;
      if (!refused || link.lost !== undefined) throw error;
    }
    await sleep(pauseMs);
  }
  return openChannel(link, (client, done) => client.exec(command, done));
}

/** Opens a channel of any kind; rejects with the link's own error when the connection is or gets lost. */
export function openChannel(link: SshLink, open: OpenChannel): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const forget = link.onLost(reject);
    try {
      open(link.client, (error, channel) => {
        forget();
        if (error) reject(link.lost ?? error);
        else resolve(channel);
      });
    } catch {
      // The library throws when the connection is closing and has not said so yet.
      forget();
      reject(link.abandon());
    }
  });
}
