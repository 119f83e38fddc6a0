import type { SourcePosition } from '../../errors/user-error.ts';
import type { Environment } from '../document/expand-template.ts';
import type { Findings } from '../findings.ts';

/** What surrounds a stack file. */
export interface Surroundings {
  readonly environment: Environment;
  /** Relative paths of the stack file start here. */
  readonly workingDirectory: string;
  readonly readFile: (path: string) => string | Uint8Array;
  readonly findings: Findings;
}

/** What every step of turning a stack file into specs may ask for. */
export interface Reading extends Surroundings {
  /** Name of the stack. */
  readonly stack: string;
}

/** A name that stands somewhere in the stack file. */
export interface PlacedName {
  readonly name: string;
  readonly position: SourcePosition;
}
