/** Where a mistake stands in a file; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface UserErrorDetails {
  /** The exact thing to change, as a sentence. */
  readonly fix?: string;
  readonly position?: SourcePosition;
  readonly cause?: unknown;
}

/** A mistake the user can mend: bad input, bad file, wrong key. Its message names the value and the place. */
export class UserError extends Error {
  readonly fix: string | undefined;
  readonly position: SourcePosition | undefined;

  constructor(message: string, details: UserErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.fix = details.fix;
    this.position = details.position;
  }
}

/** `file:line:column`, the form editors and the runner's log turn into a link. */
export function formatPosition(position: SourcePosition): string {
  return `${position.file}:${position.line}:${position.column}`;
}
