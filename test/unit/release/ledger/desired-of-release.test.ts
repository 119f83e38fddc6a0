import { describe, expect, it } from 'vitest';
import { desiredOfRelease } from '../../../../shared/release/ledger/desired-of-release.ts';
import { foundRelease } from '../../../../shared/release/ledger/released-stack.ts';
import { DIGEST_LABEL } from '../../../../shared/release/secret-digest.ts';
import { withRecordedNames } from '../../../../shared/release/with-object-versions.ts';
import { networkNamer, planStack } from '../../../../shared/rollout/plan/plan-stack.ts';
import { releasedSecrets } from '../../../../shared/rollout/preflight/released-secrets.ts';
import { releasedStack } from '../../../support/releases.ts';
import { currentStack, service, serviceSpec } from '../../../support/swarm-objects.ts';

const STACK_LABELS = { 'com.docker.stack.namespace': 'demo' };

function stored<Spec>(Spec: Spec, ID: string) {
  return { ID, Version: { Index: 1 }, CreatedAt: '', Spec };
}

const SPEC = serviceSpec(
  {},
  {
    Configs: [{ ConfigName: 'demo_c', ConfigID: 'config-id' }],
    Secrets: [{ SecretName: 'demo_s', SecretID: 'secret-id' }],
  },
);
const CONFIG = stored({ Name: 'demo_c', Labels: STACK_LABELS, Data: 'b25l' }, 'config-id');
const SECRET = stored({ Name: 'demo_s', Labels: {} }, 'secret-id');
const NETWORK = {
  Id: 'network-id',
  Name: 'demo_default',
  Scope: 'swarm',
  Driver: 'overlay',
  Labels: STACK_LABELS,
};
const CURRENT = currentStack({
  services: [service({ Spec: SPEC })],
  configs: [CONFIG],
  secrets: [SECRET],
  networks: [NETWORK],
});
const RELEASED = foundRelease('demo', CURRENT, networkNamer(CURRENT.networks));

function planAgainst(changes: Partial<typeof CURRENT>) {
  const current = { ...CURRENT, ...changes };
  const desired = withRecordedNames(desiredOfRelease(RELEASED, 3), current.configs);
  return planStack(desired, current, { prune: false, keepReplicas: false });
}

describe('a recorded stack as what is wanted now', () => {
  it('changes nothing of the stack it was recorded from', () => {
    const plan = planAgainst({});
    expect(plan.services.map(({ action }) => action)).toEqual(['unchanged']);
    expect([plan.configs, plan.secrets, plan.networks]).toEqual([[], [], []]);
  });

  it('makes what is gone: services, networks and configs with what they held', () => {
    const plan = planAgainst({ services: [], networks: [], configs: [] });
    expect(plan.services.map(({ action }) => action)).toEqual(['create']);
    expect(plan.networks.map(({ body }) => body.Name)).toEqual(['demo_default']);
    expect(plan.configs.map(({ spec }) => spec)).toEqual([
      { Name: 'demo_c', Labels: STACK_LABELS, Data: 'b25l' },
    ]);
  });

  it('makes a config that is gone under its own name, although later versions are there', () => {
    const later = stored({ ...CONFIG.Spec, Name: 'demo_c.00000001', Data: 'dHdv' }, 'later-id');
    expect(planAgainst({ configs: [later] }).configs.map(({ spec }) => spec.Name)).toEqual(['demo_c']);
  });

  it('uses another name for a config whose name holds other content now', () => {
    const other = stored({ ...CONFIG.Spec, Data: 'dHdv' }, 'other-id');
    const plan = planAgainst({ configs: [other] });
    expect(plan.configs.map(({ spec }) => spec.Name)).toEqual([
      expect.stringMatching(/^demo_c\.[0-9a-f]{8}$/),
    ]);
  });

  it('asks others for secrets, and for networks and configs that it does not hold', () => {
    const stack = releasedStack({ services: [{ key: 'web', spec: SPEC }] });
    const { external, services } = desiredOfRelease(stack, 3);
    expect(external.secrets.map(({ name }) => name)).toEqual(['demo_s']);
    expect(external.networks.map(({ name }) => name)).toEqual(['demo_default']);
    expect(external.configs.map(({ name }) => name)).toEqual(['demo_c']);
    expect(services[0]?.position.file).toBe('release 3 of demo');
  });
});

describe('secrets of a release', () => {
  const holding = (digest?: string) => [
    stored({ Name: 'demo_s', Labels: digest === undefined ? {} : { [DIGEST_LABEL]: digest } }, 'id'),
  ];

  it('are named when they hold something else now, as far as anybody can know', () => {
    const findings = (digest: string | undefined, now: ReturnType<typeof holding>) =>
      releasedSecrets([{ name: 'demo_s', ...(digest === undefined ? {} : { digest }) }], 3, now).length;
    expect(findings('one', holding('one'))).toBe(0);
    expect(findings('one', holding('two'))).toBe(1);
    expect(findings('one', holding())).toBe(1);
    expect(findings(undefined, holding('two'))).toBe(0);
    expect(findings('one', [])).toBe(0);
  });
});
