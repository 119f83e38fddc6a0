import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fingerprintOf } from '../../shared/engine/ssh/fingerprints.ts';
import { readPrivateKey } from '../../shared/engine/ssh/private-key.ts';
import { generateSshKey, type SshKeyType } from '../cluster/ssh-keys.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { refusalOf } from '../support/refusal.ts';
import { apiVersion, connectTo, testFolder, testSshd } from '../support/ssh-rig.ts';

const run = promisify(execFile);

const engine = engineOfFile();

/** A port with a listener that accepts and stays silent. */
async function silentPort(): Promise<number> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function startAgent(): Promise<string> {
  const directory = await testFolder();
  const socket = join(directory, 'agent');
  const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void agent.kill());
  if (agent.stdout) await once(agent.stdout, 'data');
  return socket;
}

async function addToAgent(agentSocket: string, privateKey: string): Promise<void> {
  const file = join(await testFolder(), 'key');
  await writeFile(file, privateKey, { mode: 0o600 });
  await run('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: agentSocket } });
}

describe('reaching the server', () => {
  it('says that a name is unknown', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    expect(await refusalOf(() => connectTo(sshd, { host: 'no-such-host.invalid' }))).toMatch(
      /^root@no-such-host\.invalid:\d+ cannot be reached: (no such host name|the host name could not be looked up)\. Check the spelling of the host/,
    );
  });

  it('says that nothing listens', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    await sshd.stop();
    expect(await refusalOf(() => connectTo(sshd))).toBe(
      `root@127.0.0.1:${sshd.port} cannot be reached: connection refused. Nothing listens on that port: check the port, and that sshd runs`,
    );
  });

  it('gives up on a silent server', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const port = await silentPort();
    expect(await refusalOf(() => connectTo(sshd, { port, readyTimeoutMs: 300 }))).toBe(
      `root@127.0.0.1:${port} did not answer within 0.3 s. Something accepts connections there but does not speak SSH in time: check the port`,
    );
  });

  it('tries again when the server drops it for having too many at their login', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings: { MaxStartups: '1:100:1' } });
    const other = connect(sshd.port, sshd.host);
    await once(other, 'data');
    const connection = await connectTo(sshd, { onLine: () => other.destroy() });
    expect(connection.lines[0]).toBe(
      `root@127.0.0.1:${sshd.port} dropped the connection before the SSH handshake; trying again in 0.5 s`,
    );
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
  });

  it('gives up on a server that stays busy', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath, settings: { MaxStartups: '1:100:1' } });
    const other = connect(sshd.port, sshd.host);
    onTestFinished(() => void other.destroy());
    await once(other, 'data');
    const words = await refusalOf(() => connectTo(sshd));
    expect(words).toContain(
      'closed the connection before the SSH handshake, 4 times in a row. Either too many others',
    );
    expect(words).toContain('MaxStartups');
  });
});

describe('recognising the server', () => {
  it('connects to nobody without a host key to compare', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const words = await refusalOf(() => connectTo(sshd, { knownHosts: '' }));
    expect(words).toContain('so nothing proves that 127.0.0.1 is your server');
    expect(words).toContain(`ssh-keyscan -p ${sshd.port} 127.0.0.1`);
    expect(await sshd.connections()).toBe(0);
  });

  it('refuses an unknown host before it offers a key, and shows the line to store', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const elsewhere = sshd.knownHosts.replace('127.0.0.1', '127.0.0.2');
    const words = await refusalOf(() => connectTo(sshd, { knownHosts: elsewhere }));
    expect(words).toContain(`ssh-known-hosts has no line for [127.0.0.1]:${sshd.port}`);
    const line = words.split('add this line to ssh-known-hosts: ')[1];
    expect(line).toBe(sshd.knownHosts);
    expect(await sshd.log()).not.toMatch(/publickey/);
    expect(await apiVersion((await connectTo(sshd, { knownHosts: line ?? '' })).agent)).toMatch(/^1\./);
  });

  it('warns of a changed host key', async () => {
    const [sshd, impostor] = await Promise.all([
      testSshd({ engineSocket: engine.socketPath }),
      testSshd({ engineSocket: engine.socketPath }),
    ]);
    const words = await refusalOf(() =>
      connectTo(impostor, { knownHosts: sshd.knownHosts.replace(`:${sshd.port} `, `:${impostor.port} `) }),
    );
    expect(words).toContain('shows another host key than the known one');
    expect(words).toContain('or someone stands between and listens');
    expect(words).toContain(`replace line 1 of ssh-known-hosts by: ${impostor.knownHosts}`);
    expect(await impostor.log()).not.toMatch(/publickey/);
  });

  it('recognises the server by the one key type it knows, whatever others the server has', async () => {
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'],
    });
    for (const type of ['rsa', 'ecdsa', 'ed25519'] as const) {
      const knownHosts = `[127.0.0.1]:${sshd.port} ${sshd.hostKeys[type]}`;
      expect(await apiVersion((await connectTo(sshd, { knownHosts })).agent)).toMatch(/^1\./);
    }
  });

  it('says that the server has no key of the type it knows', async () => {
    const [sshd, other] = await Promise.all([
      testSshd({ engineSocket: engine.socketPath, hostKeyTypes: ['ed25519'] }),
      testSshd({ engineSocket: engine.socketPath, hostKeyTypes: ['ecdsa'] }),
    ]);
    const knownHosts = `[127.0.0.1]:${sshd.port} ${other.hostKeys.ecdsa}`;
    expect(await refusalOf(() => connectTo(sshd, { knownHosts }))).toContain(
      'has no host key that can be checked: ssh-known-hosts has only ecdsa-sha2-nistp256 for it. Run: ssh-keyscan -p',
    );
  });

  it('recognises the server by a pinned fingerprint, and by no other', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const pin = fingerprintOf(Buffer.from(sshd.hostKeys.ed25519?.split(' ')[1] ?? '', 'base64'));
    const pinned = await connectTo(sshd, { knownHosts: '', fingerprints: [pin] });
    expect(await apiVersion(pinned.agent)).toMatch(/^1\./);
    const wrong = fingerprintOf(Buffer.from('another key'));
    expect(await refusalOf(() => connectTo(sshd, { knownHosts: '', fingerprints: [wrong] }))).toContain(
      `it shows the ssh-ed25519 key ${pin}, but ssh-fingerprint is ${wrong}`,
    );
  });
});

describe('logging in', () => {
  it('says that the key is not accepted, and asks once only', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const stranger = await generateSshKey({ directory: await testFolder(), name: 'stranger' });
    expect(await refusalOf(() => connectTo(sshd, { key: stranger.privateKey }))).toBe(
      `root@127.0.0.1:${sshd.port} does not accept ssh-key for the user root. Check that the user name is right, and that ` +
        'the public half of the key (ssh-keygen -y -f deploy_key) stands in ~root/.ssh/authorized_keys on 127.0.0.1, ' +
        'in a file and folders only that user can write to',
    );
    expect(await sshd.connections()).toBe(1);
  });

  it('says the same of a user the server does not know', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    expect(await refusalOf(() => connectTo(sshd, { user: 'nobody-here' }))).toContain(
      'does not accept ssh-key for the user nobody-here. Check that the user name is right',
    );
  });

  it('says what is wrong with a key before it connects', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const locked = await generateSshKey({
      directory: await testFolder(),
      name: 'locked',
      passphrase: 'open sesame',
    });
    expect(await refusalOf(() => connectTo(sshd, { key: locked.privateKey }))).toContain(
      'ssh-key is encrypted and there is no ssh-key-passphrase',
    );
    expect(
      await refusalOf(() => connectTo(sshd, { key: locked.privateKey, keyPassphrase: 'wrong' })),
    ).toContain('ssh-key-passphrase does not open ssh-key');
    expect(await refusalOf(() => connectTo(sshd, { key: locked.publicKey }))).toContain(
      'ssh-key is a public key',
    );
    expect(await refusalOf(() => connectTo(sshd, { key: '' }))).toContain('ssh-key is empty');
    expect(await refusalOf(() => connectTo(sshd, { agentSocket: '' }))).toBe(
      `There is no key to log in to root@127.0.0.1:${sshd.port} with. Give the private key as ssh-key, from a secret; or start an ssh-agent and set SSH_AUTH_SOCK`,
    );
    expect(await sshd.connections()).toBe(0);
  });

  it.each<SshKeyType>(['ed25519', 'ecdsa', 'rsa'])('logs in with %s keys, encrypted or not', async (type) => {
    const directory = await testFolder();
    const [open, locked] = await Promise.all([
      generateSshKey({ directory, name: 'open', type }),
      generateSshKey({ directory, name: 'locked', type, passphrase: 'open sesame' }),
    ]);
    const sshd = await testSshd({
      engineSocket: engine.socketPath,
      authorizedKeys: [open.publicKey, locked.publicKey],
    });
    for (const options of [
      { key: open.privateKey },
      { key: locked.privateKey, keyPassphrase: 'open sesame' },
    ]) {
      expect(await apiVersion((await connectTo(sshd, options)).agent)).toMatch(/^1\./);
    }
  });

  it('logs in with PKCS#8 keys', async () => {
    const keys = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
      generateKeyPairSync('ed25519').privateKey,
    ].map((key) => key.export({ format: 'pem', type: 'pkcs8' }).toString());
    const authorizedKeys = keys.map((key) => {
      const parsed = readPrivateKey(key, undefined);
      return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
    });
    const sshd = await testSshd({ engineSocket: engine.socketPath, authorizedKeys });
    for (const key of keys) expect(await apiVersion((await connectTo(sshd, { key })).agent)).toMatch(/^1\./);
  });

  it('logs in with an ssh-agent, trying all its keys', async () => {
    const [sshd, agentSocket] = await Promise.all([
      testSshd({ engineSocket: engine.socketPath }),
      startAgent(),
    ]);
    const stranger = await generateSshKey({ directory: await testFolder(), name: 'stranger' });
    await addToAgent(agentSocket, stranger.privateKey);
    expect(await refusalOf(() => connectTo(sshd, { agentSocket }))).toBe(
      `root@127.0.0.1:${sshd.port} accepts no key of the ssh-agent. Check that the agent holds the right key (ssh-add -l), ` +
        'and that its public half stands in ~root/.ssh/authorized_keys on 127.0.0.1',
    );
    await addToAgent(agentSocket, sshd.privateKey);
    expect(await apiVersion((await connectTo(sshd, { agentSocket })).agent)).toMatch(/^1\./);
  });

  it('says that the ssh-agent is not there', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const words = await refusalOf(() => connectTo(sshd, { agentSocket: '/nowhere/agent' }));
    expect(words).toContain('accepts no key of the ssh-agent (the agent says: ');
  });

  it('says that the agent holds too many keys', async () => {
    const [sshd, agentSocket] = await Promise.all([
      testSshd({ engineSocket: engine.socketPath, settings: { MaxAuthTries: '2' } }),
      startAgent(),
    ]);
    const directory = await testFolder();
    for (const name of ['a', 'b', 'c']) {
      await addToAgent(agentSocket, (await generateSshKey({ directory, name })).privateKey);
    }
    expect(await refusalOf(() => connectTo(sshd, { agentSocket }))).toContain(
      'after too many keys of the ssh-agent',
    );
  });

  it('leaves nothing open when the login fails', async () => {
    const sshd = await testSshd({ engineSocket: engine.socketPath });
    const stranger = await generateSshKey({ directory: await testFolder(), name: 'stranger' });
    await refusalOf(() => connectTo(sshd, { key: stranger.privateKey }));
    const ended = /(Connection closed|Disconnected).* \[preauth\]/;
    await expect.poll(() => sshd.log(), { timeout: 10_000 }).toMatch(ended);
  });
});
