import type { MapNode, Node } from '../document/node.ts';
import { asDuration, asInteger, asText, itemsOf, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import type { WantedAnswer, WantedBody } from './check.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000;
const ANY_SUCCESS = ['2xx'];

/** What `expect`, `body` and `within` of a check say; any success will do where nothing is said. */
export function readWantedAnswer(check: MapNode, findings: Findings): WantedAnswer {
  const body = readBody(valueAt(check, 'body'), findings);
  const withinMs = readMilliseconds(valueAt(check, 'within'), findings);
  return {
    status: readStatus(valueAt(check, 'expect'), findings),
    ...(body === undefined ? {} : { body }),
    ...(withinMs === undefined ? {} : { withinMs }),
  };
}

/** A duration above 0, in milliseconds. */
export function readMilliseconds(node: Node | undefined, findings: Findings): number | undefined {
  const nanoseconds = asDuration(node);
  if (node === undefined || nanoseconds === undefined) return undefined;
  if (nanoseconds === 0) findings.mistake(node, `${node.path} is 0.`, 'Write a time such as 5s.');
  return nanoseconds / NANOSECONDS_PER_MILLISECOND;
}

function readStatus(node: Node | undefined, findings: Findings): readonly string[] {
  if (node === undefined || node.kind === 'broken') return ANY_SUCCESS;
  const items = itemsOf(node);
  if (items.length === 0) findings.mistake(node, `${node.path} names no status.`, 'Write one such as 200.');
  return items.flatMap((item) => {
    const written = asInteger(item)?.toString() ?? asText(item)?.toLowerCase();
    if (written === undefined) return [];
    if (/^[1-5](\d\d|xx)$/.test(written)) return [written];
    findings.mistake(
      item,
      `${item.path}: ${JSON.stringify(written)} is no HTTP status.`,
      'Write a code such as 204, or a class such as 2xx.',
    );
    return [];
  });
}

function readBody(node: Node | undefined, findings: Findings): WantedBody | undefined {
  const text = asText(node);
  if (node === undefined || text === undefined) return undefined;
  const [, expression, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (expression === undefined) return { text };
  try {
    new RegExp(expression, flags);
  } catch (error) {
    findings.mistake(
      node,
      `${node.path} is no regular expression: ${error instanceof Error ? error.message : String(error)}.`,
      'Mend it, or leave out the slashes to look for the text itself.',
    );
  }
  return { expression, flags };
}
