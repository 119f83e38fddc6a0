import { EnvFileError, parsePairs } from '../convert/env-file.ts';
import { type Environment, lookUp } from '../document/expand-template.ts';
import type { StackFile } from '../document/yaml-document.ts';
import type { Findings } from '../findings.ts';

/**
 * The values of files in the format of `docker run --env-file`; of equal names the last counts. A name alone takes its
 * value from the environment. Values keep their quotes, which other formats take off, so these are warned about.
 */
export function readEnvFiles(
  files: readonly StackFile[],
  environment: Environment,
  findings: Findings,
): Environment {
  const values = new Map<string, string>();
  for (const { path, text } of files) {
    findings.beginFile(path);
    for (const [name, written] of readPairs({ path, text }, findings)) {
      const value = written ?? lookUp(environment, name);
      if (value !== undefined) values.set(name, value);
      if (/^(["']).*\1$/.test(written ?? ''))
        findings.warn(
          { position: { file: path, line: 1, column: 1 } },
          `${path}: the value of ${name} keeps its quotes, as in docker run --env-file; write it without.`,
        );
    }
  }
  return Object.fromEntries(values);
}

function readPairs({ path, text }: StackFile, findings: Findings): ReturnType<typeof parsePairs> {
  try {
    return parsePairs(text);
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    findings.mistake(
      { position: { file: path, line: error.line, column: 1 } },
      `${path}: ${error.message}.`,
      'Write one NAME=value a line, without export and without quotes.',
    );
    return [];
  }
}
