import { describe, expect, it } from 'vitest';
import type { StampedLine } from '../../../../shared/engine/objects.ts';
import { NewLines } from '../../../../shared/rollout/one-shot/new-lines.ts';

function line(nanosecond: number, text: string, stream: StampedLine['stream'] = 'stdout'): StampedLine {
  return { stream, text, at: `2026-01-01T00:00:05.${String(nanosecond).padStart(9, '0')}Z` };
}

describe('NewLines', () => {
  const log = [
    line(1, 'a'),
    line(2, 'same'),
    line(2, 'same'),
    line(4, 'late'),
    line(3, 'early', 'stderr'),
    line(5, 'b'),
  ];
  /** The new ones of several readings, each of which may begin and end anywhere. */
  function readings(...parts: readonly (readonly StampedLine[])[]): readonly string[] {
    const news = new NewLines();
    return parts.flatMap((part) => {
      news.begin();
      return part.filter((each) => news.isNew(each)).map(({ text }) => text);
    });
  }

  it('gives every line once, wherever a reading was cut off', () => {
    for (let cut = 0; cut <= log.length; cut += 1) {
      for (let second = 0; second <= log.length; second += 1) {
        expect(readings(log.slice(0, cut), log.slice(0, second), log)).toEqual(log.map(({ text }) => text));
      }
    }
  });

  it('needs only the lines from the time it names on', () => {
    const news = new NewLines();
    expect(news.begin()).toBeUndefined();
    for (const each of log) news.isNew(each);
    expect(news.begin()).toBe('2026-01-01T00:00:04.000000005Z');
    expect(readings(log, log.slice(3), [line(6, 'c')])).toEqual([...log.map(({ text }) => text), 'c']);
  });
});
