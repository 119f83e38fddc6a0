import type { RecordedCall } from '../cluster/socket-recorder.ts';
import { nameOfCall } from './recorded-calls.ts';

/** The clocks of proxies and timers are not exact. */
const TOLERANCE = 0.9;

/**
 * Calls recorded next to the engine, by how many answers had to travel to a client `rttMs` away before each was sent:
 * those of one wave may have been sent together. The number of waves is that of sequential round trips; a client that
 * is slow to send can only make it larger. Each wave counts its calls by name, as in `GET /configs x2`.
 */
export function callWaves(calls: readonly RecordedCall[], rttMs: number): readonly string[] {
  const waves: RecordedCall[][] = [];
  for (const call of calls.toSorted((a, b) => a.at - b.at)) {
    const known = waves.findLastIndex((wave) =>
      wave.some(({ answeredAt }) => answeredAt !== undefined && answeredAt + rttMs * TOLERANCE <= call.at),
    );
    const wave = waves[known + 1];
    if (wave === undefined) waves.push([call]);
    else wave.push(call);
  }
  return waves.map(namesOf);
}

function namesOf(wave: readonly RecordedCall[]): string {
  const counts = new Map<string, number>();
  for (const name of wave.map(nameOfCall)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} x${count}`)).join(', ');
}
