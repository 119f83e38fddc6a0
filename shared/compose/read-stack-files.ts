import { dirname } from 'node:path/posix';
import { UserError } from '../errors/user-error.ts';
import { convertStack } from './convert/stack.ts';
import { probeNetworks } from './delivery/probe-networks.ts';
import { readDelivery } from './delivery/read-delivery.ts';
import { stackHosts } from './delivery/stack-hosts.ts';
import type { DesiredStack } from './desired-stack.ts';
import type { Environment } from './document/expand-template.ts';
import type { Node } from './document/node.ts';
import { asMap, asText, valueAt } from './document/values.ts';
import type { StackFile } from './document/yaml-document.ts';
import { Findings } from './findings.ts';
import { withActiveServices } from './load/active-profiles.ts';
import { readEnvFiles } from './load/env-files.ts';
import { withPinnedImages } from './load/image-pins.ts';
import { StackLoader } from './load/stack-loader.ts';
import { mergeStack, withoutResets } from './merge/merge-stack.ts';

export interface StackFilesInput {
  /** In the order in which each is laid over those before it; at least one. */
  readonly files: readonly StackFile[];
  /** Name of the stack; without it a file must have a `name`. */
  readonly stack?: string;
  /** Values of variables, and of what `environment` and env files leave without one. Nothing else is looked at. */
  readonly environment: Environment;
  /**
   * Files with further values, in the format of `docker run --env-file`: no quotes, no `export`, no variables. Of two
   * files the later wins, and `environment` wins over all.
   */
  readonly envFiles?: readonly StackFile[];
  /** Whether a variable without a value is empty, as in `docker stack deploy`, instead of a mistake. */
  readonly allowUnsetVariables?: boolean;
  /** Images by service, in place of those of the files. */
  readonly images?: ReadonlyMap<string, string>;
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
 * Throws `SeveralErrors` with all mistakes, in the order of the files, or a `UserError` when the stack has no name
 * or no file.
 */
export function readStackFiles(input: StackFilesInput): DesiredStack {
  if (input.files.length === 0)
    throw new UserError('There is no stack file.', { fix: 'Name at least one with the input "files".' });
  const findings = new Findings();
  const { workingDirectory, readFile, images = new Map(), allowUnsetVariables: allowUnset = false } = input;
  const environment = {
    ...readEnvFiles(input.envFiles ?? [], input.environment, findings),
    ...input.environment,
  };
  if (findings.hasMistakes) throw findings.failure;
  const surroundings = { environment, workingDirectory, readFile, findings };
  const profiles = new Set(input.profiles);
  const place = {
    surroundings,
    shownDirectory: dirname(input.files[0]?.path ?? ''),
    profiles,
    allowUnset,
    images,
  };
  const loader = new StackLoader();
  const roots = input.files.map((file) => loader.load(file, place));
  const readable = roots.filter((root) => root !== undefined);
  if (readable.length < roots.length) throw findings.failure;
  const merged = readable.reduce((base, later) =>
    mergeStack(base, later, { findings, emptyReplaces: false }),
  );
  const pinned = withPinnedImages(withoutResets(merged), images, findings);
  const root = withActiveServices(pinned, profiles, findings);
  const stack = readStackName(root, input, findings);
  const reading = { ...surroundings, stack };
  const desired = convertStack(root, reading);
  const services = keysOfServices(root);
  const inactive = new Set(keysOfServices(pinned).filter((key) => !services.includes(key)));
  const hosts = stackHosts(stack, desired.services);
  const networks = probeNetworks(root, hosts, reading);
  const delivery = readDelivery(root, { ...reading, services, inactive, hosts, networks });
  if (findings.hasMistakes) throw findings.failure;
  return { ...desired, delivery, warnings: findings.warnings };
}

function keysOfServices(root: Node): readonly string[] {
  return (asMap(valueAt(root, 'services'))?.entries ?? []).map(({ key }) => key);
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
