import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim } from './claim.ts';
import { start } from './command.ts';
import { eventually } from './engine-call.ts';
import type { Namespace } from './namespace.ts';

const PORT = 5000;

export type RegistryKind = 'open' | 'password';

/** Who may use a registry of kind `password`. */
export const REGISTRY_LOGIN = { username: 'tester', password: 'correct horse' };

/** The password as bcrypt, at the least cost there is: nothing here has to be kept secret. */
const HTPASSWD = `${REGISTRY_LOGIN.username}:$2b$04$MLEIElc3vqfbSvi.wyJn1OLfjOgmEdid5XJku7oQwPz6EmYk9RRSq\n`;

export interface ClusterRegistry {
  readonly kind: RegistryKind;
  /** What image names start with: `address:port`. Reachable from all nodes and from this machine, without TLS. */
  readonly host: string;
  readonly url: string;
}

/** Starts an empty registry beside the nodes, inside `hub`; it ends with the cluster. Deletions are allowed. */
export async function startRegistry(
  claim: Claim,
  hub: Namespace,
  kind: RegistryKind,
): Promise<ClusterRegistry> {
  const directory = join(claim.directory, 'registry');
  await mkdir(directory);
  const passwords = join(directory, 'htpasswd');
  await writeFile(passwords, HTPASSWD);
  const settings = {
    version: 0.1,
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
    http: { addr: `0.0.0.0:${PORT}` },
    ...(kind === 'open' ? {} : { auth: { htpasswd: { realm: 'test', path: passwords } } }),
  };
  // JSON is YAML too.
  await writeFile(join(directory, 'config.yml'), JSON.stringify(settings));
  const log = await open(join(directory, 'log'), 'a');
  const [file, ...args] = hub.enter(['docker-registry', 'serve', join(directory, 'config.yml')]);
  start(file, args, { detached: true, stdio: ['ignore', log.fd, log.fd] }).unref();
  await log.close();
  const host = `${claim.subnet.address(254)}:${PORT}`;
  const url = `http://${host}`;
  await eventually('the registry to answer', () => fetch(`${url}/v2/`).catch(() => undefined));
  return { kind, host, url };
}
