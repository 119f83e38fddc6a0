import { dirname } from 'node:path/posix';
import { UserError } from '../errors/user-error.ts';
import { convertStack } from './convert/stack.ts';
import type { DesiredStack } from './desired-stack.ts';
import type { Environment } from './document/expand-template.ts';
import type { Node } from './document/node.ts';
import { asText, valueAt } from './document/values.ts';
import type { StackFile } from './document/yaml-document.ts';
import { Findings } from './findings.ts';
import { withActiveServices } from './load/active-profiles.ts';
import { StackLoader } from './load/stack-loader.ts';
import { mergeStack, withoutResets } from './merge/merge-stack.ts';

export interface StackFilesInput {
  /** In the order in which each is laid over those before it; at least one. */
  readonly files: readonly StackFile[];
  /** Name of the stack; without it a file must have a `name`. */
  readonly stack?: string;
  /** Values of variables, and of what `environment` and env files leave without one. Nothing else is looked at. */
  readonly environment: Environment;
  /** Services of these profiles are deployed besides those without one; `*` stands for all. */
  readonly profiles?: readonly string[];
  /** Absolute; relative paths of all files start here. Docker takes the directory of the first file. */
  readonly workingDirectory: string;
  /** Gives the content of an absolute path; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string | Uint8Array;
}

/**
 * Reads stack files into the requests that `docker stack deploy` makes of them with `--resolve-image never`: the same
 * bodies to the last list, because a service whose spec differs is started anew. Every file must be valid on its own.
 * The files may hold what the Compose Specification adds, as far as Swarm can do it.
 *
 * Throws `SeveralErrors` with all mistakes, in the order of the files, or a `UserError` when the stack has no name.
 */
export function readStackFiles(input: StackFilesInput): DesiredStack {
  const findings = new Findings();
  const { environment, workingDirectory, readFile } = input;
  const surroundings = { environment, workingDirectory, readFile, findings };
  const profiles = new Set(input.profiles);
  const place = { surroundings, shownDirectory: dirname(input.files[0]?.path ?? ''), profiles };
  const loader = new StackLoader();
  const roots = input.files.map((file) => loader.load(file, place));
  const readable = roots.filter((root) => root !== undefined);
  if (readable.length < roots.length) throw findings.failure;
  const merged = readable.reduce((base, later) =>
    mergeStack(base, later, { findings, emptyReplaces: false }),
  );
  const root = withActiveServices(withoutResets(merged), profiles, findings);
  const stack = readStackName(root, input, findings);
  const desired = convertStack(root, { ...surroundings, stack });
  if (findings.hasMistakes) throw findings.failure;
  return { ...desired, warnings: findings.warnings };
}

/** The name of the stack is part of every other name. */
function readStackName(root: Node, { stack }: StackFilesInput, findings: Findings): string {
  const node = valueAt(root, 'name');
  const written = asText(node);
  const name = stack ?? written;
  if (name === undefined || name === '') {
    throw new UserError('The stack has no name.', {
      fix: 'Give it one with the input "stack", or with name: in the stack file.',
    });
  }
  if (!/^[a-zA-Z0-9][-_a-zA-Z0-9]*$/.test(name)) {
    throw new UserError(`${JSON.stringify(name)} cannot be the name of a stack.`, {
      fix: 'Use letters, digits, "-" and "_", and begin with a letter or digit; it becomes part of the name of every service.',
      ...(stack === undefined && node !== undefined ? { position: node.position } : {}),
    });
  }
  if (node !== undefined && written !== undefined && written !== name) {
    findings.mistake(
      node,
      `name is ${JSON.stringify(written)}, but the stack is to be ${JSON.stringify(name)}.`,
      'Make them equal, or remove one of them.',
    );
  }
  return name;
}
