import { describe, expect, it } from 'vitest';
import type { ServiceSpec } from '../../../../shared/engine/specs.ts';
import { hostPorts } from '../../../../shared/rollout/preflight/host-ports.ts';
import {
  nodes,
  publishing,
  replicas,
  START_FIRST,
  stackOf,
  told,
  wanted,
} from '../../../support/preflight-objects.ts';
import { currentStack } from '../../../support/swarm-objects.ts';

const HOST = publishing({ TargetPort: 80, PublishedPort: 80, PublishMode: 'host' });
const three = currentStack({ nodes: nodes(3) });
const find = (...specs: readonly ServiceSpec[]) => told(hostPorts(stackOf(...specs), three));

describe('hostPorts', () => {
  it('finds more tasks than nodes', () => {
    expect(find(wanted('a', {}, { ...HOST, ...replicas(4) }))).toEqual([
      'error a: 4 replicas publish 80/tcp in mode host, but 3 nodes may take them, one each.',
    ]);
    expect(find(wanted('a', {}, { ...HOST, ...replicas(3) }))).toEqual([]);
    const onOne = { Placement: { Constraints: ['node.hostname==e1'] } };
    expect(find(wanted('a', onOne, { ...HOST, ...replicas(2) }))).toHaveLength(1);
  });

  it('finds an update that would wait for itself: start-first with the port taken on every node', () => {
    const deadlock =
      'error a: order start-first never gets through with 80/tcp in mode host on every node: the new task waits for the port of the old one.';
    expect(find(wanted('a', {}, { ...HOST, ...START_FIRST, Mode: { Global: {} } }))).toEqual([deadlock]);
    expect(find(wanted('a', {}, { ...HOST, ...START_FIRST, ...replicas(3) }))).toEqual([deadlock]);
    expect(find(wanted('a', {}, { ...HOST, ...START_FIRST, ...replicas(2) }))).toEqual([]);
    expect(find(wanted('a', {}, { ...HOST, Mode: { Global: {} } }))).toEqual([]);
  });

  it('finds two services that want the same port of the same nodes', () => {
    const everywhere = wanted('a', {}, { ...HOST, Mode: { Global: {} } });
    expect(find(everywhere, wanted('b', {}, HOST))).toEqual([
      'error b: 80/tcp in mode host is published by a too, and their 4 tasks have 3 nodes, one each.',
    ]);
    expect(find(everywhere, wanted('b', {}, { ...HOST, ...replicas(0) }))).toEqual([]);
    expect(find(wanted('a', {}, { ...HOST, ...replicas(2) }), wanted('b', {}, HOST))).toEqual([]);
    const apart = (sign: string) => ({ Placement: { Constraints: [`node.hostname${sign}e1`] } });
    const global: Partial<ServiceSpec> = { ...HOST, Mode: { Global: {} } };
    expect(find(wanted('a', apart('=='), global), wanted('b', apart('!='), global))).toEqual([]);
  });
});
