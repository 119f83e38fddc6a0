import type { SecretApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { filterQuery } from './filters.ts';

export function secretApi(calls: Calls): SecretApi {
  return {
    list: (filters) => calls.read({ purpose: 'list secrets', path: '/secrets', query: filterQuery(filters) }),
    create: (spec) =>
      calls.write({
        purpose: `create secret ${spec.Name}`,
        method: 'POST',
        path: '/secrets/create',
        body: spec,
      }),
    update: (id, version, spec) =>
      calls.write({
        purpose: `update secret ${spec.Name}`,
        method: 'POST',
        path: `/secrets/${encodeURIComponent(id)}/update`,
        query: { version },
        body: spec,
      }),
    remove: (id) =>
      calls.write({
        purpose: `remove secret ${id}`,
        method: 'DELETE',
        path: `/secrets/${encodeURIComponent(id)}`,
      }),
  };
}
