import { shortImage } from './image-words.ts';
import { isReadable, type ReleaseEntry } from './release-entry.ts';
import { runningRelease } from './standing.ts';

const MOST_IMAGES = 3;
const COMMIT_LENGTH = 8;

export const HISTORY_HEADER = ['release', 'outcome', 'when', 'who', 'commit', 'images', 'notes'] as const;

/** One row for each release; the one that runs has a `*`. `entries` are newest first. */
export function historyRows(entries: readonly ReleaseEntry[]): readonly (readonly string[])[] {
  const running = runningRelease(entries);
  return entries.map((entry) => historyRow(entry, entry === running));
}

/** `entries` as a table of text, its columns aligned, for a log or a message. */
export function historyLines(
  entries: readonly ReleaseEntry[],
  running: ReleaseEntry | undefined = runningRelease(entries),
): readonly string[] {
  const rows = [[...HISTORY_HEADER], ...entries.map((entry) => [...historyRow(entry, entry === running)])];
  const widths = HISTORY_HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function historyRow(entry: ReleaseEntry, isRunning: boolean): readonly string[] {
  const { number, outcome, startedAt, actor = '', commit = '' } = entry;
  const when = `${startedAt.slice(0, 19).replace('T', ' ')}Z`;
  return [
    `${isRunning ? '*' : ''}${number}`,
    outcome,
    when,
    actor,
    commit.slice(0, COMMIT_LENGTH),
    imagesText(entry),
    notes(entry),
  ];
}

function imagesText({ contents }: ReleaseEntry): string {
  if (!isReadable(contents)) return '';
  const images = [...new Set(contents.images.map(({ image }) => shortImage(image)))];
  const more = images.length > MOST_IMAGES ? `, ${images.length - MOST_IMAGES} more` : '';
  return `${images.slice(0, MOST_IMAGES).join(', ')}${more}`;
}

function notes({ action, restores, reason, note, contents }: ReleaseEntry): string {
  const parts = [
    restores === undefined ? undefined : `back to ${restores}`,
    action === 'adopt' ? 'as it was found' : undefined,
    isReadable(contents) ? undefined : `cannot be read: ${contents.problem}`,
    reason,
    note,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** For programs: newest first, only what is known. */
export function historyJson(entries: readonly ReleaseEntry[]): string {
  const running = runningRelease(entries);
  return JSON.stringify(
    entries.map(({ number, contents, ...entry }) => ({
      release: number,
      running: number === running?.number,
      ...entry,
      ...(isReadable(contents) ? { images: contents.images } : { problem: contents.problem }),
    })),
  );
}
