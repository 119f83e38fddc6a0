import { describe, expect, it } from 'vitest';
import {
  callTimedOut,
  connectionFailure,
  isLostConnection,
  isPassingRefusal,
} from '../../../../shared/engine/client/connection-errors.ts';
import type { EngineRequest } from '../../../../shared/engine/client/dial.ts';
import { engineRefusal, isUncertainWrite } from '../../../../shared/engine/engine-errors.ts';
import { EngineError } from '../../../../shared/errors/engine-error.ts';
import { UserError } from '../../../../shared/errors/user-error.ts';

const read: EngineRequest = { purpose: 'list services', method: 'GET', path: '/services' };
const write: EngineRequest = { purpose: 'create service shop_web', method: 'POST', path: '/services/create' };
const engine = 'unix:///run/docker.sock';

function failure(code: string): Error {
  return Object.assign(new Error(`it failed: ${code}`), { code });
}

describe('connectionFailure', () => {
  it('says what a missing socket means', () => {
    expect(connectionFailure(read, engine, failure('ENOENT'))).toMatchObject({
      message: 'Cannot list services: no engine answers at unix:///run/docker.sock (ENOENT).',
      hint: 'There is no such socket. Is Docker installed and running there, and is `host` right?',
    });
  });

  it('says what a socket without permission means', () => {
    expect(connectionFailure(read, engine, failure('EACCES'))).toMatchObject({
      message: 'Cannot list services: no engine answers at unix:///run/docker.sock (EACCES).',
      hint: 'This user may not use the socket: add it to its group (`usermod -aG docker USER`).',
    });
  });

  it('is certain that a write which could not connect was not sent', () => {
    const error = connectionFailure(write, engine, failure('ECONNREFUSED'));
    expect(isUncertainWrite(error)).toBe(false);
    expect(error).toMatchObject({
      message: 'Cannot create service shop_web: no engine answers at unix:///run/docker.sock (ECONNREFUSED).',
      hint: 'The socket is there and nobody listens on it: start Docker (`systemctl start docker`). Nothing was sent.',
    });
  });

  it('is uncertain about a write whose connection was lost', () => {
    const error = connectionFailure(write, engine, failure('ESSHLOST'));
    expect(isUncertainWrite(error)).toBe(true);
    expect(error).toMatchObject({
      message:
        'Cannot create service shop_web: the connection to the engine at unix:///run/docker.sock was lost (ESSHLOST). It is unknown whether the write arrived.',
      hint: 'The engine was stopped or restarted, or the network failed. Run again: the state of the swarm is read before anything is written.',
    });
  });

  it('leaves alone what explains itself already', () => {
    const known = [new EngineError('refused'), new UserError('wrong key')];
    expect(known.map((error) => connectionFailure(write, engine, error))).toEqual(known);
  });
});

describe('isLostConnection', () => {
  it.each(['ESSHLOST', 'ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ENOENT'])('is true for %s', (code) => {
    expect(isLostConnection(failure(code))).toBe(true);
    expect(isLostConnection(new EngineError('explained', { cause: failure(code) }))).toBe(true);
  });

  it('is false for what a new connection does not mend', () => {
    expect(isLostConnection(failure('EACCES'))).toBe(false);
    expect(isLostConnection(new EngineError('refused', { status: 500 }))).toBe(false);
  });
});

describe('isPassingRefusal', () => {
  const refusal = (words: string) => engineRefusal(read, 503, words);

  it('is true for a manager that is coming up and for a leader out of reach', () => {
    const words =
      'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.';
    expect(isPassingRefusal(refusal(words), false)).toBe(true);
    expect(isPassingRefusal(refusal('rpc error: code = Unavailable desc = transport is closing'), true)).toBe(
      true,
    );
  });

  it('believes an engine that it is in no swarm, unless it was a manager before', () => {
    const words =
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect.';
    expect(isPassingRefusal(refusal(words), false)).toBe(false);
    expect(isPassingRefusal(refusal(words), true)).toBe(true);
  });

  it('is false for any other refusal', () => {
    expect(isPassingRefusal(refusal("Worker nodes can't be used to view cluster state."), true)).toBe(false);
    expect(isPassingRefusal(failure('ECONNRESET'), true)).toBe(false);
  });
});

describe('callTimedOut', () => {
  it('names the call and the time', () => {
    expect(callTimedOut(read, 30_000).message).toBe(
      'Cannot list services: no answer from the engine within 30 s (GET /services).',
    );
    expect(callTimedOut(read, 1_500).message).toContain('within 1500 ms');
  });

  it('says of a write that it may have arrived', () => {
    const error = callTimedOut(write, 60_000);
    expect(isUncertainWrite(error)).toBe(true);
    expect(error.message).toBe(
      'Cannot create service shop_web: no answer from the engine within 60 s (POST /services/create). It is unknown whether the write arrived.',
    );
  });
});
