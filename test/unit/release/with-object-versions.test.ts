import { describe, expect, it } from 'vitest';
import type { Config, Secret } from '../../../shared/engine/objects.ts';
import type { ConfigSpec, SecretSpec } from '../../../shared/engine/specs.ts';
import { DIGEST_LABEL } from '../../../shared/release/secret-digest.ts';
import { withDigest } from '../../../shared/release/secret-version.ts';
import { withObjectVersions } from '../../../shared/release/with-object-versions.ts';
import { desiredService, desiredStack, POSITION, serviceSpec } from '../../support/swarm-objects.ts';

const FILE = { Name: '/f', UID: '0', GID: '0', Mode: 292 };

function data(text: string): string {
  return Buffer.from(text).toString('base64');
}

function stored<Spec extends ConfigSpec>(Spec: Spec) {
  return { ID: Spec.Name, Version: { Index: 1 }, CreatedAt: '', Spec };
}

function configNamed(content: string, present: readonly Config[], changes: Partial<ConfigSpec> = {}): string {
  const spec = { Name: 'demo_c', Labels: {}, Data: data(content), ...changes };
  const desired = desiredStack({ configs: [{ spec, position: POSITION }] });
  return withObjectVersions(desired, { configs: present, secrets: [] }).configs[0]?.spec.Name ?? '';
}

describe('a config', () => {
  const first = stored({ Name: 'demo_c', Labels: {}, Data: data('one') });

  it('has its plain name at first, and as long as its content stays', () => {
    expect(configNamed('one', [])).toBe('demo_c');
    expect(configNamed('one', [first])).toBe('demo_c');
  });

  it('is named after new content, the same each time, and finds its way back', () => {
    // The first eight digits of what sha256sum says of "two".
    expect(configNamed('two', [first])).toBe('demo_c.3fc4ccfe');
    const second = stored({ Name: 'demo_c.3fc4ccfe', Labels: {}, Data: data('two') });
    expect(configNamed('two', [second, first])).toBe('demo_c.3fc4ccfe');
    expect(configNamed('one', [second, first])).toBe('demo_c');
  });

  it('is another one with another template driver, which Swarm cannot change either', () => {
    const templated = configNamed('one', [first], { Templating: { Name: 'golang' } });
    expect(templated).toMatch(/^demo_c\.[0-9a-f]{8}$/);
  });
});

describe('a secret', () => {
  const wanted = (content: string): SecretSpec => ({ Name: 'demo_s', Labels: {}, Data: data(content) });
  const asStored = (spec: SecretSpec): Secret => {
    const { Data: _never, ...rest } = withDigest(spec);
    return stored(rest);
  };
  const versionOf = (content: string, present: readonly Secret[]): SecretSpec => {
    const desired = desiredStack({ secrets: [{ spec: wanted(content), position: POSITION }] });
    const [secret] = withObjectVersions(desired, { configs: [], secrets: present }).secrets;
    if (secret === undefined) throw new Error('no secret');
    return secret.spec;
  };

  it('keeps its plain name as long as its content stays', () => {
    expect(versionOf('one', []).Name).toBe('demo_s');
    expect(versionOf('one', [asStored(wanted('one'))]).Name).toBe('demo_s');
  });

  it('is named after new content, the same each time, and finds its way back', () => {
    const first = asStored(wanted('one'));
    const second = versionOf('two', [first]);
    expect(second.Name).toMatch(/^demo_s\.[0-9a-f]{8}$/);
    expect(versionOf('two', [first]).Name).toBe(second.Name);
    const present = [asStored(second), first];
    expect(versionOf('two', present).Name).toBe(second.Name);
    expect(versionOf('one', present).Name).toBe('demo_s');
    expect(versionOf('three', present).Name).not.toBe(second.Name);
  });

  it('that others made gets a new version when the user wants it, and is known from then on', () => {
    const desired = desiredStack({ secrets: [{ spec: wanted('two'), position: POSITION }] });
    const theirs = stored({ Name: 'demo_s', Labels: {} });
    const replace = (present: readonly Secret[]): SecretSpec | undefined =>
      withObjectVersions(desired, { configs: [], secrets: present }, new Set(['demo_s'])).secrets[0]?.spec;
    const made = replace([theirs]);
    expect(made?.Name).toMatch(/^demo_s\.[0-9a-f]{8}$/);
    if (made === undefined) throw new Error('no secret');
    const present = [theirs, asStored(made)];
    expect(replace(present)?.Name).toBe(made.Name);
    expect(versionOf('two', present).Name).toBe(made.Name);
    expect(versionOf('one', present).Name).not.toBe(made.Name);
  });

  it('has a name that does not give its content away: another secret with the same content has another', () => {
    const [one, other] = [asStored(wanted('one')), asStored(wanted('one'))];
    expect(versionOf('two', [one]).Name).not.toBe(versionOf('two', [other]).Name);
  });

  it('shares the salt of the first version, so that one derivation knows all versions', () => {
    const first = asStored(wanted('one'));
    const salt = (spec: SecretSpec) => spec.Labels[DIGEST_LABEL]?.split(':')[1];
    expect(salt(versionOf('two', [first]))).toBe(salt(first.Spec));
  });

  it('is taken as it is when somebody else made it: its content cannot be known', () => {
    expect(versionOf('two', [stored({ Name: 'demo_s', Labels: {} })]).Name).toBe('demo_s');
  });
});

describe('a service', () => {
  it('names the versions, in the order it had, and a credential spec too', () => {
    const spec = serviceSpec(
      {},
      {
        Configs: [
          { ConfigName: 'demo_c', File: FILE },
          { ConfigName: 'demo_c-other', File: FILE },
          { ConfigName: 'shared', File: FILE },
        ],
        Privileges: { CredentialSpec: { Config: 'demo_c' }, SELinuxContext: null },
      },
    );
    const desired = desiredStack({
      services: [desiredService(spec)],
      configs: [{ spec: { Name: 'demo_c', Labels: {}, Data: data('two') }, position: POSITION }],
    });
    const first = stored({ Name: 'demo_c', Labels: {}, Data: data('one') });
    const [service] = withObjectVersions(desired, { configs: [first], secrets: [] }).services;
    const container = service?.spec.TaskTemplate.ContainerSpec;
    expect(container?.Configs?.map(({ ConfigName }) => ConfigName)).toEqual([
      'demo_c.3fc4ccfe',
      'demo_c-other',
      'shared',
    ]);
    expect(container?.Privileges?.CredentialSpec?.Config).toBe('demo_c.3fc4ccfe');
  });
});
