import { mapUnlessSame } from '../document/map-unless-same.ts';
import { broken, describeNode, type Node } from '../document/node.ts';
import type { Findings } from '../findings.ts';
import { checkKeys } from './check-keys.ts';
import { contentOf } from './node-content.ts';
import type { NameRule, ScalarShape, Shape } from './shape.ts';

/**
 * Compares a part of a stack file with what may stand there, reports each difference, and returns the part with
 * whatever is wrong replaced by broken nodes, so that later steps see only what has the right shape.
 */
export function checkShape(node: Node, shape: Shape, findings: Findings): Node {
  if (node.kind === 'broken' || node.tag === 'reset') return node;
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
      if (node.kind !== 'map') return refuse(node, shape, findings);
      return checkKeys(node, shape, findings, (value, rule) => checkShape(value, rule, findings));
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
  const checked = mapUnlessSame(node.items, (item, index) => {
    const result = checkShape(item, items, findings);
    const content = unique && result.kind !== 'broken' ? contentOf(result) : undefined;
    const first = content === undefined ? undefined : firsts.get(content);
    if (content !== undefined && first === undefined) firsts.set(content, index);
    if (first === undefined) return result;
    findings.mistake(item, `${item.path} repeats ${node.path}[${first}].`, 'Remove one of them.');
    return broken(item);
  });
  return checked === node.items ? node : { ...node, items: checked };
}

function checkMap(node: Node, values: Shape, names: NameRule | undefined, findings: Findings): Node {
  if (node.kind !== 'map') return refuse(node, { kind: 'map', values }, findings);
  const entries = mapUnlessSame(node.entries, (entry) => {
    if (names !== undefined && !names.pattern.test(entry.key)) {
      const message = `${node.path}: ${JSON.stringify(entry.key)} cannot be a name here.`;
      findings.mistake({ position: entry.keyPosition }, message, names.fix);
      return { ...entry, value: broken(entry.value) };
    }
    const value = checkShape(entry.value, values, findings);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries === node.entries ? node : { ...node, entries };
}
