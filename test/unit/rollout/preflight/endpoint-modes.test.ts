import { describe, expect, it } from 'vitest';
import { endpointModes } from '../../../../shared/rollout/preflight/endpoint-modes.ts';
import { stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { service } from '../../../support/swarm-objects.ts';

const endpoint = (Mode?: string) => wanted('web', {}, { EndpointSpec: Mode === undefined ? {} : { Mode } });
const findings = (after: string | undefined, before?: string) =>
  told(endpointModes(stackOf(endpoint(after)), { services: [service({ Spec: endpoint(before) })] }));

describe('endpointModes', () => {
  it('warns of a change of the way a service is found', () => {
    expect(findings('dnsrr')).toEqual([
      expect.stringMatching(/^warning web: endpoint_mode changes from vip to dnsrr: every task restarts/),
    ]);
    expect(findings(undefined, 'dnsrr')).toEqual([expect.stringContaining('from dnsrr to vip')]);
  });

  it('takes vip for what a file says that says nothing', () => {
    expect(findings(undefined, 'vip')).toEqual([]);
    expect(told(endpointModes(stackOf(endpoint('dnsrr')), { services: [] }))).toEqual([]);
  });
});
