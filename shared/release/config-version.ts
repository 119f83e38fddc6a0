import { createHash } from 'node:crypto';
import type { Config } from '../engine/objects.ts';
import type { ConfigSpec } from '../engine/specs.ts';
import { DIGEST_LABEL } from './secret-digest.ts';
import { versionedName, versionsOf } from './versioned-name.ts';

/** The config under the name of the version that holds, or will hold, its content. */
export function configVersion(spec: ConfigSpec, stored: readonly Config[]): ConfigSpec {
  const versions = versionsOf(spec.Name, stored);
  const present = versions.find(
    ({ Spec }) =>
      (Spec.Data ?? '') === (spec.Data ?? '') &&
      (Spec.Templating?.Name ?? '') === (spec.Templating?.Name ?? ''),
  );
  if (present !== undefined) return { ...spec, Name: present.Spec.Name };
  return versions.length === 0 ? spec : { ...spec, Name: versionedName(spec.Name, hashOf(spec)) };
}

/** The template driver is part of what the container sees, and cannot be changed either. */
function hashOf({ Data = '', Templating }: ConfigSpec): string {
  const hash = createHash('sha256').update(Buffer.from(Data, 'base64'));
  if (Templating !== undefined) hash.update(`\0${Templating.Name}`);
  return hash.digest('hex');
}

/** What to create: with a digest of its content, which tells the configs of this project from those of others. */
export function withConfigDigest(spec: ConfigSpec): ConfigSpec {
  return { ...spec, Labels: { ...spec.Labels, [DIGEST_LABEL]: `sha256:${hashOf(spec)}` } };
}
