import { createOnce } from '../../engine/create-once.ts';
import type { Engine } from '../../engine/engine.ts';
import { isNameConflict, isNotFound, isOutOfSequence, isUncertainWrite } from '../../engine/engine-errors.ts';
import type { Config } from '../../engine/objects.ts';
import type { ConfigSpec } from '../../engine/specs.ts';
import { EngineError } from '../../errors/engine-error.ts';
import { forgetRelease } from './forget-release.ts';
import { ALL_HEADS_PREFIX, headName, headsPrefix, partName } from './ledger-names.ts';
import { readRecord } from './read-record.ts';
import { encodeRecord, type RecordData } from './record-data.ts';
import type { ReleaseEnding, ReleaseEntry } from './release-entry.ts';
import { entryOf, LABEL, labelsOfEnding, labelsOfRelease } from './release-labels.ts';
import type { ReleaseRecord } from './release-record.ts';

const MOST_TRIES = 10;

/**
 * The releases of one stack, kept in the swarm as configs: a small one for each release, which a listing reads, and
 * further ones with the record where it is large. Whoever writes holds the lease of the stack; numbers would stay
 * unique without it.
 */
export interface Ledger {
  /** Newest first, one call. A release that cannot be read is listed too and says why. */
  list(): Promise<readonly ReleaseEntry[]>;
  /** One call. A UserError names what is missing or damaged. */
  read(release: number): Promise<ReleaseRecord>;
  /**
   * Writes a release as `pending` and gives its number. `newest` is the highest number listed, 0 for none; a number
   * taken meanwhile is not taken again. Nothing of the stack may be written before this has returned. With an ending
   * it is written as one that has ended: a stack as it was found.
   */
  begin(record: ReleaseRecord, newest: number, ending?: ReleaseEnding): Promise<number>;
  /** Says how it ended. One that has ended keeps its end: somebody who took over may have said it first. */
  finish(release: number, ending: ReleaseEnding): Promise<ReleaseEntry>;
  /** Removes the records of these releases and nothing that they name. */
  forget(entries: readonly ReleaseEntry[]): Promise<void>;
}

/** `engine` refuses writes of a run that has lost its lease; reading needs none. */
export function openLedger(engine: Engine, stack: string): Ledger {
  const begun = new Map<number, Promise<Config | undefined>>();
  return {
    list: () => listReleases(engine, stack),
    read: (release) => readRecord(engine, stack, release),
    begin: async (record, newest, ending) => {
      const release = await begin(engine, record, newest, ending);
      // The answer to a create says no version; asked for now, it is there by the time the release ends.
      if (ending === undefined)
        begun.set(
          release,
          configNamed(engine, headName(stack, release)).catch(() => undefined),
        );
      return release;
    },
    finish: async (release, ending) => finish(engine, stack, release, ending, await begun.get(release)),
    forget: async (entries) => {
      await Promise.all(entries.map((entry) => forgetRelease(engine, entry)));
    },
  };
}

async function listReleases(engine: Engine, stack: string): Promise<readonly ReleaseEntry[]> {
  return releasesOf(stack, await engine.configs.list({ name: [headsPrefix(stack)] }));
}

/** The releases of one stack among any configs, newest first. */
export function releasesOf(stack: string, configs: readonly Config[]): readonly ReleaseEntry[] {
  return configs
    .flatMap((config) => entryOf(config) ?? [])
    .filter((entry) => entry.stack === stack)
    .toSorted((a, b) => b.number - a.number);
}

/** Of all stacks of the swarm, in no order. */
export async function listAllReleases(engine: Engine): Promise<readonly ReleaseEntry[]> {
  const heads = await engine.configs.list({ name: [ALL_HEADS_PREFIX] });
  return heads.flatMap((head) => entryOf(head) ?? []);
}

/** The first config comes first: with it the number is ours, and parts that a cut left out are known to be missing. */
async function begin(
  engine: Engine,
  record: ReleaseRecord,
  newest: number,
  ending: ReleaseEnding | undefined,
): Promise<number> {
  const { stack } = record.stack;
  const data = encodeRecord(record);
  let number = newest + 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await createConfig(engine, headSpec(number, record, data, ending));
      break;
    } catch (error) {
      if (!isNameConflict(error) || attempt === MOST_TRIES) throw error;
      const [latest] = await listReleases(engine, stack);
      number = Math.max(number, latest?.number ?? 0) + 1;
    }
  }
  const parts = data.parts.map((part, place) => partSpec(stack, number, place + 1, part));
  await Promise.all(parts.map((spec) => createConfig(engine, spec)));
  return number;
}

function headSpec(
  release: number,
  record: ReleaseRecord,
  { head }: RecordData,
  ending: ReleaseEnding | undefined,
): ConfigSpec {
  const ended = ending === undefined ? {} : labelsOfEnding(ending);
  return {
    Name: headName(record.stack.stack, release),
    Labels: { ...labelsOfRelease(release, record), ...ended },
    Data: head.toString('base64'),
  };
}

function partSpec(stack: string, release: number, part: number, data: Buffer): ConfigSpec {
  const labels = { [LABEL.stack]: stack, [LABEL.partOf]: String(release) };
  return { Name: partName(stack, release, part), Labels: labels, Data: data.toString('base64') };
}

/** A create whose answer got lost is ours if the very same is there. */
async function createConfig(engine: Engine, spec: ConfigSpec): Promise<void> {
  await createOnce<unknown>(
    () => engine.configs.create(spec),
    async () => {
      const found = await configNamed(engine, spec.Name);
      return found?.Spec.Data === spec.Data ? found : undefined;
    },
  );
}

async function finish(
  engine: Engine,
  stack: string,
  release: number,
  ending: ReleaseEnding,
  known: Config | undefined,
): Promise<ReleaseEntry> {
  const name = headName(stack, release);
  for (let attempt = 1; ; attempt += 1) {
    const head = (attempt === 1 ? known : undefined) ?? (await configNamed(engine, name));
    const entry = head === undefined ? undefined : entryOf(head);
    if (head === undefined || entry === undefined) throw goneRelease(stack, release, name);
    if (entry.outcome !== 'pending') return entry;
    const Labels = { ...head.Spec.Labels, ...labelsOfEnding(ending) };
    try {
      await engine.configs.update(head.ID, head.Version.Index, { Name: name, Labels });
      return entryOf({ ...head, Spec: { ...head.Spec, Labels } }) ?? entry;
    } catch (error) {
      const again = isOutOfSequence(error) || isUncertainWrite(error) || isNotFound(error);
      if (!again || attempt === MOST_TRIES) throw error;
    }
  }
}

function goneRelease(stack: string, release: number, name: string): EngineError {
  return new EngineError(
    `Release ${release} of stack ${stack} is not in the swarm any more (config ${name}).`,
    {
      hint: 'Somebody removed it while this run was at work. What the stack runs is not touched by that.',
    },
  );
}

async function configNamed(engine: Engine, name: string): Promise<Config | undefined> {
  const found = await engine.configs.list({ name: [name] });
  return found.find(({ Spec }) => Spec.Name === name);
}
