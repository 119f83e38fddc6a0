import { EngineError } from '../../shared/errors/engine-error.ts';
import { UserError } from '../../shared/errors/user-error.ts';

/** What a person reads of an error that was made for people: its message, and what to do. Anything else is thrown on. */
export function wordsOf(error: unknown): string {
  if (error instanceof UserError) return `${error.message}. ${error.fix}`;
  if (error instanceof EngineError) return `${error.message}. ${error.hint}`;
  throw error;
}

/** The words a call is refused with. Throws when it is not refused. */
export async function refusalOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    return wordsOf(error);
  }
  throw new Error('It was not refused.');
}
