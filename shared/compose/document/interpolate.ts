import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';
import { type Environment, expandTemplate, lookUp } from './expand-template.ts';
import { mapUnlessSame } from './map-unless-same.ts';
import { broken, type MapEntry, type MapNode, type Node, type ScalarNode } from './node.ts';
import { parseTemplate, type Template, TemplateError } from './template.ts';

interface Use {
  readonly path: string;
  readonly position: SourcePosition;
}

/**
 * Replaces the variables in every text of the file, keys and `version` excepted. A text with a mistake becomes a
 * broken node. Unset variables are reported once each, with all the places that use them; when they are allowed they are
 * empty and only warned about.
 */
export function interpolate(
  root: MapNode,
  environment: Environment,
  findings: Findings,
  allowUnset = false,
): MapNode {
  const unset = new Map<string, Use[]>();
  const walk = (node: Node): Node => {
    if (node.tag === 'reset') return node;
    if (node.kind === 'list') {
      const items = mapUnlessSame(node.items, walk);
      return items === node.items ? node : { ...node, items };
    }
    if (node.kind === 'map') {
      const entries = mapUnlessSame(node.entries, walkEntry);
      return entries === node.entries ? node : { ...node, entries };
    }
    return node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes('$')
      ? interpolateText(node, node.value)
      : node;
  };
  const walkEntry = (entry: MapEntry): MapEntry => {
    const value = walk(entry.value);
    return value === entry.value ? entry : { ...entry, value };
  };

  const interpolateText = (node: ScalarNode, text: string): Node => {
    const template = readTemplate(node, text, findings);
    if (template === undefined) return broken(node);
    warnOfAmbiguity(node, template, findings);
    const expansion = expandTemplate(template, environment);
    for (const name of expansion.unset) unset.set(name, [...(unset.get(name) ?? []), node]);
    for (const { name, message } of expansion.missing) {
      const state = lookUp(environment, name) === '' ? 'is empty' : 'is not set';
      const reason = message === '' ? '' : ` The file says: ${JSON.stringify(message)}.`;
      findings.mistake(
        node,
        `${node.path}: the required variable ${name} ${state}.${reason}`,
        `Give ${name} a value.`,
      );
    }
    if ((expansion.unset.length > 0 && !allowUnset) || expansion.missing.length > 0) return broken(node);
    return expansion.text === text ? node : { ...node, value: expansion.text, substituted: true };
  };

  const entries = root.entries.map((entry) => (entry.key === 'version' ? entry : walkEntry(entry)));
  for (const [name, uses] of unset) reportUnset(name, uses, findings, allowUnset);
  return { ...root, entries };
}

function readTemplate(node: ScalarNode, text: string, findings: Findings): Template | undefined {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const fix = `For a dollar sign write $$, for a variable $NAME or \${NAME}.`;
    findings.mistake(node, `${node.path}: "${error.expression}" is not a variable.`, fix);
    return undefined;
  }
}

/** What other readers of stack files take for something else. */
function warnOfAmbiguity(node: ScalarNode, template: Template, findings: Findings): void {
  for (const part of template) {
    if (typeof part === 'string') continue;
    if (part.looksLikeOperator) {
      findings.warn(
        node,
        `${node.path}: $${part.name} ends where its name ends, but docker stack deploy takes what follows for an operator; write \${${part.name}}.`,
      );
    }
    for (const name of part.operator.endsWith('?') ? [] : part.literalNames) {
      findings.warn(
        node,
        `${node.path}: ${name} in the default of ${part.name} is taken as it is written; for a variable write \${${name.slice(1)}}.`,
      );
    }
    warnOfAmbiguity(node, part.word, findings);
  }
}

function reportUnset(name: string, uses: readonly Use[], findings: Findings, allowed: boolean): void {
  const [first, ...others] = uses;
  if (first === undefined) return;
  const lines = [...new Set(others.map((use) => use.position.line))];
  const also =
    others.length === 0
      ? ''
      : `, and ${others.length} more in line${lines.length > 1 ? 's' : ''} ${lines.join(', ')}`;
  if (allowed) {
    findings.warn(first, `The variable ${name} is not set, so it is empty (used in ${first.path}${also}).`);
    return;
  }
  findings.mistake(
    first,
    `The variable ${name} is not set (used in ${first.path}${also}).`,
    `Set ${name}, give it a default with \${${name}:-default}, or write $$ if a dollar sign is meant.`,
  );
}
