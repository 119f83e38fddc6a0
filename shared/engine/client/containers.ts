import type { ContainerApi } from '../engine.ts';
import type { Calls } from './calls.ts';

export function containerApi(calls: Calls): ContainerApi {
  return {
    inspect: (id, timeoutMs) =>
      calls.read({
        purpose: `read container ${id.slice(0, 12)}`,
        path: `/containers/${encodeURIComponent(id)}/json`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
  };
}
