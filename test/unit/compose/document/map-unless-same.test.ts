import { describe, expect, it } from 'vitest';
import { mapUnlessSame } from '../../../../shared/compose/document/map-unless-same.ts';

const items = [{ n: 1 }, { n: 2 }, { n: 3 }];

describe('mapUnlessSame', () => {
  it('gives back the list itself when every item stays', () => {
    expect(mapUnlessSame(items, (item) => item)).toBe(items);
  });

  it('keeps the items around a changed one', () => {
    const changed = mapUnlessSame(items, (item, index) => (index === 1 ? { n: 20 } : item));
    expect(changed).toEqual([{ n: 1 }, { n: 20 }, { n: 3 }]);
    expect(changed[0]).toBe(items[0]);
    expect(items[1]).toEqual({ n: 2 });
  });

  it('takes out what becomes nothing', () => {
    expect(mapUnlessSame(items, (item) => (item.n === 1 ? undefined : item))).toEqual([{ n: 2 }, { n: 3 }]);
    expect(mapUnlessSame(items, () => undefined)).toEqual([]);
  });
});
