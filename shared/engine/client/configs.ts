import type { ConfigApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { filterQuery } from './filters.ts';

export function configApi(calls: Calls): ConfigApi {
  return {
    list: (filters) => calls.read({ purpose: 'list configs', path: '/configs', query: filterQuery(filters) }),
    create: (spec) =>
      calls.write({
        purpose: `create config ${spec.Name}`,
        method: 'POST',
        path: '/configs/create',
        body: spec,
      }),
    update: (id, version, spec) =>
      calls.write({
        purpose: `update config ${spec.Name}`,
        method: 'POST',
        path: `/configs/${encodeURIComponent(id)}/update`,
        query: { version },
        body: spec,
      }),
    remove: (id) =>
      calls.write({
        purpose: `remove config ${id}`,
        method: 'DELETE',
        path: `/configs/${encodeURIComponent(id)}`,
      }),
  };
}
