import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../shared/release/ledger/ledger.ts';
import type { ReleaseEnding } from '../../../shared/release/ledger/release-entry.ts';
import { endLeftovers, targetOfRestore } from '../../../shared/rollout/half-done.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { releasedStack, releaseEntry, releaseRecord } from '../../support/releases.ts';
import { currentStack, handClock, service, serviceSpec } from '../../support/swarm-objects.ts';

function ledgerOf(finished: (readonly [number, ReleaseEnding])[] = []): Ledger {
  const refuse = async (): Promise<never> => {
    throw new Error('the test did not expect this call');
  };
  return {
    ...{ list: refuse, begin: refuse, forget: refuse },
    read: async (number) =>
      releaseRecord({
        stack: releasedStack({
          services: [{ key: 'web', spec: serviceSpec({}, { Image: `app:${number}` }) }],
        }),
      }),
    finish: async (number, ending) => {
      finished.push([number, ending]);
      return releaseEntry(number);
    },
  };
}

const current = currentStack({ services: [service({ Spec: serviceSpec({}, { Image: 'app:now' }) })] });
const pending = releaseEntry(3, { outcome: 'pending', leftBehind: 'mixed' });

async function imagesToRestore(releases: Parameters<typeof targetOfRestore>[1]): Promise<readonly string[]> {
  const { specs } = await targetOfRestore(ledgerOf(), releases, current);
  return specs.map(({ TaskTemplate }) => TaskTemplate.ContainerSpec.Image);
}

describe('targetOfRestore', () => {
  it('is what runs now, as long as the last run ended well or took everything back', async () => {
    expect(await imagesToRestore([])).toEqual(['app:now']);
    expect(await imagesToRestore([releaseEntry(1)])).toEqual(['app:now']);
    const back = releaseEntry(2, { outcome: 'rolled-back', leftBehind: 'before', previous: 1 });
    expect(await imagesToRestore([back, releaseEntry(1)])).toEqual(['app:now']);
  });

  it('is the last good release when a run died, was cancelled, or left its failure behind', async () => {
    const good = releaseEntry(2);
    expect(await imagesToRestore([pending, good])).toEqual(['app:2']);
    const cancelled = releaseEntry(3, { outcome: 'cancelled', leftBehind: 'mixed' });
    expect(await imagesToRestore([cancelled, good])).toEqual(['app:2']);
    const failed = releaseEntry(3, { outcome: 'failed', leftBehind: 'mixed' });
    expect(await imagesToRestore([failed, good])).toEqual(['app:2']);
  });

  it('is nothing when nothing ever ran well', async () => {
    expect(await imagesToRestore([pending])).toEqual([]);
  });
});

describe('endLeftovers', () => {
  it('ends on record what nobody ended, so that nothing of it counts any more', async () => {
    const finished: (readonly [number, ReleaseEnding])[] = [];
    const lines: string[] = [];
    await endLeftovers(fakeEngine({}), ledgerOf(finished), [pending, releaseEntry(2)], currentStack(), {
      log: { info: () => undefined, warning: (line) => void lines.push(line) },
      clock: handClock(),
      signal: new AbortController().signal,
    });
    expect(finished).toMatchObject([[3, { outcome: 'superseded', leftBehind: 'before' }]]);
    expect(lines).toEqual([expect.stringMatching(/^Release 3 of stack demo was never finished/)]);
  });
});
