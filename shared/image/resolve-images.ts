import type { DesiredStack } from '../compose/desired-stack.ts';
import type { Engine } from '../engine/engine.ts';
import type { Service } from '../engine/objects.ts';
import type { ResolveImage } from './image-choice.ts';
import { imagesToAsk, type PinnedImages, pinImages, type RegistryAnswer } from './pin-images.ts';

/**
 * Pins the images by the rules of `imageChoice`; each is asked for once, all at the same time, through the manager. In
 * mode `always` that does not wait for what the swarm holds.
 */
export async function resolveImages(
  engine: Engine,
  desired: DesiredStack,
  present: Promise<readonly Service[]>,
  mode: ResolveImage,
): Promise<PinnedImages> {
  const early = mode === 'always' ? askRegistries(engine, imagesToAsk(desired, [], mode)) : undefined;
  const services = await present;
  const answers = await (early ?? askRegistries(engine, imagesToAsk(desired, services, mode)));
  return pinImages(desired, services, mode, answers);
}

/** Never rejects: a registry that does not answer is an answer too. */
async function askRegistries(
  engine: Engine,
  images: readonly string[],
): Promise<ReadonlyMap<string, RegistryAnswer>> {
  const answers = await Promise.all(images.map(async (image) => [image, await ask(engine, image)] as const));
  return new Map(answers);
}

async function ask(engine: Engine, image: string): Promise<RegistryAnswer> {
  try {
    return await engine.images.distribution(image);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
