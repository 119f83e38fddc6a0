import { SeveralErrors } from '../errors/several-errors.ts';
import { type SourcePosition, UserError } from '../errors/user-error.ts';
import type { StackWarning } from './desired-stack.ts';

interface Placed {
  readonly position: SourcePosition;
}

/** Collects what is wrong with a stack file, so that a reading goes on and the user gets everything at once. */
export class Findings {
  readonly #mistakes: UserError[] = [];
  readonly #warnings: StackWarning[] = [];
  readonly #files: string[] = [];

  /** Findings come in the order in which the files began. */
  beginFile(path: string): void {
    if (!this.#files.includes(path)) this.#files.push(path);
  }

  mistake(at: Placed, message: string, fix: string): void {
    this.#mistakes.push(new UserError(message, { fix, position: at.position }));
  }

  warn(at: Placed, message: string): void {
    this.#warnings.push({ message, position: at.position });
  }

  get warnings(): readonly StackWarning[] {
    return inFileOrder(this.#warnings, this.#files);
  }

  get hasMistakes(): boolean {
    return this.#mistakes.length > 0;
  }

  /** What to throw. */
  get failure(): SeveralErrors {
    return new SeveralErrors(inFileOrder(this.#mistakes, this.#files));
  }
}

/**
 * Each finding once: what an anchor brings to ten services has ten paths, by which the messages begin, but one place
 * and one cure.
 */
function inFileOrder<
  Finding extends { readonly message: string; readonly position: SourcePosition | undefined },
>(findings: readonly Finding[], files: readonly string[]): readonly Finding[] {
  const distinct = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.message.replace(/^\S+ /, '')}\n${JSON.stringify(finding.position)}`;
    if (!distinct.has(key)) distinct.set(key, finding);
  }
  const fileOf = ({ position }: Finding): number => files.indexOf(position?.file ?? '');
  return [...distinct.values()].sort(
    (a, b) =>
      fileOf(a) - fileOf(b) ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );
}
