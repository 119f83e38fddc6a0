import type { RecordedCall } from '../cluster/socket-recorder.ts';

/** `GET /services`: a call without API version, ids and query. */
export function nameOfCall({ method, path }: RecordedCall): string {
  const [withoutQuery = ''] = path.split('?');
  return `${method} ${withoutQuery.replace(/^\/v1\.\d+/, '').replace(/\/[a-z0-9]{25}(?=\/|$)/g, '/{id}')}`;
}

/** How often each kind of call was made. */
export function countCalls(calls: readonly RecordedCall[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of calls.map(nameOfCall)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Everything that is not a read. */
export function writesAmong(calls: readonly RecordedCall[]): readonly string[] {
  return calls.filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(nameOfCall);
}
