import type { Engine } from '../../engine/engine.ts';
import { isNotFound } from '../../engine/engine-errors.ts';
import { headName, partName } from './ledger-names.ts';
import type { ReleaseEntry } from './release-entry.ts';
import { LABEL } from './release-labels.ts';

/** Removes the record of a release. Parts first, so that a cut leaves a release that is known to be damaged and no parts that nobody knows of. */
export async function forgetRelease(engine: Engine, entry: ReleaseEntry): Promise<void> {
  const parts = await partsOf(engine, entry);
  await Promise.all(parts.map((part) => removeConfig(engine, part)));
  await removeConfig(engine, headName(entry.stack, entry.number));
}

/** Names or ids; looked for only when the first config cannot say how many there are. */
async function partsOf(engine: Engine, { stack, number, parts }: ReleaseEntry): Promise<readonly string[]> {
  if (parts !== undefined)
    return Array.from({ length: parts }, (_, place) => partName(stack, number, place + 1));
  const found = await engine.configs.list({
    label: [`${LABEL.stack}=${stack}`, `${LABEL.partOf}=${number}`],
  });
  return found.map(({ ID }) => ID);
}

async function removeConfig(engine: Engine, idOrName: string): Promise<void> {
  try {
    await engine.configs.remove(idOrName);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
