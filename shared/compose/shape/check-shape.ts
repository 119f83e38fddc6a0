import {
  broken,
  describeNode,
  type MapEntry,
  type MapNode,
  type Node,
  type ScalarNode,
} from '../document/node.ts';
import type { Findings } from '../findings.ts';
import { nearestName } from './nearest-name.ts';
import type { KeyRule, KeysShape, NameRule, ScalarShape, Shape } from './shape.ts';

/**
 * Compares a part of a stack file with what may stand there, reports each difference, and returns the part with
 * whatever is wrong replaced by broken nodes, so that later steps see only what has the right shape.
 */
export function checkShape(node: Node, shape: Shape, findings: Findings): Node {
  if (node.kind === 'broken') return node;
  switch (shape.kind) {
    case 'anything':
      return node;
    case 'either':
      return checkEither(node, shape.shapes, findings);
    case 'scalar':
      return checkScalar(node, shape, findings);
    case 'list':
      return checkList(node, shape.items, shape.unique, findings);
    case 'map':
      return checkMap(node, shape.values, shape.names, findings);
    case 'keys':
      return checkKeys(node, shape, findings);
  }
}

/** What a shape is called after "must be". */
function nameOf(shape: Shape): string {
  if (shape.kind === 'either') return shape.shapes.map(nameOf).join(' or ');
  if (shape.kind === 'scalar') return shape.expected;
  return shape.kind === 'list' ? 'a list' : shape.kind === 'anything' ? 'anything' : 'a mapping';
}

function refuse(node: Node, shape: Shape, findings: Findings): Node {
  findings.mistake(
    node,
    `${node.path} must be ${nameOf(shape)}, but it is ${describeNode(node)}.`,
    fixOf(node, shape),
  );
  return broken(node);
}

function fixOf(node: Node, shape: Shape): string {
  const wanted = nameOf(shape);
  if (node.kind !== 'scalar') return `Write ${wanted}.`;
  const { value, substituted } = node;
  if (value === null) return `Write ${wanted}, or remove the key.`;
  if (substituted) return `A variable makes it so; give the variable ${wanted}.`;
  if (typeof value !== 'string' && /text|in quotes/.test(wanted)) {
    return `Write it in quotes: "${typeof value === 'object' ? value.timestamp : value}".`;
  }
  const unquoted = typeof value === 'string' && /^([0-9.]+|true|false)$/.test(value);
  return unquoted && !/text/.test(wanted) ? 'Write it without quotes.' : `Write ${wanted}.`;
}

function checkScalar(node: Node, shape: ScalarShape, findings: Findings): Node {
  if (!shape.accepts(node)) return refuse(node, shape, findings);
  const complaint = shape.complaint?.(node);
  if (complaint === undefined) return node;
  const words = /^(is|has|must) /.test(complaint.message)
    ? ` ${complaint.message}`
    : `: ${complaint.message}`;
  findings.mistake(node, `${node.path}${words}.`, complaint.fix);
  return broken(node);
}

/** Takes the first alternative of the node's kind; that none fits is one mistake, not several. */
function checkEither(node: Node, shapes: readonly Shape[], findings: Findings): Node {
  const shape = shapes.find((candidate) => fits(node, candidate));
  if (shape === undefined) return refuse(node, { kind: 'either', shapes }, findings);
  return checkShape(node, shape, findings);
}

function fits(node: Node, shape: Shape): boolean {
  if (shape.kind === 'anything') return true;
  if (shape.kind === 'either') return shape.shapes.some((candidate) => fits(node, candidate));
  if (shape.kind === 'scalar') return shape.accepts(node);
  return node.kind === (shape.kind === 'list' ? 'list' : 'map');
}

function checkList(node: Node, items: Shape, unique: boolean, findings: Findings): Node {
  if (node.kind !== 'list') return refuse(node, { kind: 'list', items, unique }, findings);
  const firsts = new Map<string, number>();
  const checked = node.items.map((item, index) => {
    const result = checkShape(item, items, findings);
    const content = unique && result.kind !== 'broken' ? contentOf(result) : undefined;
    const first = content === undefined ? undefined : firsts.get(content);
    if (content !== undefined && first === undefined) firsts.set(content, index);
    if (first === undefined) return result;
    findings.mistake(item, `${item.path} repeats ${node.path}[${first}].`, 'Remove one of them.');
    return broken(item);
  });
  return { ...node, items: checked };
}

/** Equal for nodes of equal content; numbers and texts are never equal. */
function contentOf(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(contentOf).join()}]`;
  if (node.kind === 'map') {
    return `{${node.entries
      .map(({ key, value }) => `${JSON.stringify(key)}:${contentOf(value)}`)
      .sort()
      .join()}}`;
  }
  return node.kind === 'scalar' ? scalarContent(node) : '?';
}

function scalarContent({ value }: ScalarNode): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function checkMap(node: Node, values: Shape, names: NameRule | undefined, findings: Findings): Node {
  if (node.kind !== 'map') return refuse(node, { kind: 'map', values }, findings);
  const entries = node.entries.map((entry) => {
    if (names !== undefined && !names.pattern.test(entry.key)) {
      const message = `${node.path}: ${JSON.stringify(entry.key)} cannot be a name here.`;
      findings.mistake({ position: entry.keyPosition }, message, names.fix);
      return { ...entry, value: broken(entry.value) };
    }
    return { ...entry, value: checkShape(entry.value, values, findings) };
  });
  return { ...node, entries };
}

function checkKeys(node: Node, shape: KeysShape, findings: Findings): Node {
  if (node.kind !== 'map') return refuse(node, shape, findings);
  for (const key of shape.required) {
    if (node.entries.some((entry) => entry.key === key)) continue;
    findings.mistake(node, `${node.path}: the key "${key}" is missing.`, `Add ${key}.`);
  }
  const entries = node.entries.flatMap((entry) => checkEntry(node, entry, shape, findings));
  return { ...node, entries };
}

function checkEntry(
  parent: MapNode,
  entry: MapEntry,
  shape: KeysShape,
  findings: Findings,
): readonly MapEntry[] {
  if (entry.key.startsWith('x-')) return [];
  const rule = Object.hasOwn(shape.keys, entry.key) ? shape.keys[entry.key] : undefined;
  if (rule === undefined) {
    reportUnknown(parent, entry, shape, findings);
    return [];
  }
  return applyRule(parent, entry, rule, findings);
}

function applyRule(parent: MapNode, entry: MapEntry, rule: KeyRule, findings: Findings): readonly MapEntry[] {
  const at = { position: entry.keyPosition };
  const path = parent.path === '' ? entry.key : `${parent.path}.${entry.key}`;
  if (rule.kind === 'refused') {
    findings.mistake(at, `${path} ${rule.problem}.`, rule.fix);
    return [{ ...entry, value: broken(entry.value) }];
  }
  if (rule.kind === 'ignored') {
    findings.warn(at, `${path} is ignored: ${rule.reason}`);
    return [entry];
  }
  return [{ ...entry, value: checkShape(entry.value, rule, findings) }];
}

function reportUnknown(parent: MapNode, entry: MapEntry, shape: KeysShape, findings: Findings): void {
  const at = { position: entry.keyPosition };
  const known = Object.keys(shape.keys).filter((key) => shape.keys[key]?.kind !== 'refused');
  const nearest = nearestName(entry.key, known);
  const guess = nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
  const fix = shape.elsewhere(entry.key) ?? guess ?? `Remove it; the keys here are ${known.join(', ')}.`;
  if (shape.unknown === 'warn') {
    findings.warn(at, `${parent.path}: the unknown key "${entry.key}" is ignored. ${fix}`);
  } else {
    const place = parent.path === '' ? 'a stack file' : parent.path;
    findings.mistake(at, `"${entry.key}" is not a key of ${place}.`, fix);
  }
}
