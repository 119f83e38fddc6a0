import { HUB_ADDRESS, type RegistryLogin } from './registry-login.ts';
import { registryHost } from './registry-of.ts';

/** Thrown by `parseDockerConfig`; the message is a clause about the file and shows nothing of it. */
export class DockerConfigError extends Error {}

/** What `docker login` left behind. */
export interface DockerConfig {
  /** One for each registry whose login stands in the file itself. */
  readonly logins: readonly RegistryLogin[];
  /** The program that keeps the login of a registry, as in `docker-credential-pass`; undefined when none does. */
  readonly helperOf: (registry: string) => string | undefined;
}

interface Entry {
  readonly auth?: unknown;
  readonly username?: unknown;
  readonly password?: unknown;
  readonly identitytoken?: unknown;
}

/** Reads a `config.json` of Docker's command line, as its own programs do. */
export function parseDockerConfig(text: string): DockerConfig {
  const { auths, credHelpers, credsStore } = objectOf(parseJson(text), 'it is not an object');
  const entries = Object.entries(objectOf(auths ?? {}, '"auths" is not an object'));
  const logins = new Map<string, RegistryLogin>();
  for (const [address, entry] of entries.toSorted(([a], [b]) => rank(b) - rank(a))) {
    const registry = registryHost(address);
    const login = readLogin(registry, objectOf(entry, `the login of ${registry} is not an object`));
    if (login !== undefined && !logins.has(registry)) logins.set(registry, login);
  }
  const helpers = new Map(
    Object.entries(objectOf(credHelpers ?? {}, '"credHelpers" is not an object')).map(
      ([address, helper]) => [registryHost(address), textOf(helper)] as const,
    ),
  );
  return {
    logins: [...logins.values()],
    helperOf: (registry) => program(helpers.get(registry) ?? textOf(credsStore)),
  };
}

/** Of several addresses of one registry the one Docker itself looks under comes first. */
function rank(address: string): number {
  return address === HUB_ADDRESS || address === registryHost(address) ? 1 : 0;
}

function program(helper: string): string | undefined {
  return helper === '' ? undefined : `docker-credential-${helper}`;
}

/** An entry without credentials says that a helper keeps them. */
function readLogin(registry: string, entry: Entry): RegistryLogin | undefined {
  const [username, password] =
    textOf(entry.auth) === ''
      ? [textOf(entry.username), textOf(entry.password)]
      : decode(registry, textOf(entry.auth));
  const identityToken = textOf(entry.identitytoken);
  if (password === '' && identityToken === '') return undefined;
  return { registry, username, password, ...(identityToken === '' ? {} : { identityToken }) };
}

/** `user:password` in base64; Docker pads it with zero bytes on some systems. */
function decode(registry: string, auth: string): readonly [username: string, password: string] {
  const [, username, password] =
    /^([^:]+):(.*)$/s.exec(Buffer.from(auth, 'base64').toString().replace(/\0+$/, '')) ?? [];
  if (username === undefined || password === undefined)
    throw new DockerConfigError(`the login of ${registry} cannot be decoded`);
  return [username, password];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text, which holds passwords.
    throw new DockerConfigError('it is not JSON');
  }
}

function objectOf(value: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DockerConfigError(otherwise);
  return value as Readonly<Record<string, unknown>>;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
