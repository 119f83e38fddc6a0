import { describe, expect, it } from 'vitest';
import { leaseName } from '../../../../shared/release/lease/lease-name.ts';

describe('leaseName', () => {
  it('holds the name of the stack', () => {
    expect(leaseName('shop')).toBe('swarm-delivery.lease.shop');
  });

  it('is the same for names that Swarm takes for one', () => {
    expect(leaseName('Shop')).toBe(leaseName('shop'));
  });

  it.each(['x'.repeat(44), 'shop_', 'a b', 'größe'])('fits into what Swarm takes: %s', (stack) => {
    expect(leaseName(stack)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9]$/);
  });

  it('tells stacks apart whose names begin alike', () => {
    expect(leaseName(`${'x'.repeat(60)}a`)).not.toBe(leaseName(`${'x'.repeat(60)}b`));
    expect(leaseName('a b')).not.toBe(leaseName('a-b'));
  });
});
