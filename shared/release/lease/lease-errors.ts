import { EngineError } from '../../errors/engine-error.ts';
import { UserError } from '../../errors/user-error.ts';
import { holderText, type LeaseHolder } from './lease-holder.ts';

/** Another run changes the stack and did not end in time. Nothing was written. */
export class LeaseHeldError extends UserError {
  readonly holder: LeaseHolder;

  constructor(stack: string, holder: LeaseHolder, waitedMs: number) {
    const waited = waitedMs < 1000 ? '' : `, still after ${Math.round(waitedMs / 1000)} s`;
    super(`Stack ${stack} is being changed by another run${waited}: ${holderText(holder)}.`, {
      fix: 'Let that run end or cancel it, then run this step again; a longer "lock-timeout" waits for it.',
    });
    this.name = 'LeaseHeldError';
    this.holder = holder;
  }
}

/** The stack belongs to another run now, or may: this run writes nothing more. */
export class LeaseLostError extends EngineError {
  /** Who has it now; absent when that is unknown. */
  readonly takenBy: LeaseHolder | undefined;

  constructor(stack: string, reason: string, takenBy: LeaseHolder | undefined, cause?: unknown) {
    const taker = takenBy === undefined ? '' : ` It was taken over by ${holderText(takenBy)}.`;
    super(`Lost the lease on stack ${stack}: ${reason}.${taker}`, {
      hint: 'This run writes nothing more. The next run reads what is there, and finishes or undoes what was begun.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.name = 'LeaseLostError';
    this.takenBy = takenBy;
  }
}
