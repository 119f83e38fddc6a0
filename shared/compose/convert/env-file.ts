import { type Environment, lookUp } from '../document/expand-template.ts';

/** Thrown by `parseEnvFile`; the message is a clause about the file and never holds a value. */
export class EnvFileError extends Error {}

/**
 * Reads a file in the format of `docker run --env-file`: one `NAME=value` a line, without quotes, `export` or
 * variables, `#` only at the start of a line. A name alone takes its value from the environment and is dropped
 * when there is none. Of equal names the last counts.
 */
export function parseEnvFile(text: string, environment: Environment): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    if (name === '') throw new EnvFileError(`line ${index + 1} has no name before "="`);
    if (/[ \t]/.test(name)) {
      const what = /^export\s/.test(name)
        ? 'begins with "export"'
        : 'has a blank in the name of the variable';
      throw new EnvFileError(`line ${index + 1} ${what}`);
    }
    const value = at < 0 ? lookUp(environment, name) : line.slice(at + 1);
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}
