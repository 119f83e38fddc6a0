import { describe, expect, it } from 'vitest';
import type { SshHost } from '../../shared/engine/address.ts';
import { fingerprintOf } from '../../shared/engine/ssh/fingerprints.ts';
import { generateSshKey } from '../cluster/ssh-keys.ts';
import type { Sshd, SshdOptions } from '../cluster/sshd.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { refusalOf } from '../support/refusal.ts';
import { apiVersion, connectTo, testFolder, testSshd } from '../support/ssh-rig.ts';

const engine = engineOfFile();

interface Hops {
  readonly jump: Sshd;
  readonly target: Sshd;
  readonly options: { readonly key: string; readonly knownHosts: string; readonly jumps: readonly SshHost[] };
}

async function twoServers(jumpOptions: Omit<SshdOptions, 'directory' | 'engineSocket'> = {}): Promise<Hops> {
  const key = await generateSshKey({ directory: await testFolder(), name: 'key' });
  const authorizedKeys = [key.publicKey];
  const [jump, target] = await Promise.all([
    testSshd({ engineSocket: engine.socketPath, authorizedKeys, ...jumpOptions }),
    testSshd({ engineSocket: engine.socketPath, authorizedKeys }),
  ]);
  const knownHosts = `${jump.knownHosts}\n${target.knownHosts}`;
  const jumps = [{ user: 'root', host: jump.host, port: jump.port }];
  return { jump, target, options: { key: key.privateKey, knownHosts, jumps } };
}

function pinOf(sshd: Sshd): string {
  const blob = Buffer.from(sshd.hostKeys.ed25519?.split(' ')[1] ?? '', 'base64');
  return `127.0.0.1:${sshd.port} ${fingerprintOf(blob)}`;
}

describe('a jump host', () => {
  it('leads to the engine behind it', async () => {
    const { jump, target, options } = await twoServers();
    const connection = await connectTo(target, options);
    expect(connection.description).toBe(`root@127.0.0.1:${target.port} through root@127.0.0.1:${jump.port}`);
    await Promise.all(Array.from({ length: 30 }, () => apiVersion(connection.agent)));
    expect([await jump.connections(), await target.connections()]).toEqual([1, 1]);
  });

  it('can be followed by another one', async () => {
    const { jump, target, options } = await twoServers();
    const jumps = [...options.jumps, ...options.jumps];
    const connection = await connectTo(target, { ...options, jumps });
    expect(await apiVersion(connection.agent)).toMatch(/^1\./);
    expect([await jump.connections(), await target.connections()]).toEqual([2, 1]);
  });

  it('is checked like the server itself, each by its own key', async () => {
    const { jump, target, options } = await twoServers();
    expect(await refusalOf(() => connectTo(target, { ...options, knownHosts: target.knownHosts }))).toContain(
      `root@127.0.0.1:${jump.port} is not a known host`,
    );
    expect(await refusalOf(() => connectTo(target, { ...options, knownHosts: jump.knownHosts }))).toContain(
      `root@127.0.0.1:${target.port} is not a known host`,
    );
    const pinned = { ...options, knownHosts: '', fingerprints: [pinOf(jump), pinOf(target)] };
    expect(await apiVersion((await connectTo(target, pinned)).agent)).toMatch(/^1\./);
    const swapped = [pinOf(jump), pinOf(jump).replace(`:${jump.port}`, `:${target.port}`)];
    expect(await refusalOf(() => connectTo(target, { ...pinned, fingerprints: swapped }))).toContain(
      `root@127.0.0.1:${target.port} shows another host key than the pinned one`,
    );
  });

  it('is named when it does not accept the key', async () => {
    const { jump, target, options } = await twoServers();
    const jumps = [{ user: 'root', host: jump.host, port: jump.port }];
    const words = await refusalOf(() => connectTo(target, { ...options, key: target.privateKey, jumps }));
    expect(words).toContain(
      `jump host root@127.0.0.1:${jump.port} does not accept ssh-key for the user root`,
    );
    expect(await target.connections()).toBe(0);
  });

  it('is named when it lets nothing through', async () => {
    const { jump, target, options } = await twoServers({ settings: { AllowTcpForwarding: 'no' } });
    expect(await refusalOf(() => connectTo(target, options))).toBe(
      `The jump host root@127.0.0.1:${jump.port} does not let connections through to 127.0.0.1:${target.port}. Allow it ` +
        'there: AllowTcpForwarding yes in sshd_config, and no restrict without port-forwarding on the key',
    );
  });

  it('is named when it cannot reach the server', async () => {
    const { jump, target, options } = await twoServers();
    await target.stop();
    expect(await refusalOf(() => connectTo(target, options))).toBe(
      `root@127.0.0.1:${target.port} cannot be reached through the jump host root@127.0.0.1:${jump.port}: Connection refused. ` +
        'The name and the port are looked up on the jump host: check that it can reach them',
    );
  });

  it('takes the whole connection with it when it breaks, and the next call makes both anew', async () => {
    const { jump, target, options } = await twoServers();
    const { agent, lines } = await connectTo(target, options);
    await apiVersion(agent);
    await jump.cutSessions();
    await expect.poll(() => lines, { timeout: 10_000 }).toContainEqual(expect.stringContaining('was lost'));
    expect(await apiVersion(agent)).toMatch(/^1\./);
    expect([await jump.connections(), await target.connections()]).toEqual([2, 2]);
  });
});
