import type { MapNode, Node } from '../document/node.ts';
import { asList, asMap, asPrintedText, entryAt, valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { SERVICE_KEYS } from '../shape/service-keys.ts';
import type { TranslatedKey } from '../shape/shape.ts';

/** Writes the keys that Swarm knows under another name, such as `mem_limit`, where it knows them. */
export function translateKeys(service: MapNode, findings: Findings): MapNode {
  let translated = service;
  for (const { key, value } of service.entries) {
    const rule = Object.hasOwn(SERVICE_KEYS, key) ? SERVICE_KEYS[key] : undefined;
    if (rule?.kind !== 'translated') continue;
    translated = { ...translated, entries: translated.entries.filter((entry) => entry.key !== key) };
    if (value.kind !== 'broken') translated = moveTo(translated, value, rule, findings);
  }
  return translated;
}

function moveTo(service: MapNode, value: Node, rule: TranslatedKey, findings: Findings): MapNode {
  const converted = value.tag === 'reset' ? value : (rule.convert?.(value) ?? value);
  const existing = rule.path.reduce<Node | undefined>((node, key) => valueAt(node, key), service);
  if (existing === undefined) return putAt(service, rule.path, converted);
  const list = asList(existing);
  if (list !== undefined)
    return putAt(service, rule.path, {
      ...list,
      items: [...list.items, ...(asList(converted)?.items ?? [])],
    });
  if (existing.kind !== 'broken' && asPrintedText(existing) !== asPrintedText(converted)) {
    findings.mistake(
      value,
      `${value.path} is ${asPrintedText(value)}, but ${existing.path} is ${asPrintedText(existing)}.`,
      'Remove one of them.',
    );
  }
  return service;
}

function putAt(map: MapNode, path: readonly string[], value: Node): MapNode {
  const [key = '', ...rest] = path;
  const existing = entryAt(map, key);
  const { position } = value;
  const empty: MapNode = { kind: 'map', entries: [], position, path: `${map.path}.${key}` };
  const placed = rest.length === 0 ? value : putAt(asMap(existing?.value) ?? empty, rest, value);
  const entry = { key, keyPosition: existing?.keyPosition ?? position, value: placed };
  const others = map.entries.filter((other) => other.key !== key);
  return { ...map, entries: [...others, entry] };
}
