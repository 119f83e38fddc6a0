import { getInput, setSecret } from '@actions/core';
import { UserError } from '../errors/user-error.ts';
import { parseDuration } from '../units/duration.ts';

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** An input's text, trimmed; absent and empty are both `undefined`, because the runner does not tell them apart. */
export function optionalInput(name: string): string | undefined {
  return getInput(name) || undefined;
}

/** The runner does not enforce `required: true` of action.yml, so this does. */
export function requiredInput(name: string): string {
  const value = optionalInput(name);
  if (value === undefined) {
    throw new UserError(`Input "${name}" is missing.`, { fix: `Add "${name}:" under "with:" of this step.` });
  }
  return value;
}

/** Masked in the log before anybody looks at it; the runner masks each of its lines too. */
export function secretInput(name: string): string | undefined {
  const value = getInput(name, { trimWhitespace: false });
  if (value.trim() === '') return undefined;
  setSecret(value);
  return value;
}

/** Masks what is made of a secret too: the runner knows it only as it was given. */
export function maskDerived(text: string): string {
  setSecret(text);
  return text;
}

/** One of a few words; `standard` when the input is empty. */
export function choiceInput<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  standard: Choice,
): Choice {
  const text = optionalInput(name) ?? standard;
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new UserError(`Input "${name}": "${text}" is none of ${choices.join(', ')}.`, {
    fix: `Write one of them, or leave it out for ${standard}.`,
  });
}

/** One item a line; blank lines and lines that start with `#` do not count. */
export function listInput(name: string): readonly string[] {
  return getInput(name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** `NAME=value`, one a line; the value may hold `=` and is not unquoted. A later line wins. */
export function assignmentsInput(name: string): Readonly<Record<string, string>> {
  const assignments: Record<string, string> = Object.create(null);
  for (const line of listInput(name)) {
    const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      const shown = line.split('=')[0];
      throw new UserError(
        `Input "${name}": the line that starts with "${shown}" is not of the form NAME=value.`,
        {
          fix: 'Write one NAME=value a line; a name has letters, digits and _ and does not start with a digit.',
        },
      );
    }
    assignments[key] = value;
  }
  return assignments;
}

/** A Go duration (`90s`, `1h30m`) in milliseconds; must not be negative. */
export function durationInput(name: string): number | undefined {
  const text = optionalInput(name);
  if (text === undefined) return undefined;
  const nanoseconds = durationOrUndefined(text);
  if (nanoseconds === undefined || nanoseconds < 0) {
    throw new UserError(`Input "${name}": "${text}" is not a duration.`, {
      fix: 'Write a number with a unit, as in 90s, 5m or 1h30m.',
    });
  }
  return nanoseconds / NANOSECONDS_PER_MILLISECOND;
}

function durationOrUndefined(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}

/** A whole number from 1 up. */
export function countInput(name: string): number | undefined {
  const text = optionalInput(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError(`Input "${name}": "${text}" is not a whole number from 1 up.`, {
    fix: 'Write a number such as 4, or leave it out.',
  });
}

/** `true` or `false` as YAML 1.2 writes them; anything else is refused. */
export function flagInput(name: string): boolean {
  const text = optionalInput(name) ?? 'false';
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new UserError(`Input "${name}": "${text}" is neither true nor false.`, {
    fix: `Write "${name}: true" or leave it out.`,
  });
}
