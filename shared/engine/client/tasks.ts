import type { TaskApi } from '../engine.ts';
import type { Calls } from './calls.ts';
import { filterQuery } from './filters.ts';

export function taskApi(calls: Calls): TaskApi {
  return {
    list: (filters) => calls.read({ purpose: 'list tasks', path: '/tasks', query: filterQuery(filters) }),
  };
}
