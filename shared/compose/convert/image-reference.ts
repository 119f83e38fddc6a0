const DOMAIN_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?$`);
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const LONGEST_NAME = 255;

/** Thrown by `familiarImage`; the message is a clause about the image, `fix` what to write. */
export class ImageReferenceError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.name = 'ImageReferenceError';
    this.fix = fix;
  }
}

/**
 * Writes an image as Docker's client sends it: the short name (`docker.io/library/nginx` is `nginx`), and `:latest`
 * when there is neither tag nor digest. The id of an image (64 hexadecimal digits) stays as it is.
 */
export function familiarImage(image: string): string {
  if (image === '') throw new ImageReferenceError('there is no image', 'Name the image the service runs.');
  if (/^[a-f0-9]{64}$/.test(image)) return image;
  const [, named = '', digest] = /^([^@]*)(?:@(.*))?$/s.exec(image) ?? [];
  if (digest !== undefined && !DIGEST.test(digest)) {
    throw new ImageReferenceError(
      'its digest is not one',
      'Write it as name@sha256: and 64 hexadecimal digits.',
    );
  }
  const tagAt = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = tagAt < 0 ? undefined : named.slice(tagAt + 1);
  const name = familiarName(tagAt < 0 ? named : named.slice(0, tagAt));
  if (tag !== undefined && !TAG.test(tag)) {
    throw new ImageReferenceError(
      `${JSON.stringify(tag)} is not a tag`,
      'A tag has up to 128 letters, digits, "_", "." and "-", and begins with none of the last two.',
    );
  }
  if (tag === undefined && digest === undefined) return `${name}:latest`;
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function familiarName(name: string): string {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const domain = isDomain ? first : 'docker.io';
  const path = isDomain ? name.slice(slash + 1) : name;
  if (!DOMAIN.test(domain))
    throw new ImageReferenceError(
      `${JSON.stringify(domain)} is not a registry`,
      'Write it as host or host:port.',
    );
  if (path !== path.toLowerCase()) {
    throw new ImageReferenceError(
      `${JSON.stringify(path)} has capital letters`,
      'Write the name of the image in lower case.',
    );
  }
  if (!PATH.test(path) || name.length > LONGEST_NAME) {
    throw new ImageReferenceError(
      `${JSON.stringify(path)} is not a name of an image`,
      'Write it as registry/name:tag, in lower-case letters, digits, "-", "_", "." and "/".',
    );
  }
  if (domain !== 'docker.io' && domain !== 'index.docker.io') return `${domain}/${path}`;
  const official = /^library\/([^/]+)$/.exec(path)?.[1];
  return official ?? path;
}
