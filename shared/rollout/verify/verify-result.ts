import type { Check } from '../../compose/delivery/check.ts';
import type { Finding } from './finding.ts';

export interface CheckResult {
  readonly check: Check;
  readonly passed: boolean;
  readonly attempts: number;
  /** Of the last attempt. A check that passed may still have some of kind `unchecked`. */
  readonly findings: readonly Finding[];
  readonly seconds: number;
  /** Whether the service was started anew, as the check asks with `repair: force`. */
  readonly repaired: boolean;
}

export interface VerifyResult {
  readonly passed: boolean;
  /** In the order of the stack file. */
  readonly checks: readonly CheckResult[];
}
