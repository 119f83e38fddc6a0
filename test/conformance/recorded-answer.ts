import { createHash } from 'node:crypto';
import { EngineError } from '../../shared/errors/engine-error.ts';
import type { RegistryAnswer } from '../../shared/image/pin-images.ts';

/** As the recorder's registry answered: a digest made of the name, and no entry to some. */
export function recordedAnswer(image: string): RegistryAnswer {
  if (image.includes('unresolvable'))
    return new EngineError(
      `Cannot find image ${image} in its registry: unauthorized: authentication required`,
    );
  const platforms = ['amd64', 'arm64', 'arm'].map((Architecture) => ({ Architecture, OS: 'linux' }));
  return { digest: `sha256:${createHash('sha256').update(image).digest('hex')}`, platforms };
}
