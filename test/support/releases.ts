import { NO_DELIVERY } from '../../shared/compose/delivery/delivery.ts';
import type { ReleaseEntry } from '../../shared/release/ledger/release-entry.ts';
import type { ReleasedStack, ReleaseRecord } from '../../shared/release/ledger/release-record.ts';
import { serviceSpec } from './swarm-objects.ts';

/** Small, complete releases for tests; every field that matters to a test is given by the test. */
export function releasedStack(changes: Partial<ReleasedStack> = {}): ReleasedStack {
  return {
    stack: 'demo',
    services: [{ key: 'web', spec: serviceSpec() }],
    networks: [],
    configs: [],
    secrets: [],
    delivery: NO_DELIVERY,
    ...changes,
  };
}

export function releaseRecord(changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    action: 'deploy',
    stack: releasedStack(),
    origin: { approvals: [] },
    plan: { changes: 1, lines: ['~ service demo_web'], json: '{}' },
    startedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

/** A good release; its fingerprint is its own unless the test gives another. */
export function releaseEntry(number: number, changes: Partial<ReleaseEntry> = {}): ReleaseEntry {
  return {
    stack: 'demo',
    number,
    outcome: 'deployed',
    leftBehind: 'this',
    action: 'deploy',
    startedAt: '2026-01-01T00:00:00.000Z',
    needs: { configs: [], secrets: [] },
    contents: { images: [], fingerprint: `fingerprint of ${number}` },
    ...changes,
  };
}
