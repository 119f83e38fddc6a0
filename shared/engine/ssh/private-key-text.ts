import { UserError } from '../../errors/user-error.ts';

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/s;
// The length of the vector is fixed by the cipher; without newlines the data follows it directly.
const PEM_HEADER =
  /Proc-Type: *4,ENCRYPTED|DEK-Info: *(?:DES[A-Z0-9-]*,[0-9A-F]{16}|AES[A-Z0-9-]*,[0-9A-F]{32})/g;
const OPENSSH_LABEL = 'OPENSSH PRIVATE KEY';
const OPENSSH_MAGIC = 'openssh-key-v1\0';

/**
 * Mends what copying does to a key: Windows line ends, lost or escaped newlines, indentation, quotes, a base64 of
 * the whole file, missing first and last lines. Text that holds no PEM block comes back as it is.
 */
export function restoreKeyText(text: string): string {
  const plain = unquote(text.replace(/^\uFEFF/, '').trim())
    .replace(/\r\n?/g, '\n')
    .trim();
  if (plain === '') {
    throw new UserError('ssh-key is empty', {
      fix: 'Check that the secret it comes from exists in this repository or environment; pull requests from forks get no secrets',
    });
  }
  const lines = plain.includes('\n') ? plain : plain.replace(/(\\r)?\\n/g, '\n');
  const [, label, body] = PEM.exec(lines) ?? [];
  if (label !== undefined && body !== undefined) return pem(label, body);
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(lines)) {
    throw new UserError('ssh-key is cut off: its END line is missing', {
      fix: 'Store the whole key file, from the BEGIN line to the END line, in the secret',
    });
  }
  return fromBase64(lines) ?? lines;
}

function unquote(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return inner ?? text;
}

/** A block with its lines broken as its makers break them; headers of encrypted PEM keys are kept apart. */
function pem(label: string, body: string): string {
  const headers = [...body.matchAll(PEM_HEADER)].map(([header]) => header);
  const data = body.replace(PEM_HEADER, '').replace(/\s+/g, '');
  return [
    `-----BEGIN ${label}-----`,
    ...(headers.length > 0 ? [...headers, ''] : []),
    ...(data.match(/.{1,64}/g) ?? []),
    `-----END ${label}-----`,
    '',
  ].join('\n');
}

function fromBase64(text: string): string | undefined {
  const data = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(data)) return undefined;
  const decoded = Buffer.from(data, 'base64').toString('latin1');
  if (decoded.startsWith(OPENSSH_MAGIC)) return pem(OPENSSH_LABEL, data);
  return decoded.includes('-----BEGIN ') ? restoreKeyText(decoded) : undefined;
}
