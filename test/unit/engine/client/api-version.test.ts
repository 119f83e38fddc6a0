import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { engineTooOld, versionAskedFor } from '../../../../shared/engine/client/api-version.ts';
import { connectTo, engineErrorOf } from '../../../support/engine-client.ts';

function tooOld(version: string, minimum: string): string {
  return `client version ${version} is too old. Minimum supported API version is ${minimum}, please upgrade your client to a newer version`;
}

function tooNew(version: string, maximum: string): string {
  return `client version ${version} is too new. Maximum supported API version is ${maximum}`;
}

/** Refuses API versions in the engine's words; the swarm tests have real engines for everything else. */
async function versionGate(minimum: string, maximum: string) {
  const requests: string[] = [];
  const gate = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const version = /^\/v(1\.\d+)\//.exec(request.url ?? '')?.[1] ?? '';
    const [minor, lowest, highest] = [version, minimum, maximum].map((text) => Number(text.split('.')[1]));
    const known = minor !== undefined && lowest !== undefined && highest !== undefined;
    const words =
      !known || minor < lowest ? tooOld(version, minimum) : minor > highest ? tooNew(version, maximum) : '';
    response.statusCode = words === '' ? 200 : 400;
    response.setHeader('Api-Version', maximum);
    request.resume().on('end', () => response.end(JSON.stringify(words === '' ? [] : { message: words })));
  });
  const directory = await mkdtemp(join(tmpdir(), 'version-gate-'));
  const socketPath = join(directory, 'engine.sock');
  gate.listen(socketPath);
  await once(gate, 'listening');
  onTestFinished(async () => {
    gate.close();
    gate.closeAllConnections();
    await rm(directory, { recursive: true });
  });
  const { engine } = await connectTo(socketPath);
  return { engine, requests };
}

describe('the API version', () => {
  it('is 1.41 and costs no call', async () => {
    const { engine, requests } = await versionGate('1.24', '1.41');
    await engine.services.list();
    await engine.nodes.list();
    expect(requests).toEqual(['GET /v1.41/services?', 'GET /v1.41/nodes?']);
  });

  it('rises to the newest both know, so that no field is dropped for being younger than 1.41', async () => {
    const { engine, requests } = await versionGate('1.24', '1.47');
    await engine.services.list();
    await engine.nodes.list();
    expect(requests).toEqual(['GET /v1.41/services?', 'GET /v1.47/nodes?']);
    expect(engine.apiVersion()).toBe('1.47');
    const newer = await versionGate('1.24', '1.99');
    await newer.engine.services.list();
    await newer.engine.nodes.list();
    expect(newer.requests).toEqual(['GET /v1.41/services?', 'GET /v1.51/nodes?']);
  });

  it('becomes the one an engine asks for, also when the first call is a write', async () => {
    const { engine, requests } = await versionGate('1.44', '1.52');
    await engine.configs.create({ Name: 'x', Labels: {}, Data: 'eA==' });
    await engine.nodes.list();
    expect(requests).toEqual([
      'POST /v1.41/configs/create?',
      'POST /v1.44/configs/create?',
      'GET /v1.51/nodes?',
    ]);
  });

  it('is settled for many first calls at once', async () => {
    const { engine, requests } = await versionGate('1.44', '1.52');
    await Promise.all([engine.services.list(), engine.tasks.list(), engine.nodes.list()]);
    expect(requests.filter((request) => request.includes('/v1.44/'))).toHaveLength(3);
  });

  it('is too much for an engine older than 20.10', async () => {
    const { engine, requests } = await versionGate('1.12', '1.40');
    expect(await engineErrorOf(engine.services.list())).toMatchObject({
      message: 'The engine is too old: client version 1.41 is too new. Maximum supported API version is 1.40',
      hint: 'It speaks API 1.40 and 1.41 is needed: update it to Docker Engine 20.10 or newer.',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('reading the words about versions', () => {
  it('takes them only from a refusal', () => {
    expect(versionAskedFor(400, tooOld('1.41', '1.44'))).toBe('1.44');
    expect(versionAskedFor(500, tooOld('1.41', '1.44'))).toBeUndefined();
    expect(versionAskedFor(400, tooNew('1.41', '1.40'))).toBeUndefined();
    expect(engineTooOld(400, tooOld('1.41', '1.44'))).toBeUndefined();
    expect(engineTooOld(400, 'service x is too old')).toBeUndefined();
  });
});
