import { describe, expect, it } from 'vitest';
import {
  holderOf,
  holderText,
  leaseSpec,
  renewedSpec,
} from '../../../../shared/release/lease/lease-holder.ts';

const OWNER = {
  id: 'one',
  action: 'deploy-stack',
  repository: 'o/shop',
  runId: '7',
  attempt: 2,
  runUrl: 'https://github.com/o/shop/actions/runs/7/attempts/2',
  actor: 'octocat',
};
const AT = Date.parse('2026-01-01T10:00:00.500Z');

describe('the labels of a lease', () => {
  it('give back who wrote them', () => {
    const Spec = leaseSpec('shop', OWNER, 30_000, AT);
    expect(holderOf({ Spec })).toEqual({ ...OWNER, since: '2026-01-01T10:00:00.500Z', timeToLiveMs: 30_000 });
    expect(Spec.Data).not.toBe('');
    expect(Spec.Labels).not.toHaveProperty(['com.docker.stack.namespace']);
  });

  it('tell a renewal and when the lease ends', () => {
    const Spec = leaseSpec('shop', OWNER, 30_000, AT);
    const config = { ID: 'x', Version: { Index: 1 }, CreatedAt: '', Spec };
    const renewed = renewedSpec(config, AT + 5_000);
    expect(renewed.Labels).toEqual({
      ...Spec.Labels,
      'swarm-delivery.lease.renewals': '1',
      'swarm-delivery.lease.expires': '2026-01-01T10:00:35.500Z',
    });
    expect({ ...renewed, Labels: {} }).toEqual({ ...Spec, Labels: {} });
  });

  it('say in words who has the lease', () => {
    expect(holderText(holderOf({ Spec: leaseSpec('shop', OWNER, 30_000, AT) }))).toBe(
      'deploy-stack by octocat since 2026-01-01T10:00:00Z (https://github.com/o/shop/actions/runs/7/attempts/2)',
    );
    expect(holderText(holderOf({ Spec: leaseSpec('shop', { id: 'a', action: 'rollback' }, 1, AT) }))).toBe(
      'rollback since 2026-01-01T10:00:00Z',
    );
  });

  it('are not needed to know a lease that somebody made by hand', () => {
    const holder = holderOf({ Spec: { Name: 'swarm-delivery.lease.shop', Labels: {} } });
    expect(holder).toEqual({ id: '', action: '', timeToLiveMs: 45_000 });
    expect(holderText(holder)).toBe('a config made by hand');
  });
});
