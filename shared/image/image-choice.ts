import type { DesiredService } from '../compose/desired-stack.ts';
import type { Service } from '../engine/objects.ts';
import type { Platform } from '../engine/specs.ts';

/** When a tag is looked up in its registry and pinned to the digest it has there; words and rules are the CLI's. */
export const RESOLVE_IMAGE = ['always', 'changed', 'never'] as const;

export type ResolveImage = (typeof RESOLVE_IMAGE)[number];

/** What Docker's own client notes of the image as it stands in the stack file. */
const IMAGE_LABEL = 'com.docker.stack.image';

export type ImageChoice =
  | { readonly kind: 'ask'; readonly image: string }
  | { readonly kind: 'take'; readonly image: string; readonly platforms?: readonly Platform[] };

/**
 * | mode | a new service | the same image as in the last deployment | another one |
 * |---|---|---|---|
 * | `always` | ask | ask | ask |
 * | `changed` | ask | keep what is stored | ask |
 * | `never` | as written | keep what is stored | as written |
 *
 * Of a digest in the file only the platforms are asked for, which keep tasks off nodes that cannot run it; what is stored
 * of the same one is known already. Beyond the CLI's rules, the platforms stay with the image they belong to.
 */
export function imageChoice(
  { spec }: DesiredService,
  stored: Service | undefined,
  mode: ResolveImage,
): ImageChoice {
  const image = spec.TaskTemplate.ContainerSpec.Image;
  const label = spec.Labels[IMAGE_LABEL];
  const before = label !== undefined && label === stored?.Spec.Labels[IMAGE_LABEL] ? stored : undefined;
  const kept = before?.Spec.TaskTemplate.ContainerSpec.Image;
  if (kept !== undefined && (mode !== 'always' || (namesDigest(image) && image === kept))) {
    const platforms = before?.Spec.TaskTemplate.Placement?.Platforms;
    return { kind: 'take', image: kept, ...(platforms ? { platforms } : {}) };
  }
  return { kind: mode === 'never' || isImageId(image) ? 'take' : 'ask', image };
}

export function namesDigest(image: string): boolean {
  return image.includes('@');
}

/** No registry knows it. */
export function isImageId(image: string): boolean {
  return /^[a-f0-9]{64}$/.test(image);
}
