import { describe, expect, it } from 'vitest';
import type { Dependency, DesiredStack } from '../../../../shared/compose/desired-stack.ts';
import { serviceOrder } from '../../../../shared/rollout/preflight/service-order.ts';
import { told, wanted } from '../../../support/preflight-objects.ts';
import { desiredService, desiredStack, POSITION } from '../../../support/swarm-objects.ts';

const stackOf = (dependencies: Readonly<Record<string, readonly Dependency[]>>): DesiredStack =>
  desiredStack({
    services: Object.entries(dependencies).map(([key, dependsOn]) => ({
      ...desiredService(wanted(key)),
      dependsOn,
    })),
  });
const on = (service: string, line: number) => ({
  service,
  condition: 'service_started' as const,
  required: true,
  restart: false,
  position: { ...POSITION, line },
});

describe('serviceOrder', () => {
  it('refuses a circle at the dependency that closes it', () => {
    const findings = serviceOrder(
      stackOf({ web: [on('api', 10)], api: [on('gone', 20), on('db', 21)], db: [on('api', 30)] }),
    );
    expect(told(findings)).toEqual(['error Services depend on each other in a circle: api -> db -> api.']);
    expect(findings[0]?.position?.line).toBe(21);
    expect(findings[0]?.service).toBeUndefined();
  });

  it('refuses a service that waits for itself', () => {
    const findings = serviceOrder(stackOf({ web: [on('web', 4)] }));
    expect(told(findings)).toEqual(['error web depends on itself.']);
  });

  it('has nothing against an order', () => {
    expect(serviceOrder(stackOf({ web: [on('db', 4)], db: [] }))).toEqual([]);
  });
});
