import { createHash } from 'node:crypto';
import type { Secret } from '../engine/objects.ts';
import type { SecretSpec } from '../engine/specs.ts';
import { DIGEST_LABEL, saltOf, sameDigest, secretDigest } from './secret-digest.ts';
import { versionedName, versionsOf } from './versioned-name.ts';

/**
 * The secret under the name of the version that holds, or will hold, its content. A stored one without a digest of ours
 * is taken as it is, because the engine never gives its content back, unless it is to be replaced; so is one whose
 * content a driver brings.
 */
export function secretVersion(
  spec: SecretSpec,
  stored: readonly Secret[],
  { replaceUnknown }: { readonly replaceUnknown: boolean },
): SecretSpec {
  const versions = versionsOf(spec.Name, stored);
  if (spec.Data === undefined || versions.length === 0) return spec;
  const content = Buffer.from(spec.Data, 'base64');
  const digests = new Map<string, string>();
  const digestWith = (salt: Buffer): string => {
    const key = salt.toString('hex');
    const digest = digests.get(key) ?? secretDigest(content, salt);
    digests.set(key, digest);
    return digest;
  };
  const known = versions.flatMap(({ Spec }) => {
    const digest = Spec.Labels?.[DIGEST_LABEL];
    const salt = saltOf(digest);
    return digest === undefined || salt === undefined ? [] : [{ Spec, digest, salt }];
  });
  const present = known.find(
    (version) =>
      sameDigest(version.digest, digestWith(version.salt)) &&
      (version.Spec.Templating?.Name ?? '') === (spec.Templating?.Name ?? ''),
  );
  if (present !== undefined) return { ...spec, Name: present.Spec.Name };
  const [first] = known;
  if (first === undefined && !replaceUnknown) return spec;
  const digest = first === undefined ? secretDigest(content) : digestWith(first.salt);
  return {
    ...spec,
    Name: versionedName(spec.Name, suffixOf(digest, spec)),
    Labels: { ...spec.Labels, [DIGEST_LABEL]: digest },
  };
}

/** What to create: a first version gets its digest now, later ones have it already. */
export function withDigest(spec: SecretSpec): SecretSpec {
  if (spec.Data === undefined || spec.Labels[DIGEST_LABEL] !== undefined) return spec;
  const digest = secretDigest(Buffer.from(spec.Data, 'base64'));
  return { ...spec, Labels: { ...spec.Labels, [DIGEST_LABEL]: digest } };
}

/** Made from the dear digest and never from the content: a hash of that would let anybody try passwords fast. */
function suffixOf(digest: string, { Templating }: SecretSpec): string {
  return createHash('sha256')
    .update(`${digest}\0${Templating?.Name ?? ''}`)
    .digest('hex');
}

/** Made by somebody else: it has no digest of ours, and the engine never gives its content back. */
export function isUnknownSecret(name: string, stored: readonly Secret[]): boolean {
  const found = stored.find((secret) => secret.Spec.Name === name);
  return found !== undefined && saltOf(found.Spec.Labels?.[DIGEST_LABEL]) === undefined;
}
