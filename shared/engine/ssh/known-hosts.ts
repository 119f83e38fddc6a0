import { createHmac } from 'node:crypto';
import { UserError } from '../../errors/user-error.ts';

/** One line of a known_hosts file. */
export interface KnownHost {
  /** Counts from 1. */
  readonly line: number;
  readonly marker?: 'revoked' | 'cert-authority';
  /** The first field: patterns between commas, or one hashed name. */
  readonly names: string;
  readonly type: string;
  /** The public key in base64. */
  readonly key: string;
}

/** Reads the input `ssh-known-hosts`. A line that is neither an entry nor a comment is a UserError with its number. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split(/\r\n|\r|\n|\\n/).flatMap((content, index) => {
    const fields = content.trim().split(/\s+/);
    if (fields[0] === '' || fields[0]?.startsWith('#')) return [];
    return [parseLine(fields, index + 1)];
  });
}

/** The lines that speak of a host, in their order. Hashed names, `[host]:port`, `*`, `?` and `!` as in sshd(8). */
export function findKnownHosts(
  entries: readonly KnownHost[],
  host: string,
  port: number,
): readonly KnownHost[] {
  const bracketed = `[${host.toLowerCase()}]:${port}`;
  const names = port === 22 ? [host.toLowerCase(), bracketed] : [bracketed];
  return entries.filter((entry) => names.some((name) => matches(entry.names, name)));
}

/** How a host is named in a known_hosts line. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** The key type a public key blob states itself; empty when it states none. */
export function keyTypeOf(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  return blob.subarray(4, 4 + length).toString('latin1');
}

function parseLine(fields: readonly string[], line: number): KnownHost {
  const [first = ''] = fields;
  const marked = first.startsWith('@');
  if (marked && first !== '@revoked' && first !== '@cert-authority') {
    throw badLine(line, `has the unknown marker "${first}"`, 'Use @revoked, @cert-authority or no marker');
  }
  const [names = '', type = '', key = ''] = marked ? fields.slice(1) : fields;
  if (/^SHA256:/.test(names) || /^SHA256:/.test(type)) {
    throw badLine(line, 'holds a fingerprint, not a key', 'Give the fingerprint as ssh-fingerprint instead');
  }
  if (/^(ssh|ecdsa|sk)-/.test(names) && type.startsWith('AAAA')) {
    throw badLine(
      line,
      'names no host before the key',
      `Write it as: host.example.com ${names} ${type.slice(0, 8)}...`,
    );
  }
  const blob = /^[A-Za-z0-9+/]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : Buffer.alloc(0);
  if (type === '' || keyTypeOf(blob) !== type) {
    throw badLine(
      line,
      'holds no whole key',
      'Store each line as ssh-keyscan prints it: host, key type, key',
    );
  }
  const marker = first === '@revoked' ? 'revoked' : 'cert-authority';
  return { line, names, type, key, ...(marked ? { marker } : {}) };
}

function badLine(line: number, wrong: string, fix: string): UserError {
  return new UserError(`ssh-known-hosts line ${line} ${wrong}`, { fix });
}

function matches(names: string, name: string): boolean {
  const [, scheme, salt = '', hash] = names.split('|');
  if (names.startsWith('|')) {
    const digest = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');
    return scheme === '1' && digest === hash;
  }
  const patterns = names.toLowerCase().split(',');
  const applies = (pattern: string) => matchesPattern(pattern, name);
  if (patterns.some((pattern) => pattern.startsWith('!') && applies(pattern.slice(1)))) return false;
  return patterns.some(applies);
}

function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
}
