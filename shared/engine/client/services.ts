import type { ServiceApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { filterQuery } from './filters.ts';

export function serviceApi(calls: Calls): ServiceApi {
  return {
    list: (filters) =>
      calls.read({ purpose: 'list services', path: '/services', query: filterQuery(filters) }),
    inspect: (idOrName) =>
      calls.read({ purpose: `read service ${idOrName}`, path: `/services/${encodeURIComponent(idOrName)}` }),
    create: (spec, registryAuth) =>
      calls.write({
        purpose: `create service ${spec.Name}`,
        method: 'POST',
        path: '/services/create',
        body: spec,
        ...withAuth(registryAuth),
      }),
    update: async (id, version, spec, registryAuth) => {
      await calls.write({
        purpose: `update service ${spec.Name}`,
        method: 'POST',
        path: `/services/${encodeURIComponent(id)}/update`,
        query: { version },
        body: spec,
        ...withAuth(registryAuth),
      });
    },
    remove: (id) =>
      calls.write({
        purpose: `remove service ${id}`,
        method: 'DELETE',
        path: `/services/${encodeURIComponent(id)}`,
      }),
  };
}

function withAuth(registryAuth: string | undefined): { readonly registryAuth?: string } {
  return registryAuth === undefined ? {} : { registryAuth };
}
