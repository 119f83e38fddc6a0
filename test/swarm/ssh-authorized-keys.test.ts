import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sshd } from '../cluster/sshd.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { apiVersion, connectTo, testFolder, testSshd } from '../support/ssh-rig.ts';

const COMMAND = 'command="docker system dial-stdio"';
const NO_FORWARDING = `restrict,${COMMAND}`;
const ALL_FORWARDING = `restrict,port-forwarding,${COMMAND}`;
/** The line SECURITY.md recommends. sshd compares permitopen with socket paths too; brackets let it take one. */
const ONLY_THE_ENGINE = `restrict,port-forwarding,permitopen="[/var/run/docker.sock]:*",permitlisten="localhost:1",${COMMAND}`;

const engine = engineOfFile();

/** A bare login, as a thief of the key would make it. */
function thief({ host, port, user, privateKey }: Sshd): Promise<Client> {
  const client = new ssh2.Client();
  onTestFinished(() => void client.destroy());
  return new Promise((resolve, reject) => {
    client.on('error', reject).once('ready', () => resolve(client));
    client.connect({ host, port, username: user, privateKey });
  });
}

type Done = (error?: Error | null) => void;

/** Whether the server does what it is asked. */
function granted(ask: (done: Done) => unknown): Promise<boolean> {
  return new Promise((resolve) => {
    ask((error) => resolve(!error));
  });
}

/** What a command sent to the server answers, when its input ends at once. */
async function answerTo(client: Client, command: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  channel.stderr.resume();
  channel.end('nonsense\n');
  return Buffer.concat(await channel.toArray()).toString();
}

/** Everything a key could open the door to, and whether it does. */
async function doors(sshd: Sshd) {
  const folder = await testFolder();
  const tcp = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  const unix = createServer((socket) => socket.end()).listen(join(folder, 'other.sock'));
  onTestFinished(() => void [tcp.close(), unix.close()]);
  await Promise.all([once(tcp, 'listening'), once(unix, 'listening')]);
  const address = tcp.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = await thief(sshd);
  return {
    engineSocket: await granted((done) => client.openssh_forwardOutStreamLocal('/var/run/docker.sock', done)),
    otherSocket: await granted((done) =>
      client.openssh_forwardOutStreamLocal(join(folder, 'other.sock'), done),
    ),
    tcp: await granted((done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done)),
    listeningPort: await granted((done) => client.forwardIn('127.0.0.1', 0, done)),
    listeningSocket: await granted((done) =>
      client.openssh_forwardInStreamLocal(join(folder, 'listen.sock'), done),
    ),
    terminal: await granted((done) => client.exec('id', { pty: true }, done)),
    files: await granted((done) => client.sftp(done)),
    otherCommand: !/HTTP\/1\.1 400 Bad Request/.test(await answerTo(client, 'id; echo stolen')),
  };
}

const NOTHING = {
  engineSocket: false,
  otherSocket: false,
  tcp: false,
  listeningPort: false,
  listeningSocket: false,
  terminal: false,
  files: false,
  otherCommand: false,
};

describe('an authorized_keys line', () => {
  it('without forwarding lets the engine be used by dial-stdio, and nothing else', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: NO_FORWARDING });
    const connection = await connectTo(sshd);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines[1]).toContain('using docker system dial-stdio instead');
    expect(await doors(sshd)).toEqual(NOTHING);
  });

  it('with port-forwarding opens every socket and port of the server, but no shell', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: ALL_FORWARDING });
    const connection = await connectTo(sshd);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines).toHaveLength(1);
    expect(await doors(sshd)).toEqual({
      ...NOTHING,
      engineSocket: true,
      otherSocket: true,
      tcp: true,
      listeningPort: true,
      listeningSocket: true,
    });
  });

  it('with permitopen on the socket opens the engine at full speed, and no other socket or port', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: ONLY_THE_ENGINE });
    const connection = await connectTo(sshd);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines).toHaveLength(1);
    expect(await doors(sshd)).toEqual({ ...NOTHING, engineSocket: true, listeningSocket: true });
  });

  it('leaves no door at all with AllowStreamLocalForwarding local', async () => {
    const settings = { AllowStreamLocalForwarding: 'local' };
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: ONLY_THE_ENGINE, settings });
    expect((await connectTo(sshd)).lines).toHaveLength(1);
    expect(await doors(sshd)).toEqual({ ...NOTHING, engineSocket: true });
  });

  it('works by dial-stdio as well, where the server forbids forwarding', async () => {
    const settings = { AllowStreamLocalForwarding: 'no' };
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: ONLY_THE_ENGINE, settings });
    const connection = await connectTo(sshd);
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect(connection.lines[1]).toContain('using docker system dial-stdio instead');
  });

  it('opens only the path it names', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, keyOptions: ONLY_THE_ENGINE });
    const connection = await connectTo(sshd, { socketPath: '/run/docker.sock' });
    expect(connection.lines[1]).toContain('does not forward /run/docker.sock; using docker');
  });
});
