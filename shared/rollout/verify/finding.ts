/**
 * What kind of thing a check found:
 * - `stale`: a node's resolver gives an address that no task has, or none that stays
 * - `missing`: it leaves out a task that runs
 * - `silent`: something takes connections and does not answer
 * - `unreachable`: nothing takes connections, or the name gives no address
 * - `wrong-answer`: status, body or time are not as wanted
 * - `exit`: a program failed
 * - `not-probed`: whether it is well could not be found out
 * - `unchecked`: a node was down before the check began; not a failure
 */
export type FindingKind =
  | 'stale'
  | 'missing'
  | 'silent'
  | 'unreachable'
  | 'wrong-answer'
  | 'exit'
  | 'not-probed'
  | 'unchecked';

export interface Finding {
  readonly kind: FindingKind;
  /** A clause that stands by itself, the node and the address in it. */
  readonly words: string;
  /** Host name of the node that saw it, or on which it is. */
  readonly node?: string;
  readonly address?: string;
  /** The last lines of a program that failed. */
  readonly lines?: readonly string[];
}

/** Whether a check with these findings has failed. */
export function isFailure(findings: readonly Finding[]): boolean {
  return findings.some(({ kind }) => kind !== 'unchecked');
}
