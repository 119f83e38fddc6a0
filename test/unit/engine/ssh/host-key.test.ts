import { describe, expect, it } from 'vitest';
import { fingerprintOf, parseFingerprints } from '../../../../shared/engine/ssh/fingerprints.ts';
import { hostKeyAlgorithms, hostKeyRefusal, knownKeyTypes } from '../../../../shared/engine/ssh/host-key.ts';
import { parseKnownHosts } from '../../../../shared/engine/ssh/known-hosts.ts';
import { requireTrust } from '../../../../shared/engine/ssh/require-trust.ts';
import { refusalOf, wordsOf } from '../../../support/refusal.ts';

const hop = { user: 'deploy', host: 'manager', port: 22 };
const jump = { user: 'jump', host: 'bastion', port: 2222 };

/** A key blob of a type, told apart by its last byte. */
function blob(type: string, body: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from([0, 0, 0, 1, body])]);
}

const ed25519 = blob('ssh-ed25519', 1);
const otherEd25519 = blob('ssh-ed25519', 2);
const rsa = blob('ssh-rsa', 1);

function line(names: string, key: Buffer): string {
  return `${names} ${key.subarray(4, 4 + key.readUInt32BE(0)).toString()} ${key.toString('base64')}`;
}

function trust(knownHosts: readonly string[], fingerprints: readonly string[] = []) {
  return {
    knownHosts: parseKnownHosts(knownHosts.join('\n')),
    fingerprints: parseFingerprints(fingerprints, [hop]),
  };
}

function refusal(
  key: Buffer,
  knownHosts: readonly string[],
  fingerprints: readonly string[] = [],
): string | undefined {
  const error = hostKeyRefusal(hop, key, trust(knownHosts, fingerprints));
  return error && wordsOf(error);
}

describe('hostKeyRefusal', () => {
  it('takes a known key, one of several', () => {
    expect(refusal(ed25519, [line('manager', rsa), line('manager', ed25519)])).toBeUndefined();
  });

  it('takes a pinned key, also beside known hosts', () => {
    expect(refusal(ed25519, [], [fingerprintOf(ed25519)])).toBeUndefined();
    expect(refusal(ed25519, [line('other', rsa)], [`manager ${fingerprintOf(ed25519)}`])).toBeUndefined();
  });

  it('shows how to store the key of an unknown host', () => {
    expect(refusal(ed25519, [line('other', ed25519)])).toBe(
      `deploy@manager is not a known host: it shows the ssh-ed25519 key ${fingerprintOf(ed25519)}, and ssh-known-hosts ` +
        'has no line for manager. Compare it with what the server itself prints ' +
        '(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). If they are equal, add this line to ssh-known-hosts: ' +
        line('manager', ed25519),
    );
  });

  it('warns of another key than the known one', () => {
    const words = refusal(otherEd25519, ['# first', line('manager', rsa), line('manager', ed25519)]);
    expect(words).toContain(
      `shows another host key than the known one: it shows the ssh-ed25519 key ${fingerprintOf(otherEd25519)}, but ` +
        `ssh-known-hosts line 3 has the ssh-ed25519 key ${fingerprintOf(ed25519)}`,
    );
    expect(words).toContain('Either the server was installed anew, or someone stands between and listens');
    expect(words).toContain(`replace line 3 of ssh-known-hosts by: ${line('manager', otherEd25519)}`);
  });

  it('warns of another key than the pinned one', () => {
    expect(refusal(otherEd25519, [], [fingerprintOf(ed25519)])).toContain(
      `it shows the ssh-ed25519 key ${fingerprintOf(otherEd25519)}, but ssh-fingerprint is ${fingerprintOf(ed25519)}`,
    );
  });

  it('refuses a revoked key, even if it is known and pinned', () => {
    const lines = [line('manager', ed25519), `@revoked ${line('*', ed25519)}`];
    expect(refusal(ed25519, lines, [fingerprintOf(ed25519)])).toContain(
      'which ssh-known-hosts line 2 revokes',
    );
    expect(refusal(otherEd25519, [...lines, line('manager', otherEd25519)])).toBeUndefined();
  });

  it('says that a certificate authority alone does not help', () => {
    const authority = `@cert-authority ${line('manager', rsa)}`;
    expect(refusal(ed25519, [authority])).toContain(
      'is known only by a certificate authority (ssh-known-hosts line 1)',
    );
    expect(refusal(ed25519, [authority, line('manager', ed25519)])).toBeUndefined();
    expect(refusal(rsa, [authority])).toContain('host certificates cannot be checked here');
  });
});

describe('hostKeyAlgorithms', () => {
  const everything = [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ];

  it('asks for the known types only, Ed25519 first, and RSA never with SHA-1', () => {
    const known = [line('manager', rsa), line('manager', ed25519)];
    expect(hostKeyAlgorithms(hop, trust(known))).toEqual(['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256']);
    expect(knownKeyTypes(hop, trust(known))).toEqual(['ssh-rsa', 'ssh-ed25519']);
  });

  it('asks for every type of a host it knows nothing of, to show its key', () => {
    expect(hostKeyAlgorithms(hop, trust([line('other', rsa)]))).toEqual(everything);
    expect(hostKeyAlgorithms(hop, trust([`@cert-authority ${line('*', rsa)}`]))).toEqual(everything);
  });

  it('asks for the known types first when the pinned one may be of another type', () => {
    const algorithms = hostKeyAlgorithms(hop, trust([line('manager', rsa)], [fingerprintOf(ed25519)]));
    expect(algorithms.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
    expect(algorithms.toSorted()).toEqual(everything.toSorted());
  });
});

describe('requireTrust', () => {
  it('tells how to get and check the line', async () => {
    expect(await refusalOf(() => requireTrust(jump, trust(['# nothing'])))).toBe(
      'Neither ssh-known-hosts nor ssh-fingerprint is given, so nothing proves that bastion is your server. ' +
        'Run: ssh-keyscan -p 2222 bastion > known_hosts && ssh-keygen -lf known_hosts. Compare the fingerprint with the ' +
        'one the server itself prints (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then give the line as ssh-known-hosts',
    );
  });
});

describe('parseFingerprints', () => {
  const pin = fingerprintOf(ed25519);

  it.each([
    [pin, { fingerprint: pin }],
    [`${pin}=`, { fingerprint: pin }],
    [`256 ${pin} root@manager (ED25519)`, { fingerprint: pin }],
    [`manager ${pin}`, { host: 'manager', fingerprint: pin }],
    [`[MANAGER]:22 ${pin}`, { host: '[MANAGER]:22', fingerprint: pin }],
  ])('reads %s', (text, expected) => {
    expect(parseFingerprints([text, ' '], [hop])).toEqual([expected]);
  });

  it.each(['MD5:aa:bb:cc', 'SHA256:short', 'ssh-ed25519 AAAA'])('refuses %s', async (text) => {
    expect(await refusalOf(() => parseFingerprints([text], [hop]))).toContain(
      `ssh-fingerprint "${text}" is not a SHA256 fingerprint. Print it on the server with: ssh-keygen -lf`,
    );
  });

  it('wants to know whose fingerprint it is when there is a jump host', async () => {
    expect(await refusalOf(() => parseFingerprints([pin], [jump, hop]))).toContain(
      `does not say which of the hosts it belongs to. With ssh-jump, write the host before each fingerprint, as: manager.example.com ${pin}`,
    );
    expect(await refusalOf(() => parseFingerprints([`else ${pin}`], [jump, hop]))).toContain(
      'names "else", which the connection does not go to. Write one of: bastion, manager',
    );
  });

  it('does not let a jump host stand in for the server behind it', () => {
    const fingerprints = parseFingerprints(
      [`bastion:2222 ${pin}`, `manager ${fingerprintOf(rsa)}`],
      [jump, hop],
    );
    const trusted = { knownHosts: [], fingerprints };
    expect(hostKeyRefusal(jump, ed25519, trusted)).toBeUndefined();
    expect(hostKeyRefusal(hop, ed25519, trusted)).toBeDefined();
  });
});
