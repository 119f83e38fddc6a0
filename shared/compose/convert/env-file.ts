import { type Environment, lookUp } from '../document/expand-template.ts';

/** Thrown by `parseEnvFile`; the message is a clause about the file and never holds a value. */
export class EnvFileError extends Error {
  /** Counts from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'EnvFileError';
    this.line = line;
  }
}

/** The text of a file, which must be UTF-8. */
export function decodeText(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new EnvFileError('the file is not text in UTF-8', 1);
  }
}

/**
 * Reads a file in the format of `docker run --env-file`: one `NAME=value` a line, without quotes, `export` or
 * variables, `#` only at the start of a line. A name alone takes its value from the environment and is dropped
 * when there is none. Of equal names the last counts.
 */
export function parseEnvFile(text: string, environment: Environment): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const [name, written] of parsePairs(text)) {
    const value = written ?? lookUp(environment, name);
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}

/** The same with `null` for a name alone, in the order of the file, equal names included. */
export function parsePairs(text: string): readonly (readonly [name: string, value: string | null])[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((raw, index): readonly (readonly [string, string | null])[] => {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) return [];
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    if (name === '') throw new EnvFileError(`line ${index + 1} has no name before "="`, index + 1);
    if (/[ \t]/.test(name)) {
      const what = /^export\s/.test(name)
        ? 'begins with "export"'
        : 'has a blank in the name of the variable';
      throw new EnvFileError(`line ${index + 1} ${what}`, index + 1);
    }
    return [[name, at < 0 ? null : line.slice(at + 1)]];
  });
}
