import type { UserError } from './user-error.ts';

/** All mistakes of one reading, so that a user mends them in one go. Never empty. */
export class SeveralErrors extends Error {
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'SeveralErrors';
    this.errors = errors;
  }
}
