import { setOutput, summary } from '@actions/core';
import type { Log } from './log.ts';

/** GitHub drops a summary above 1 MiB; the rest of the room is for other steps' lines in this one. */
const SUMMARY_LIMIT = 1_000_000;

/** Outputs of the step; an absent one is not set. */
export function setOutputs(outputs: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value !== undefined) setOutput(name, value);
  }
}

/** Adds Markdown to the job summary. A summary that cannot be written is a warning: it never decides the result. */
export async function writeSummary(markdown: string, log: Log): Promise<void> {
  const text =
    markdown.length > SUMMARY_LIMIT
      ? `${markdown.slice(0, SUMMARY_LIMIT)}\n\n_Cut: see the log._\n`
      : markdown;
  try {
    await summary.addRaw(text, true).write();
  } catch (error) {
    log.warning(
      `The job summary could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
