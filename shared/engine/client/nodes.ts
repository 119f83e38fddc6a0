import type { NodeApi } from '../engine.ts';
import type { Calls } from './calls.ts';

export function nodeApi(calls: Calls): NodeApi {
  return { list: () => calls.read({ purpose: 'list nodes', path: '/nodes' }) };
}
