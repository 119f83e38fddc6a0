import type { Engine } from '../engine.ts';
import type { Calls } from './calls.ts';

/** Answered by any engine, also by a worker and by a manager whose swarm is locked or has no leader. */
export function engineInfo(calls: Calls): Engine['info'] {
  return () => calls.read({ purpose: 'read what the engine says about itself', path: '/info' });
}
