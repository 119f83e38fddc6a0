import type { ServiceSpec } from '../engine/specs.ts';
import type { FailedService } from './diagnosis/diagnose-all.ts';
import type { HookResult } from './hooks/run-hooks.ts';
import type { Plan } from './plan/plan.ts';
import type { StackOutcome } from './report/stack-outcome.ts';
import type { RestoreResult } from './restore/restore-stack.ts';
import type { VerifyResult } from './verify/verify-result.ts';
import type { ServiceResult } from './watch/service-result.ts';

export interface RolloutResult {
  readonly plan: Plan;
  readonly outcome: StackOutcome;
  /** How each service that was watched ended; those of waves that were never begun are missing. */
  readonly services: readonly ServiceResult[];
  readonly diagnoses: readonly FailedService[];
  /** Those that ran, in that order. */
  readonly hooks: readonly HookResult[];
  /** Absent when there was nothing to check, or it did not come to that. */
  readonly verified?: VerifyResult;
  /** What went wrong apart from services, hooks and checks, such as a write that the engine refused. */
  readonly errors: readonly unknown[];
  /** What the user should know although the outcome does not depend on it. */
  readonly warnings: readonly string[];
  /** What somebody else made of services after they were planned, and the rollout wrote over. */
  readonly overtaken: readonly ServiceSpec[];
  /** Absent when nothing had to be brought back. */
  readonly restored?: RestoreResult;
}
