import { describe, expect, it } from 'vitest';
import { formatSshHost, parseEngineAddress, parseSshHost } from '../../../shared/engine/address.ts';
import { UserError } from '../../../shared/errors/user-error.ts';

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof UserError) return `${error.message}. ${error.fix}`;
  }
  throw new Error('nothing was refused');
}

describe('parseEngineAddress', () => {
  const defaults = { kind: 'ssh', user: 'deploy', port: 22, socketPath: '/var/run/docker.sock' };

  it.each([
    ['ssh://deploy@manager.example.com', { ...defaults, host: 'manager.example.com' }],
    ['  ssh://deploy@manager/  ', { ...defaults, host: 'manager' }],
    ['SSH://deploy@10.0.0.1:2222', { ...defaults, host: '10.0.0.1', port: 2222 }],
    [
      'ssh://deploy@m1:22/run/user/1000/docker.sock',
      { ...defaults, host: 'm1', socketPath: '/run/user/1000/docker.sock' },
    ],
    ['ssh://deploy@[fd00::1]:2200', { ...defaults, host: 'fd00::1', port: 2200 }],
    ['ssh://deploy@[::1]/d.sock', { ...defaults, host: '::1', socketPath: '/d.sock' }],
    ['ssh://me@corp@manager', { ...defaults, user: 'me@corp', host: 'manager' }],
    ['unix:///var/run/docker.sock', { kind: 'unix', socketPath: '/var/run/docker.sock' }],
  ])('reads %s', (text, address) => {
    expect(parseEngineAddress(text)).toEqual(address);
  });

  it.each([
    ['', 'host is empty. Write it as ssh://deploy@manager.example.com or unix:///var/run/docker.sock'],
    ['/var/run/docker.sock', 'does not say how to connect. Write unix:///var/run/docker.sock'],
    ['deploy@manager', 'does not say how to connect. Write it as ssh://'],
    ['tcp://10.0.0.1:2375', 'host "tcp://10.0.0.1:2375" cannot be used. An engine on an open TCP port'],
    ['http://10.0.0.1:2375', 'reach the same machine by SSH, as ssh://user@host'],
    ['https://10.0.0.1:2376', 'reach the same machine by SSH, as ssh://user@host'],
    ['npipe:////./pipe/docker_engine', 'Windows pipes are not used'],
    ['fd://', 'Inherited sockets are not used'],
    ['ftp://x', 'host "ftp://x" cannot be used. Write it as ssh://'],
    ['ssh://manager', 'names no user. Write the user to log in as before the host, as ssh://deploy@host'],
    ['ssh://@manager', 'names no user'],
    ['ssh://de\u0007ploy@manager', 'odd characters in the user name'],
    ['ssh://deploy@', 'has no valid host name'],
    ['ssh://deploy@-oProxyCommand', 'has no valid host name'],
    ['ssh://deploy@fd00::1', 'Put the IPv6 address in brackets: [fd00::1]'],
    ['ssh://deploy@[fd00::zz]', 'has no valid host name'],
    ['ssh://deploy@manager:0', 'has the port "0". Write a number from 1 to 65535'],
    ['ssh://deploy@manager:65536', 'has the port "65536"'],
    ['ssh://deploy@manager:', 'has the port ""'],
    ["ssh://deploy@manager/run/'$(id)'.sock", 'odd characters in the path of the socket'],
    ['ssh://deploy@manager/run/docker.sock?x=1', 'odd characters in the path'],
    ['unix://docker.sock', 'has no absolute path. Write three slashes, as unix:///var/run/docker.sock'],
  ])('refuses %j', (text, words) => {
    expect(refusal(() => parseEngineAddress(text))).toContain(words);
  });

  it.each(['ssh://deploy:hunter2@manager', 'ssh://deploy:hun/ter2@manager', 'ftp://deploy:hunter2@manager'])(
    'never repeats the password of %s',
    (text) => {
      const words = refusal(() => parseEngineAddress(text));
      expect(words).toContain('deploy:***@manager');
      expect(words).not.toMatch(/hun|ter2/);
    },
  );

  it('tells what to do instead of a password', () => {
    expect(refusal(() => parseEngineAddress('ssh://deploy:x@m'))).toContain(
      'has a password in it. Remove it and log in with a key: give the private key as ssh-key',
    );
  });
});

describe('parseSshHost', () => {
  it.each([
    ['jump@bastion.example.com', { user: 'jump', host: 'bastion.example.com', port: 22 }],
    ['ssh://jump@bastion:2222/', { user: 'jump', host: 'bastion', port: 2222 }],
    ['jump@[::1]:22', { user: 'jump', host: '::1', port: 22 }],
  ])('reads %s', (text, host) => {
    expect(parseSshHost(text)).toEqual(host);
  });

  it('names its own input', () => {
    expect(refusal(() => parseSshHost('bastion'))).toBe(
      'ssh-jump "bastion" names no user. Write the user to log in as before the host, as deploy@host',
    );
  });
});

describe('formatSshHost', () => {
  it.each(['deploy@manager', 'deploy@manager:2222', 'deploy@[::1]:2222', 'deploy@[fd00::1]'])(
    'writes %s',
    (text) => {
      expect(formatSshHost(parseSshHost(text))).toBe(text);
    },
  );
});
