import type { Diagnosis } from './diagnosis/diagnosis.ts';
import type { Plan } from './plan/plan.ts';
import type { StackOutcome } from './report/stack-outcome.ts';
import type { RestoreResult } from './restore/restore-stack.ts';
import type { ServiceResult } from './watch/service-result.ts';

export interface RolloutResult {
  readonly plan: Plan;
  readonly outcome: StackOutcome;
  /** How each service that was watched ended; those of waves that were never begun are missing. */
  readonly services: readonly ServiceResult[];
  readonly diagnoses: readonly FailedService[];
  /** What went wrong apart from services, such as a write that the engine refused. */
  readonly errors: readonly unknown[];
  /** What the user should know although the outcome does not depend on it. */
  readonly warnings: readonly string[];
  /** Absent when nothing had to be brought back. */
  readonly restored?: RestoreResult;
}

export interface FailedService {
  readonly result: ServiceResult;
  readonly diagnosis: Diagnosis;
}
