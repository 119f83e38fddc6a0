import { UserError } from '../../errors/user-error.ts';
import { historyLines } from './history.ts';
import { isMeantBy } from './image-words.ts';
import { isReadable, type ReleaseEntry } from './release-entry.ts';
import { isGood, previousRelease, runningRelease } from './standing.ts';

/**
 * The release that a user means by `previous`, a number, a commit or its beginning, a tag or branch, or the image tag of
 * a service. A number always is a release's, whatever became of it; all others only find releases that ended well, and
 * must leave no doubt: several releases will do only when they run the same. Of a branch the newest is meant. Anything
 * else is a UserError with the candidates as a table. `entries` are newest first.
 */
export function resolveTarget(to: string, entries: readonly ReleaseEntry[]): ReleaseEntry {
  const written = to.trim();
  if (entries.length === 0) {
    throw new UserError(`There is no release to go back to: the stack has no history.`, {
      fix: 'Check the name in "stack"; a history begins with the first run of deploy-stack.',
    });
  }
  if (written === 'previous') return readable(previous(entries), entries);
  const numbered = /^\d+$/.test(written)
    ? entries.find(({ number }) => number === Number(written))
    : undefined;
  if (numbered !== undefined) return readable(numbered, entries);
  return named(written, entries);
}

function previous(entries: readonly ReleaseEntry[]): ReleaseEntry {
  const found = previousRelease(entries);
  if (found !== undefined) return found;
  const running = runningRelease(entries);
  const before =
    running === undefined ? 'that ended well' : `that ended well before release ${running.number}`;
  throw unresolved(`There is no release ${before}.`, entries, entries);
}

function readable(entry: ReleaseEntry, entries: readonly ReleaseEntry[]): ReleaseEntry {
  const { contents, number } = entry;
  if (isReadable(contents)) return entry;
  throw unresolved(`Release ${number} cannot be read: ${contents.problem}.`, entries, entries);
}

function named(written: string, entries: readonly ReleaseEntry[]): ReleaseEntry {
  const matching = [
    ...ofCommit(written, entries),
    ...ofTag(written, entries),
    ...ofBranch(written, entries),
    ...ofImage(written, entries),
  ];
  const all = entries.filter((entry) => matching.includes(entry));
  if (all.length === 0) {
    const what = 'no release number, commit, tag, branch or image tag in its history';
    throw unresolved(`${JSON.stringify(written)} is ${what}.`, entries, entries);
  }
  const good = all.filter((entry) => isGood(entry) && isReadable(entry.contents));
  const [newest] = good;
  if (newest === undefined) {
    throw unresolved(`No release of ${JSON.stringify(written)} ended well.`, all, entries);
  }
  const different = new Set(good.map(({ contents }) => (isReadable(contents) ? contents.fingerprint : '')));
  if (different.size === 1) return newest;
  throw unresolved(
    `${JSON.stringify(written)} can mean ${different.size} different releases.`,
    good,
    entries,
  );
}

/** Digits alone count as a commit only when they are many: few of them are a mistyped number. */
function ofCommit(written: string, entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  if (!/^(?:[0-9a-f]{7,40}|(?=.*[a-f])[0-9a-f]{4,6})$/i.test(written)) return [];
  return entries.filter(({ commit }) => commit?.startsWith(written.toLowerCase()));
}

function ofTag(written: string, entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  const name = written.replace(/^refs\/tags\//, '');
  return entries.filter(({ ref }) => ref === `refs/tags/${name}`);
}

/** A branch moves on: its name means where it is now, which is the newest release made from it that ended well. */
function ofBranch(written: string, entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  const name = written.replace(/^refs\/heads\//, '');
  const all = entries.filter(({ ref }) => ref === `refs/heads/${name}`);
  const newest = all.find((entry) => isGood(entry) && isReadable(entry.contents));
  return newest === undefined ? all : [newest];
}

function ofImage(written: string, entries: readonly ReleaseEntry[]): readonly ReleaseEntry[] {
  return entries.filter(
    ({ contents }) => isReadable(contents) && contents.images.some((image) => isMeantBy(image, written)),
  );
}

function unresolved(
  message: string,
  candidates: readonly ReleaseEntry[],
  entries: readonly ReleaseEntry[],
): UserError {
  const table = historyLines(candidates, runningRelease(entries)).map((line) => `  ${line}`);
  return new UserError([message, ...table].join('\n'), {
    fix: 'Write the number of one of these releases in "to".',
  });
}
