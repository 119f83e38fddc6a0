import { mapUnlessSame } from '../document/map-unless-same.ts';
import { broken, type MapEntry, type MapNode, type Node } from '../document/node.ts';
import type { Findings } from '../findings.ts';
import { nearestName } from './nearest-name.ts';
import type { KeyRule, KeysShape, Shape } from './shape.ts';

const MOST_KEYS_SHOWN = 12;

type Check = (value: Node, shape: Shape) => Node;

/** Checks a mapping with known keys; `check` checks the value of one of them. Keys that mean nothing are left out. */
export function checkKeys(node: MapNode, shape: KeysShape, findings: Findings, check: Check): Node {
  for (const key of shape.required) {
    if (node.entries.some((entry) => entry.key === key)) continue;
    findings.mistake(node, `${node.path}: the key "${key}" is missing.`, `Add ${key}.`);
  }
  const entries = mapUnlessSame(node.entries, (entry) => checkEntry(node, entry, shape, findings, check));
  return entries === node.entries ? node : { ...node, entries };
}

function checkEntry(
  parent: MapNode,
  entry: MapEntry,
  shape: KeysShape,
  findings: Findings,
  check: Check,
): MapEntry | undefined {
  const rule = Object.hasOwn(shape.keys, entry.key) ? shape.keys[entry.key] : undefined;
  if (rule === undefined && entry.key.startsWith('x-')) {
    warnOfNearMiss(entry, shape, findings);
    return undefined;
  }
  if (rule === undefined) {
    reportUnknown(parent, entry, shape, findings);
    return undefined;
  }
  const value = applyRule(parent, entry, rule, findings, check);
  return value === entry.value ? entry : { ...entry, value };
}

/** Anything may begin with `x-`, but what is nearly a key of ours would be passed over in silence. */
function warnOfNearMiss({ key, keyPosition }: MapEntry, shape: KeysShape, findings: Findings): void {
  const ours = Object.keys(shape.keys).filter((known) => known.startsWith('x-'));
  const nearest = nearestName(key, ours);
  if (nearest !== undefined)
    findings.warn({ position: keyPosition }, `"${key}" is ignored. Did you mean "${nearest}"?`);
}

function applyRule(parent: MapNode, entry: MapEntry, rule: KeyRule, findings: Findings, check: Check): Node {
  const at = { position: entry.keyPosition };
  if (rule.kind === 'refused') {
    findings.mistake(at, `${pathOf(parent, entry)} ${rule.problem}.`, rule.fix);
    return broken(entry.value);
  }
  if (rule.kind === 'ignored') {
    findings.warn(at, `${pathOf(parent, entry)} is ignored: ${rule.reason}`);
    return entry.value;
  }
  if (rule.kind === 'kept') findings.warn(at, `${pathOf(parent, entry)} is ignored: ${rule.reason}`);
  return check(entry.value, rule.kind === 'kept' || rule.kind === 'translated' ? rule.shape : rule);
}

function pathOf(parent: MapNode, entry: MapEntry): string {
  return parent.path === '' ? entry.key : `${parent.path}.${entry.key}`;
}

function reportUnknown(parent: MapNode, entry: MapEntry, shape: KeysShape, findings: Findings): void {
  const at = { position: entry.keyPosition };
  const known = Object.keys(shape.keys).filter((key) => shape.keys[key]?.kind !== 'refused');
  const list = known.length > MOST_KEYS_SHOWN ? '' : `; the keys here are ${known.join(', ')}`;
  const nearest = nearestName(entry.key, known);
  const guess = nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
  const fix = shape.elsewhere(entry.key) ?? guess ?? `Remove it${list}.`;
  if (shape.unknown === 'warn') {
    findings.warn(at, `${parent.path}: the unknown key "${entry.key}" is ignored. ${fix}`);
  } else {
    const place = parent.path === '' ? 'a stack file' : parent.path;
    findings.mistake(at, `"${entry.key}" is not a key of ${place}.`, fix);
  }
}
