import type { ServiceSpec } from '../../engine/specs.ts';

/** The spec with as many replicas as the service has; other modes have no number to keep. */
export function keepReplicas(wanted: ServiceSpec, stored: ServiceSpec): ServiceSpec {
  const replicas = stored.Mode.Replicated?.Replicas;
  if (wanted.Mode.Replicated === undefined || replicas === undefined) return wanted;
  return { ...wanted, Mode: { Replicated: { ...wanted.Mode.Replicated, Replicas: replicas } } };
}
