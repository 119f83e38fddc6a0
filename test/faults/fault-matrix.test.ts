import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { AMONG, FAULTS, type FaultPoint, MOMENTS, pointText } from './fault-point.ts';
import { type Lane, type PlayedPoint, playPoint, settleLane } from './play-point.ts';

/**
 * The usual tests play one fault at the writes. FAULTS names faults to play at every call, and at every write once more:
 * the number of calls differs from run to run, so that a call near the end may have no number of its own.
 */
const named = process.env['FAULTS']?.split(',');
const LANES = 4;
const SERIES: readonly Pick<FaultPoint, 'fault' | 'moment' | 'among'>[] =
  named === undefined
    ? [{ fault: 'kill', moment: 'after', among: 'writes' }]
    : FAULTS.filter((fault) => named.includes(fault)).flatMap((fault) =>
        MOMENTS.flatMap((moment) => AMONG.map((among) => ({ fault, moment, among }))),
      );

let cluster: Cluster;
let lanes: readonly Lane[];

beforeAll(async () => {
  cluster = await startCluster({ workers: 0 });
  const { socketPath: engineSocket } = cluster.manager;
  const { directory } = cluster;
  lanes = Array.from({ length: LANES }, (_, at) => ({
    stack: `lane${at + 1}`,
    ...{ engineSocket, directory, given: 0, running: 0 },
  }));
  await Promise.all(lanes.map(settleLane));
});
afterAll(() => cluster?.down());

describe('an update of three services ends whole, though its first run meets a', () => {
  it.each(SERIES)(
    '$fault $moment each of its $among in turn',
    async (series) => {
      const played = await playSeries(series);
      const reached = played.filter(({ call }) => call !== undefined);
      expect(reached.length).toBeGreaterThan(3);
      expect(played.flatMap(({ problems }) => problems)).toEqual([]);
    },
    named === undefined ? 300_000 : 3_600_000,
  );
});

/** Goes on until a run ends before its fault could strike; by then every call has had its turn. */
async function playSeries(
  series: Pick<FaultPoint, 'fault' | 'moment' | 'among'>,
): Promise<readonly PlayedPoint[]> {
  const played: PlayedPoint[] = [];
  let number = 0;
  const play = async (lane: Lane): Promise<void> => {
    while (played.every(({ call }) => call !== undefined)) {
      number += 1;
      const point = await playPoint(lane, { ...series, number });
      console.log(lineOf(point));
      played.push(point);
    }
  };
  await Promise.all(lanes.map(play));
  return played;
}

function lineOf({ point, call, first = '', second = '', seconds, problems }: PlayedPoint): string {
  return [
    problems.length === 0 ? 'ok  ' : 'BAD ',
    pointText(point, call ?? 'not reached').padEnd(64),
    `${first} -> ${second}`.padEnd(28),
    `${seconds.toFixed(1)} s`,
  ].join(' ');
}
