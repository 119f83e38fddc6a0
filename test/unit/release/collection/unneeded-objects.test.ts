import { describe, expect, it } from 'vitest';
import type { Service } from '../../../../shared/engine/objects.ts';
import type { Labels } from '../../../../shared/engine/specs.ts';
import { unneededObjects } from '../../../../shared/release/collection/unneeded-objects.ts';
import { DIGEST_LABEL } from '../../../../shared/release/secret-digest.ts';
import { releaseEntry } from '../../../support/releases.ts';
import { service, serviceSpec } from '../../../support/swarm-objects.ts';

const OURS = { 'com.docker.stack.namespace': 'demo', [DIGEST_LABEL]: 'x' };

function stored(Name: string, Labels: Labels = OURS) {
  return { ID: `id of ${Name}`, Version: { Index: 1 }, CreatedAt: '', Spec: { Name, Labels } };
}

function using(config: string, secret: string): Service['Spec'] {
  return serviceSpec(
    {},
    {
      Configs: [{ ConfigName: config, ConfigID: `id of ${config}` }],
      Secrets: [{ SecretName: secret, SecretID: `id of ${secret}` }],
    },
  );
}

const NOTHING = { services: [], configs: [], secrets: [] };
const needing = (configs: readonly string[], secrets: readonly string[]) =>
  releaseEntry(1, { needs: { configs, secrets } });

describe('what nothing needs', () => {
  const configs = ['demo_c', 'demo_c.00000001', 'demo_c.00000002'].map((name) => stored(name));
  const secrets = ['demo_s', 'demo_s.00000001', 'demo_s.00000002'].map((name) => stored(name));

  it('is named by no kept release, and by no service now or before its last update', () => {
    const services = [
      service({ Spec: using('demo_c', 'demo_s'), PreviousSpec: using('demo_c.00000001', 'demo_s.00000001') }),
    ];
    const found = unneededObjects('demo', [], { services, configs, secrets });
    expect(found.configs.map(({ Spec }) => Spec.Name)).toEqual(['demo_c.00000002']);
    expect(found.secrets.map(({ Spec }) => Spec.Name)).toEqual(['demo_s.00000002']);
    const kept = [needing(['demo_c.00000002'], ['demo_s.00000002'])];
    const rest = unneededObjects('demo', kept, { services, configs, secrets });
    expect([rest.configs, rest.secrets]).toEqual([[], []]);
  });

  it('was made by us for this stack: by nobody else, for no other', () => {
    const others = [
      stored('demo_cli', { 'com.docker.stack.namespace': 'demo' }),
      stored('demo_hand.00000001', {}),
      stored('other_c', { ...OURS, 'com.docker.stack.namespace': 'other' }),
    ];
    const found = unneededObjects('demo', [], { ...NOTHING, configs: others, secrets: others });
    expect([found.configs, found.secrets]).toEqual([[], []]);
  });

  it('is not what a service reaches by id alone, as a credential spec does', () => {
    const spec = serviceSpec(
      {},
      { Privileges: { CredentialSpec: { Config: 'id of demo_c' }, SELinuxContext: null } },
    );
    const found = unneededObjects('demo', [], { services: [service({ Spec: spec })], configs, secrets: [] });
    expect(found.configs.map(({ Spec }) => Spec.Name)).not.toContain('demo_c');
  });

  it('is unknown as long as a kept release does not say what it needs', () => {
    const { needs: _taken, ...silent } = releaseEntry(3);
    const found = unneededObjects('demo', [silent], { services: [], configs, secrets });
    expect(found).toEqual({ configs: [], secrets: [], silent: [silent] });
  });
});
