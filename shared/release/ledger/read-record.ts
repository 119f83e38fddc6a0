import type { Engine } from '../../engine/engine.ts';
import type { Config } from '../../engine/objects.ts';
import { UserError } from '../../errors/user-error.ts';
import { headName, partName, partsPrefix } from './ledger-names.ts';
import { decodeHead, decodeRecord } from './record-data.ts';
import { isReadable } from './release-entry.ts';
import { entryOf } from './release-labels.ts';
import type { ReleaseRecord } from './release-record.ts';

/** The record of one release, all its configs in one call. */
export async function readRecord(engine: Engine, stack: string, release: number): Promise<ReleaseRecord> {
  const name = headName(stack, release);
  const configs = await engine.configs.list({ name: [name, partsPrefix(stack, release)] });
  const byName = new Map(configs.map((config) => [config.Spec.Name, config]));
  const head = byName.get(name);
  const contents = head === undefined ? undefined : entryOf(head)?.contents;
  if (head === undefined || contents === undefined)
    throw unreadable(stack, release, 'it is not in the swarm');
  if (!isReadable(contents)) throw unreadable(stack, release, contents.problem);
  try {
    return decodeRecord(decodeHead(dataOf(head)), (place) => {
      const part = byName.get(partName(stack, release, place + 1));
      return part === undefined ? undefined : dataOf(part);
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw unreadable(stack, release, `its record is damaged: ${problem}`);
  }
}

function dataOf({ Spec }: Config): Buffer {
  return Buffer.from(Spec.Data ?? '', 'base64');
}

function unreadable(stack: string, release: number, problem: string): UserError {
  return new UserError(`Release ${release} of stack ${stack} cannot be read: ${problem}.`, {
    fix: 'Choose another release of its history.',
  });
}
