import { HISTORY_HEADER, historyRows } from '../../release/ledger/history.ts';
import type { ReleaseEntry } from '../../release/ledger/release-entry.ts';
import { plainText, table } from './markdown.ts';

/** The history of a stack for the job summary, newest first; the running release has a `*`. */
export function historyMarkdown(stack: string, entries: readonly ReleaseEntry[]): string {
  const title = `### 📋 History of stack ${plainText(stack)}`;
  if (entries.length === 0) return `${title}\n\nThere is no release yet.\n`;
  return `${title}\n\n${table(HISTORY_HEADER, historyRows(entries))}\n`;
}
