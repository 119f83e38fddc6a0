import type { ReleasedImage } from './release-entry.ts';

interface ImageWords {
  /** As in `registry.example.com/team/app`. */
  readonly name: string;
  /** Empty when there is none. */
  readonly tag: string;
  /** As in `sha256:...`; empty when the image was not pinned. */
  readonly digest: string;
}

export function imageWords(image: string): ImageWords {
  const [reference = '', digest = ''] = image.split('@');
  const colon = reference.lastIndexOf(':');
  if (colon < 0 || reference.includes('/', colon)) return { name: reference, tag: '', digest };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest };
}

/** Without registry, path and digest, as in `app:2`. */
export function shortImage(image: string): string {
  const { name, tag, digest } = imageWords(image);
  const short = name.slice(name.lastIndexOf('/') + 1);
  return tag === '' ? `${short}${digest === '' ? '' : `@${digest.slice(0, 14)}`}` : `${short}:${tag}`;
}

/**
 * Whether a user who writes this may mean the image: its tag alone, name and tag with as much of the path as there is,
 * the service and the tag, or the digest.
 */
export function isMeantBy({ service, image }: ReleasedImage, written: string): boolean {
  const { name, tag, digest } = imageWords(image);
  if (written === image || (digest !== '' && written === digest)) return true;
  if (tag === '') return false;
  const tagged = `${name}:${tag}`;
  return [tag, tagged, `${service}:${tag}`].includes(written) || tagged.endsWith(`/${written}`);
}
