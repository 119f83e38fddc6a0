import { type SourcePosition, UserError } from '../../errors/user-error.ts';

/** Something to mend before anything is written (`error`), or to know (`warning`). */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** The exact thing to change, as a sentence. */
  readonly fix: string;
  /** Absent for what is true of the swarm and not of the stack file. */
  readonly position?: SourcePosition;
  /** The full name of the service it is about, if it is about one alone. */
  readonly service?: string;
}

export function userErrorOf({ message, fix, position }: Finding): UserError {
  return new UserError(message, { fix, ...(position === undefined ? {} : { position }) });
}
