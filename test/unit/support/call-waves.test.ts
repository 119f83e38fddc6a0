import { expect, it } from 'vitest';
import { callWaves } from '../../support/call-waves.ts';

const get = (path: string, at: number, answeredAt?: number) => ({
  method: 'GET',
  path,
  at,
  ...(answeredAt === undefined ? {} : { status: 200, answeredAt }),
});

it('puts calls into one wave that no answer can have led to', () => {
  const calls = [get('/v1.41/services', 0, 10), get('/nodes?x=1', 40, 45), get('/nodes', 54, 60)];
  expect(callWaves(calls, 50)).toEqual(['GET /services, GET /nodes x2']);
});

it('begins a wave with each call that may have waited for an answer of the wave before', () => {
  const calls = [
    get('/services', 0, 10),
    get('/tasks', 60, 300),
    get('/configs', 61, 62),
    get('/nodes', 112, 120),
    get('/info', 355, 360),
  ];
  expect(callWaves(calls, 50)).toEqual([
    'GET /services',
    'GET /tasks, GET /configs',
    'GET /nodes',
    'GET /info',
  ]);
});

it('counts a call without an answer and lets nothing wait for it', () => {
  expect(callWaves([get('/events', 0), get('/tasks', 500, 510)], 50)).toEqual(['GET /events, GET /tasks']);
});
