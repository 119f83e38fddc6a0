import type { Node } from '../document/node.ts';
import { asList, asMap, asPrintedText, asText } from '../document/values.ts';
import { compareBytes } from './compare-bytes.ts';
import type { Reading } from './reading.ts';

/**
 * Further lines of /etc/hosts, as `address name`. A list keeps its order, a mapping is sorted, and several addresses of
 * one name stay several lines.
 */
export function readExtraHosts(node: Node | undefined, reading: Reading): readonly string[] {
  const listed = (asList(node)?.items ?? []).flatMap((item) => splitEntry(item, reading));
  const mapped = (asMap(node)?.entries ?? []).flatMap(({ key, value }): readonly string[] =>
    (asList(value)?.items ?? [value]).flatMap((each) => {
      const address = asPrintedText(each);
      return address === undefined ? [] : [`${key}:${address}`];
    }),
  );
  return [...listed, ...mapped.sort(compareBytes)].map(toLine);
}

function splitEntry(item: Node, reading: Reading): readonly string[] {
  const text = asText(item);
  if (text === undefined) return [];
  const match = /^([^=]*)=(.*)$/s.exec(text) ?? /^([^:]*):(.*)$/s.exec(text);
  if (match === null) {
    reading.findings.warn(
      item,
      `${item.path}: ${JSON.stringify(text)} has no address and is ignored; write name:address.`,
    );
    return [];
  }
  return [`${match[1]}:${match[2]}`];
}

/** The name ends at the first colon, also in a mapping, because Docker joins and splits the two. */
function toLine(entry: string): string {
  const at = entry.indexOf(':');
  const address = entry.slice(at + 1).replace(/^\[(.+)\]$/s, '$1');
  return `${address} ${entry.slice(0, at)}`;
}
