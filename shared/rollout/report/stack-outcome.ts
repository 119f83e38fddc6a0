import type { ServiceOutcome } from '../watch/judge-service.ts';

/** The result of a whole run; the first two pass, all others fail the step. */
export type StackOutcome =
  | 'deployed'
  | 'unchanged'
  | 'rolled-back'
  | 'paused'
  | 'failed'
  | 'timed-out'
  | 'cancelled'
  | 'refused';

/** Of several services that are not well the worst decides; a service that was not awaited decides nothing. */
const WORST_FIRST: readonly (ServiceOutcome & StackOutcome)[] = [
  'failed',
  'paused',
  'timed-out',
  'cancelled',
  'rolled-back',
];

export function stackOutcome(services: readonly ServiceOutcome[], wroteSomething: boolean): StackOutcome {
  const worst = WORST_FIRST.find((outcome) => services.includes(outcome));
  return worst ?? (wroteSomething ? 'deployed' : 'unchanged');
}

export function passes(outcome: StackOutcome): boolean {
  return outcome === 'deployed' || outcome === 'unchanged';
}
