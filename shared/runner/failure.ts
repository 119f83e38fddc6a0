import { ExitCode } from '@actions/core';
import { EngineError } from '../errors/engine-error.ts';
import { SeveralErrors } from '../errors/several-errors.ts';
import { formatPosition, UserError } from '../errors/user-error.ts';
import { CancelledError } from './cancellation.ts';
import type { Log } from './log.ts';

/** The lines a person reads about an error, the first one alone saying what is wrong; never a stack. */
export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof SeveralErrors) return error.errors.flatMap(describeFailure);
  if (error instanceof UserError) {
    const place = error.position === undefined ? '' : `${formatPosition(error.position)}: `;
    return [`${place}${sentence(error.message)}`, ...(error.fix === undefined ? [] : [`  ${error.fix}`])];
  }
  if (error instanceof EngineError) {
    return [sentence(error.message), ...(error.hint === undefined ? [] : [`  ${error.hint}`])];
  }
  if (error instanceof CancelledError)
    return [error.message, '  The next run reads what is there and goes on from it.'];
  const message = error instanceof Error ? error.message : String(error);
  return [
    `Unexpected error, probably a bug in swarm-delivery: ${message}`,
    '  Re-run the job with debug logging for its stack, and please report it.',
  ];
}

/** What others said last, such as the engine, seldom ends with a full stop. */
function sentence(message: string): string {
  return /[.!?:]$/.test(message) ? message : `${message}.`;
}

/** Fails the step: each mistake becomes an annotation at its place, a bug shows its stack in debug only. */
export function reportFailure(error: unknown, log: Log): void {
  const errors = error instanceof SeveralErrors ? error.errors : [error];
  for (const each of errors) {
    log.error(describeFailure(each).join('\n'), each instanceof UserError ? each.position : undefined);
  }
  if (error instanceof Error) log.debug(error.stack ?? error.message);
  process.exitCode = ExitCode.Failure;
}
