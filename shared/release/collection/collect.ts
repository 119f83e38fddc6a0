import { STACK_LABEL } from '../../compose/convert/names.ts';
import type { Engine } from '../../engine/engine.ts';
import { listAllReleases, openLedger } from '../ledger/ledger.ts';
import type { ReleaseEntry } from '../ledger/release-entry.ts';
import { DIGEST_LABEL } from '../secret-digest.ts';
import { releasesToForget } from './releases-to-forget.ts';
import { removeEach } from './remove-each.ts';
import { type StoredObjects, type UnneededObjects, unneededObjects } from './unneeded-objects.ts';

/** The `keep-releases` of who says nothing. */
export const DEFAULT_KEPT_RELEASES = 10;

export interface Collected {
  /** Numbers of the releases that were removed, newest first. */
  readonly releases: readonly number[];
  /** As in `config demo_settings.0123abcd`, sorted. */
  readonly objects: readonly string[];
  /** What could not be removed, and why; the next run tries again. */
  readonly problems: readonly string[];
}

/** What a collection decides by. */
export interface Collectable extends StoredObjects {
  /** Of all stacks, in no order. */
  readonly releases: readonly ReleaseEntry[];
}

/** Four lists at the same time; to be asked for when no service will be written any more. */
export async function readCollectable(engine: Engine, stack: string): Promise<Collectable> {
  const label = [`${STACK_LABEL}=${stack}`, DIGEST_LABEL];
  const [releases, services, configs, secrets] = await Promise.all([
    listAllReleases(engine),
    engine.services.list(),
    engine.configs.list({ label }),
    engine.secrets.list({ label }),
  ]);
  return { releases, services, configs, secrets };
}

/**
 * Removes the releases of a stack beyond those to keep, then the configs and secrets that nothing needs any more. For
 * the holder of the stack's lease, once the release that it made has `ended`: as such it counts, whatever the lists
 * say that were read while it did. Something that cannot be removed is a problem told and no error.
 */
export async function collect(
  engine: Engine,
  ended: ReleaseEntry,
  keep: number,
  { releases, ...stored }: Collectable,
): Promise<Collected> {
  const { stack } = ended;
  const isEnded = (entry: ReleaseEntry) => entry.stack === stack && entry.number === ended.number;
  const all = [ended, ...releases.filter((entry) => !isEnded(entry))];
  const own = all.filter((entry) => entry.stack === stack).toSorted((a, b) => b.number - a.number);
  const ledger = openLedger(engine, stack);
  // First the records: one that outlives its objects would promise what it cannot keep.
  const records = await removeEach(
    releasesToForget(own, keep),
    ({ number }) => `release ${number}`,
    (entry) => ledger.forget([entry]),
  );
  const kept = all.filter((entry) => !records.removed.includes(entry));
  const unneeded = unneededObjects(stack, kept, stored);
  const objects = await removeEach(
    removalsOf(engine, unneeded),
    ({ name }) => name,
    ({ remove }) => remove(),
  );
  return {
    releases: records.removed.map(({ number }) => number),
    objects: objects.removed.map(({ name }) => name).toSorted(),
    problems: [...records.problems, ...objects.problems, ...unneeded.silent.map(isUnknown)],
  };
}

function removalsOf(engine: Engine, { configs, secrets }: UnneededObjects) {
  return [
    ...configs.map(({ ID, Spec }) => ({
      name: `config ${Spec.Name}`,
      remove: () => engine.configs.remove(ID),
    })),
    ...secrets.map(({ ID, Spec }) => ({
      name: `secret ${Spec.Name}`,
      remove: () => engine.secrets.remove(ID),
    })),
  ];
}

function isUnknown({ stack, number }: UnneededObjects['silent'][number]): string {
  return `Release ${number} of stack ${stack} does not say what it needs, so that no config and no secret is removed.`;
}
