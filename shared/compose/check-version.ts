import type { MapNode } from './document/node.ts';
import { describeNode } from './document/node.ts';
import { asPrintedText, entryAt } from './document/values.ts';
import type { Findings } from './findings.ts';

/**
 * `version` only tells files of the formats 1 and 2 apart, where keys mean something else. Which other it is decides
 * nothing: every key is read as in the newest.
 */
export function checkVersion(root: MapNode, findings: Findings): void {
  const value = entryAt(root, 'version')?.value;
  if (value === undefined || !/^[12](\.|$)/.test(asPrintedText(value) ?? '')) return;
  findings.mistake(
    value,
    `version is ${describeNode(value)}, but a stack file has the format 3.`,
    'Remove it, and move what only the old format knows (volumes_from, cpu_shares, a network_mode of another service).',
  );
}
