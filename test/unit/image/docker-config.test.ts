import { describe, expect, it } from 'vitest';
import { parseDockerConfig } from '../../../shared/image/docker-config.ts';

const auth = (text: string): string => Buffer.from(text).toString('base64');

function read(config: object) {
  return parseDockerConfig(JSON.stringify(config));
}

describe('parseDockerConfig', () => {
  it('reads what docker login and docker/login-action leave', () => {
    const auths = {
      'ghcr.io': { auth: auth('me:pass:word') },
      'https://index.docker.io/v1/': { auth: auth('you:hub') },
      'registry.example.com:5000': { username: 'plain', password: 'text' },
    };
    expect(
      read({ auths, HttpHeaders: {} }).logins.toSorted((a, b) => (a.registry < b.registry ? -1 : 1)),
    ).toEqual([
      { registry: 'docker.io', username: 'you', password: 'hub' },
      { registry: 'ghcr.io', username: 'me', password: 'pass:word' },
      { registry: 'registry.example.com:5000', username: 'plain', password: 'text' },
    ]);
  });

  it('takes the address Docker itself looks under before others of the same registry', () => {
    const auths = {
      'https://index.docker.io/v1/access-token': { auth: auth('you:short-lived') },
      'https://index.docker.io/v1/': { auth: auth('you:hub') },
    };
    expect(read({ auths }).logins).toEqual([{ registry: 'docker.io', username: 'you', password: 'hub' }]);
  });

  it('knows tokens in place of passwords, and padding with zero bytes', () => {
    const auths = {
      'a.azurecr.io': { auth: auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'token' },
      'b.example.com': { auth: auth('me:word\0\0') },
    };
    expect(read({ auths }).logins).toMatchObject([
      { registry: 'a.azurecr.io', password: '', identityToken: 'token' },
      { registry: 'b.example.com', password: 'word' },
    ]);
  });

  it('names the program that keeps a login', () => {
    const config = read({
      auths: { 'ghcr.io': {} },
      credHelpers: { '1.dkr.ecr.eu-west-1.amazonaws.com': 'ecr-login' },
      credsStore: 'pass',
    });
    expect(config.logins).toEqual([]);
    expect(config.helperOf('1.dkr.ecr.eu-west-1.amazonaws.com')).toBe('docker-credential-ecr-login');
    expect(config.helperOf('ghcr.io')).toBe('docker-credential-pass');
    expect(read({}).helperOf('ghcr.io')).toBeUndefined();
  });

  it.each([
    ['{"auths": {"ghcr.io": {"auth": "hunter2', 'it is not JSON'],
    ['[]', 'it is not an object'],
    ['{"auths": ["hunter2"]}', '"auths" is not an object'],
    ['{"auths": {"ghcr.io": "hunter2"}}', 'the login of ghcr.io is not an object'],
    ['{"auths": {"ghcr.io": {"auth": "hunter2"}}}', 'the login of ghcr.io cannot be decoded'],
    ['{"credHelpers": 5}', '"credHelpers" is not an object'],
  ])('refuses %s without showing it', (text, reason) => {
    expect(() => parseDockerConfig(text)).toThrow(reason);
    expect(() => parseDockerConfig(text)).not.toThrow(/hunter2/);
  });
});
