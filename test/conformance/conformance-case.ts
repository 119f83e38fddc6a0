import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dirname } from 'node:path/posix';
import type { StackFile } from '../../shared/compose/document/yaml-document.ts';

/** Where the recordings have the case directory; paths in requests and messages start there. */
const ROOT = '/srv/stack';

/** The environment of the recordings, besides what a case adds. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/home/deployer' };

/** A body as it stands in a request. */
export type Body = Readonly<Record<string, unknown>>;

/** What `docker stack deploy` asked of an engine, by kind and full name. */
export interface Requests {
  readonly networks: Readonly<Record<string, Body>>;
  readonly configs: Readonly<Record<string, Body>>;
  readonly secrets: Readonly<Record<string, Body>>;
  readonly services: Readonly<Record<string, Body>>;
}

/** One directory of recorded material. */
export interface ConformanceCase {
  readonly name: string;
  readonly files: readonly StackFile[];
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Flags of the recorded command. */
  readonly flags: readonly string[];
  /** The configuration of Docker that its logins came from. */
  readonly dockerConfig: string;
  /** The recording has several deployments, one after another. */
  readonly isSequence: boolean;
  readonly directory: string;
  /** All files, for the patterns of deviations. */
  readonly text: string;
  readonly workingDirectory: string;
  readonly readFile: (path: string) => Uint8Array;
  /** What docker sent, or the words it refused with, of which any may come. */
  readonly recorded:
    | { readonly requests: Requests; readonly warnings: string }
    | { readonly errors: readonly string[] };
  /** Values that are ours on purpose where docker's are others: path in the requests -> value. */
  readonly ours: Readonly<Record<string, unknown>>;
}

interface CaseFile {
  readonly files?: readonly string[];
  readonly stack?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly dockerConfig?: unknown;
  readonly steps?: readonly unknown[];
}

export function readCase(directory: string): ConformanceCase {
  return materialOf(directory, readJson<CaseFile>(join(directory, 'case.json')) ?? {});
}

/** A case, or one step of a sequence, from its description. */
export function materialOf(directory: string, described: CaseFile): ConformanceCase {
  const paths =
    described.files ?? readdirSync(directory).filter((file) => /^(?!expected\.).*\.ya?ml$/.test(file));
  const files = paths.map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }));
  return {
    name: basename(directory),
    files,
    stack: described.stack ?? 'demo',
    environment: { ...ENVIRONMENT, ...withRoot(described.env ?? {}) },
    flags: described.args ?? ['--resolve-image', 'never'],
    dockerConfig: JSON.stringify(described.dockerConfig ?? {}),
    isSequence: described.steps !== undefined,
    directory,
    text: files.map((file) => file.text).join('\n'),
    workingDirectory: join(ROOT, dirname(paths[0] ?? '')),
    readFile: (path) =>
      readFileSync(path.startsWith(`${ROOT}/`) ? join(directory, path.slice(ROOT.length)) : path),
    recorded: readRecorded(directory),
    ours: readJson<Readonly<Record<string, unknown>>>(join(directory, 'ours.json')) ?? {},
  };
}

function withRoot(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll('{{ROOT}}', ROOT)]),
  );
}

function readRecorded(directory: string): ConformanceCase['recorded'] {
  const requests = readJson<Partial<Requests> & { readonly warnings?: string }>(
    join(directory, 'expected.requests.json'),
  );
  if (requests !== undefined) {
    const { networks = {}, configs = {}, secrets = {}, services = {}, warnings = '' } = requests;
    return { requests: { networks, configs, secrets, services }, warnings };
  }
  const errors = ['expected.deploy-error.txt', 'expected.error.txt']
    .map((file) => join(directory, file))
    .filter(existsSync);
  return { errors: errors.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n--- or ---\n')) };
}

export function readJson<Content>(path: string): Content | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Content) : undefined;
}
