import { describe, expect, it } from 'vitest';
import { engineAge } from '../../../../shared/rollout/preflight/engine-age.ts';
import { serviceModes } from '../../../../shared/rollout/preflight/service-modes.ts';
import { serviceNames } from '../../../../shared/rollout/preflight/service-names.ts';
import { stackOf, told, wanted } from '../../../support/preflight-objects.ts';
import { currentStack, service, serviceSpec } from '../../../support/swarm-objects.ts';

describe('serviceNames', () => {
  const owned = (Labels: Readonly<Record<string, string>>) =>
    currentStack({ otherServices: [service({ Spec: { ...wanted('web'), Labels } })] });

  it('finds a name that another stack has', () => {
    expect(
      told(serviceNames(stackOf(wanted('web')), owned({ 'com.docker.stack.namespace': 'demo_x' }))),
    ).toEqual(['error web: the name demo_web belongs to a service of stack "demo_x".']);
  });

  it('finds a name that a service made by hand has, and says how to hand it over', () => {
    const [finding] = serviceNames(stackOf(wanted('web')), owned({}));
    expect(finding?.message).toBe('web: the name demo_web belongs to a service that belongs to no stack.');
    expect(finding?.fix).toContain('--label-add com.docker.stack.namespace=demo demo_web');
    expect(serviceNames(stackOf(wanted('api')), owned({}))).toEqual([]);
  });
});

describe('serviceModes', () => {
  it('finds a mode that Swarm would have to change', () => {
    const current = currentStack({ services: [service({ Spec: serviceSpec() })] });
    expect(told(serviceModes(stackOf(wanted('web', {}, { Mode: { Global: {} } })), current))).toEqual([
      'error web: demo_web runs in mode replicated; Swarm cannot change it to global.',
    ]);
    expect(
      serviceModes(stackOf(wanted('web'), wanted('new', {}, { Mode: { Global: {} } })), current),
    ).toEqual([]);
  });
});

describe('engineAge', () => {
  it('refuses a subpath on an engine that would mount the whole volume', () => {
    const { ContainerSpec } = serviceSpec(
      {},
      { Mounts: [{ Type: 'volume', Target: '/d', VolumeOptions: { Subpath: 'a' } }] },
    ).TaskTemplate;
    const stack = stackOf(wanted('web', { ContainerSpec }), wanted('api'));
    expect(told(engineAge(stack, currentStack()))).toEqual([
      'error web: volume.subpath needs Docker Engine 26; this one would mount the whole volume.',
    ]);
    expect(engineAge(stack, currentStack({ apiVersion: '1.45' }))).toEqual([]);
  });
});
