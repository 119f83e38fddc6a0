import type { DistributedImage, Engine } from '../engine/engine.ts';

/** What a registry said of an image, or the error that says why it said nothing. */
export type RegistryAnswer = DistributedImage | Error;

/** Asks for each image once, all at the same time, through the manager. Never rejects. */
export async function askRegistries(
  engine: Engine,
  images: readonly string[],
): Promise<ReadonlyMap<string, RegistryAnswer>> {
  const answers = await Promise.all(
    [...new Set(images)].map(async (image) => [image, await ask(engine, image)] as const),
  );
  return new Map(answers);
}

async function ask(engine: Engine, image: string): Promise<RegistryAnswer> {
  try {
    return await engine.images.distribution(image);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
