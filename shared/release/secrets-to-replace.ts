import type { DesiredStack } from '../compose/desired-stack.ts';
import { SeveralErrors } from '../errors/several-errors.ts';
import { UserError } from '../errors/user-error.ts';

/**
 * The full names of the secrets that the user wants replaced, given as in the stack file or in full. Throws
 * SeveralErrors for names the stack makes no secret of.
 */
export function secretsToReplace(
  { name: stack, secrets, external }: DesiredStack,
  wanted: readonly string[],
): ReadonlySet<string> {
  const made = secrets.map(({ spec }) => spec.Name);
  const found = wanted.map((name) => ({
    name,
    full: made.find((each) => each === `${stack}_${name}` || each === name),
  }));
  const errors = found
    .filter(({ full }) => full === undefined)
    .map(({ name }) => {
      const isExternal = external.secrets.some((secret) => secret.name === name);
      const reason = isExternal ? 'is external, so that others keep it' : 'is no secret of the stack files';
      return new UserError(`Input "replace-secrets": ${JSON.stringify(name)} ${reason}.`, {
        fix: made.length === 0 ? 'Leave it out.' : `Write one of ${made.join(', ')}, or leave it out.`,
      });
    });
  if (errors.length > 0) throw new SeveralErrors(errors);
  return new Set(found.flatMap(({ full }) => full ?? []));
}
