import { isNameConflict, isUncertainWrite } from './engine-errors.ts';

const MOST_TRIES = 3;

/**
 * Makes an object whose name the engine keeps unique. When the answer gets lost, `find` looks whether it was made; if
 * it was not, trying again is safe: should the first try still arrive, one of the two finds the name taken.
 */
export async function createOnce<Made>(
  create: () => Promise<Made>,
  find: () => Promise<Made | undefined>,
): Promise<Made> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await create();
    } catch (error) {
      const arrivedLate = attempt > 1 && isNameConflict(error);
      if (!isUncertainWrite(error) && !arrivedLate) throw error;
      const found = await find();
      if (found !== undefined) return found;
      if (arrivedLate || attempt === MOST_TRIES) throw error;
    }
  }
}
