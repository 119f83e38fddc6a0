import type { SourcePosition } from '../../errors/user-error.ts';

/** Something that must be true of the stack once it runs. */
export interface Check {
  readonly position: SourcePosition;
}
