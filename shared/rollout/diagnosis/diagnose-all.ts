import type { Engine } from '../../engine/engine.ts';
import type { ConvergeResult, ServiceResult } from '../watch/service-result.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';
import { gatherEvidence } from './evidence.ts';

export interface FailedService {
  readonly result: ServiceResult;
  readonly diagnosis: Diagnosis;
}

/** Every service that keeps a rollout from passing, the first cause first. */
export function diagnoseAll(
  engine: Engine,
  { services, lastLook }: ConvergeResult,
): Promise<readonly FailedService[]> {
  const failed = services
    .filter((result) => result.cause !== undefined || result.outcome === 'timed-out')
    .toSorted((a, b) => a.seconds - b.seconds);
  return Promise.all(
    failed.map(async (result) => {
      return { result, diagnosis: diagnose(result, lastLook, await gatherEvidence(engine, result)) };
    }),
  );
}
