import type { DesiredStack } from '../../../shared/compose/desired-stack.ts';
import { readStackFiles, type StackFilesInput } from '../../../shared/compose/read-stack-files.ts';
import type { ServiceSpec } from '../../../shared/engine/specs.ts';
import { SeveralErrors } from '../../../shared/errors/several-errors.ts';
import { formatPosition, UserError } from '../../../shared/errors/user-error.ts';

export type Options = Partial<Omit<StackFilesInput, 'files' | 'readFile'>> & {
  /** By absolute path; the stack files stand in /srv/stack. */
  readonly files?: Readonly<Record<string, string>>;
};

/** Reads texts as the files 1.yml, 2.yml ... of the stack demo. */
export function readTexts(texts: readonly string[], { files = {}, ...options }: Options = {}): DesiredStack {
  return readStackFiles({
    files: texts.map((text, index) => ({ path: `${index + 1}.yml`, text })),
    stack: 'demo',
    environment: {},
    workingDirectory: '/srv/stack',
    readFile: (path) => {
      const content = files[path];
      if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return content;
    },
    ...options,
  });
}

/** The specs by key. */
export function specsOf(
  texts: readonly string[],
  options: Options = {},
): Readonly<Record<string, ServiceSpec>> {
  return Object.fromEntries(readTexts(texts, options).services.map(({ key, spec }) => [key, spec]));
}

/** The spec of the service `web`, of which each text is a body. */
export function mergeWeb(...bodies: readonly string[]): ServiceSpec {
  const texts = bodies.map((body) => `services:\n  web:\n${body.replace(/^(?=.)/gm, '    ')}\n`);
  const spec = specsOf(texts)['web'];
  if (spec === undefined) throw new Error('no service was read');
  return spec;
}

export function mistakesIn(texts: readonly string[], options: Options = {}): readonly string[] {
  try {
    readTexts(texts, options);
    return [];
  } catch (error) {
    if (error instanceof SeveralErrors) return error.errors.map(describe);
    if (error instanceof UserError) return [describe(error)];
    throw error;
  }
}

export function warningsIn(texts: readonly string[], options: Options = {}): readonly string[] {
  return readTexts(texts, options).warnings.map(
    ({ message, position }) => `${formatPosition(position)}: ${message}`,
  );
}

function describe(error: UserError): string {
  const place = error.position === undefined ? '' : `${formatPosition(error.position)}: `;
  return `${place}${error.message} ${error.fix}`;
}
