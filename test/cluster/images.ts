import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { run } from './command.ts';
import { callEngine } from './engine-call.ts';
import type { ClusterNode } from './node.ts';
import { type TarEntry, tar } from './tar.ts';

/**
 * The test images. Made here from scratch, the same bytes every time, without a builder or a registry: busybox, one
 * program and the version it serves. Their names start with `localhost:1`, where a pull is refused at once, so
 * engines use what is loaded. They have no HEALTHCHECK of their own; a service that wants one names `/healthcheck`.
 *
 * | variable | effect |
 * |---|---|
 * | `PORT` | where HTTP is served, 8080 by default: `/` answers the version, `/health` answers `ok` |
 * | `VERSION` | set by the image: its tag |
 * | `START_DELAY` | seconds before it listens; `/healthcheck` fails until then |
 * | `CRASH_AFTER` | seconds after the start until it writes last words to stderr and fails |
 * | `CRASH_CODE` | the exit code of the crash, 1 by default |
 * | `UNHEALTHY_AFTER` | seconds after the start from which on `/healthcheck` fails |
 * | `IGNORE_SIGTERM` | 1: only a SIGKILL ends it; otherwise SIGTERM ends it at once with exit code 0 |
 * | `LEAK_MB` | megabytes of memory it takes more every second |
 * | `LOG_LINES` | how many numbered lines it writes to stdout, at once unless `LOG_EVERY` is set |
 * | `LOG_EVERY` | seconds between two lines; without `LOG_LINES` it never stops |
 * | `RUN_ONCE` | seconds until it ends with exit code 0; it does not listen |
 *
 * All seconds may have decimals. Arguments (a service's `command`) are ignored.
 */
export const TEST_IMAGES = ['localhost:1/app:1', 'localhost:1/app:2', 'localhost:1/app:3'] as const;

export interface LoadOptions {
  /** Variables set in the images, for instance another `PORT`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Loads the test program under any names on all nodes, for instance to run a stack file without its registry. */
export async function loadImageAs(
  cluster: { readonly nodes: readonly ClusterNode[] },
  names: readonly string[],
  options: LoadOptions = {},
): Promise<void> {
  const archive = await imageArchive(names, options);
  await Promise.all(cluster.nodes.map((node) => loadArchive(node.socketPath, archive)));
}

/** Loads a `docker save` archive into one engine. */
export async function loadArchive(socketPath: string, archive: Buffer): Promise<void> {
  const path = '/images/load?quiet=1';
  const reply = await callEngine<unknown>({ socketPath, method: 'POST', path, body: archive });
  // The status is 200 even when the load fails half-way: the failure stands in the text.
  const text = typeof reply === 'string' ? reply : JSON.stringify(reply);
  if (text.includes('"errorDetail"')) throw new Error(`The engine did not load the image: ${text.trim()}`);
}

/** The test program under the given names as one archive in the format of `docker save`. */
export async function imageArchive(names: readonly string[], options: LoadOptions = {}): Promise<Buffer> {
  const program = await programLayer();
  const images = names.map((name) => {
    const version = versionOf(name);
    const layers = [program, pageLayer(version)];
    const config = imageConfig(layers, { VERSION: version, ...options.environment });
    return { name, layers, config, file: `${digest(config)}.json` };
  });
  const layers = new Map(
    images.flatMap((image) => image.layers).map((layer) => [`${digest(layer)}.tar`, layer]),
  );
  const configs = new Map(images.map((image) => [image.file, image.config]));
  const manifest = images.map((image) => ({
    Config: image.file,
    RepoTags: [nameWithTag(image.name)],
    Layers: image.layers.map((layer) => `${digest(layer)}.tar`),
  }));
  const files = new Map<string, Buffer | string>([...layers, ...configs]);
  files.set('manifest.json', JSON.stringify(manifest));
  return tar([...files].map(([name, content]) => ({ name, mode: 0o644, content })));
}

/** The tag of an image name; `latest` when it has none. */
export function versionOf(name: string): string {
  return tagOf(name) ?? 'latest';
}

function nameWithTag(name: string): string {
  return tagOf(name) === undefined ? `${name}:${versionOf(name)}` : name;
}

function tagOf(name: string): string | undefined {
  return /:([^:/]+)$/.exec(name)?.[1];
}

let programs: Promise<Buffer> | undefined;

function programLayer(): Promise<Buffer> {
  programs ??= buildProgramLayer();
  return programs;
}

async function buildProgramLayer(): Promise<Buffer> {
  const [busybox, applets, app, healthcheck] = await Promise.all([
    readFile('/bin/busybox'),
    run('/bin/busybox', ['--list']),
    readFile(new URL('./image/app.sh', import.meta.url)),
    readFile(new URL('./image/healthcheck.sh', import.meta.url)),
  ]);
  const links = applets.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
  const entries: TarEntry[] = [
    { name: 'bin/', mode: 0o755 },
    { name: 'bin/busybox', mode: 0o755, content: busybox },
    ...links.map((applet) => ({ name: `bin/${applet}`, mode: 0o777, link: 'busybox' })),
    { name: 'app', mode: 0o755, content: app },
    { name: 'healthcheck', mode: 0o755, content: healthcheck },
    { name: 'tmp/', mode: 0o1777 },
  ];
  return tar(entries);
}

function pageLayer(version: string): Buffer {
  return tar([
    { name: 'www/', mode: 0o755 },
    { name: 'www/index.html', mode: 0o644, content: `${version}\n` },
    { name: 'www/health', mode: 0o644, content: 'ok\n' },
  ]);
}

function imageConfig(layers: readonly Buffer[], environment: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      Env: ['PATH=/bin', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)],
      Entrypoint: ['/app'],
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${digest(layer)}`) },
    history: layers.map(() => ({ created_by: 'swarm-delivery test image' })),
  });
}

function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
