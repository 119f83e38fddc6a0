import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import { readStackFiles } from '../../../shared/compose/read-stack-files.ts';
import type { ContainerSpec, ServiceSpec } from '../../../shared/engine/specs.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { formatPosition, UserError } from '../../../shared/errors/user-error.ts';

export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  /** By absolute path; the stack file stands in /srv/stack. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stack?: string;
}

/** Reads a text as the file stack.yml of the stack demo. */
export function readText(
  text: string,
  { environment = {}, files = {}, stack = 'demo' }: Surroundings = {},
): DesiredStack {
  return readStackFiles({
    files: [{ path: 'stack.yml', text }],
    stack,
    environment,
    workingDirectory: '/srv/stack',
    readFile: (path) => {
      const content = files[path];
      if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return content;
    },
  });
}

/** The spec of the one service `web`, whose body is the given YAML. */
export function readWeb(body: string, surroundings: Surroundings = {}, topLevel = ''): ServiceSpec {
  const text = `services:\n  web:\n    image: nginx:1\n${indent(body)}\n${topLevel}`;
  const spec = readText(text, surroundings).services[0]?.spec;
  if (spec === undefined) throw new Error('no service was read');
  return spec;
}

export function readContainer(body: string, surroundings: Surroundings = {}, topLevel = ''): ContainerSpec {
  return readWeb(body, surroundings, topLevel).TaskTemplate.ContainerSpec;
}

/** What a person sees: place, message and fix of each mistake. */
export function mistakesOf(text: string, surroundings: Surroundings = {}): readonly string[] {
  try {
    readText(text, surroundings);
    return [];
  } catch (error) {
    if (error instanceof SeveralErrors) return error.errors.map(describe);
    if (error instanceof UserError) return [describe(error)];
    throw error;
  }
}

export function warningsOf(text: string, surroundings: Surroundings = {}): readonly string[] {
  return readText(text, surroundings).warnings.map(
    ({ message, position }) => `${formatPosition(position)}: ${message}`,
  );
}

function describe(error: UserError): string {
  const place = error.position === undefined ? '' : `${formatPosition(error.position)}: `;
  return `${place}${error.message} ${error.fix}`;
}

function indent(body: string): string {
  return body.replace(/^(?=.)/gm, '    ');
}
