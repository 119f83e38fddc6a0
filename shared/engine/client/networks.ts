import type { NetworkApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { filterQuery } from './filters.ts';

export function networkApi(calls: Calls): NetworkApi {
  return {
    list: (filters) =>
      calls.read({ purpose: 'list networks', path: '/networks', query: filterQuery(filters) }),
    create: (body) =>
      calls.write({ purpose: `create network ${body.Name}`, method: 'POST', path: '/networks/create', body }),
    remove: (id) =>
      calls.write({
        purpose: `remove network ${id}`,
        method: 'DELETE',
        path: `/networks/${encodeURIComponent(id)}`,
      }),
  };
}
