import type { MapNode } from './document/node.ts';
import { describeNode } from './document/node.ts';
import { asPrintedText, entryAt } from './document/values.ts';
import type { Findings } from './findings.ts';

/**
 * `version` only tells files of the formats 1 and 2 apart, where keys mean something else. Which 3.x it is decides
 * nothing: every key is read as in the newest.
 */
export function checkVersion(root: MapNode, findings: Findings): void {
  const entry = entryAt(root, 'version');
  if (entry === undefined || entry.value.kind === 'broken') return;
  const version = asPrintedText(entry.value);
  if (version !== undefined && /^(3(\.[0-9]+)?)?$/.test(version)) return;
  const old = version !== undefined && /^[12](\.|$)/.test(version);
  findings.mistake(
    entry.value,
    `version is ${describeNode(entry.value)}, but a stack file has the format 3.`,
    old
      ? 'Write version: "3.8", and move what only the old format knows (cpus, mem_limit, volumes_from, depends_on with conditions).'
      : 'Remove it, or write version: "3.8".',
  );
}
