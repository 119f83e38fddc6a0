import { isAbsolute, join, relative } from 'node:path/posix';
import type { Surroundings } from '../convert/reading.ts';

/** From where a stack file is read. */
export interface Place {
  readonly surroundings: Surroundings;
  /** The working directory as the user would write it, for the names of files in messages. */
  readonly shownDirectory: string;
  /** Services of other profiles are not deployed, so their files need not be there. */
  readonly profiles: ReadonlySet<string>;
  /** Whether a variable without a value is empty instead of a mistake. */
  readonly allowUnset: boolean;
  /** Images by service, in place of those of the files, whose variables then need no values. */
  readonly images: ReadonlyMap<string, string>;
}

/** A path from a stack file, as messages name it. */
export function shownPath(path: string, place: Place): string {
  return isAbsolute(path) ? path : join(place.shownDirectory, path);
}

/** The absolute path of a file that messages name `shown`. */
export function absoluteShown(shown: string, { surroundings, shownDirectory }: Place): string {
  return isAbsolute(shown) ? shown : join(surroundings.workingDirectory, relative(shownDirectory, shown));
}
