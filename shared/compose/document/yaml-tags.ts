import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';
import { resolvePlainScalar } from './go-scalar.ts';
import type { MergeTag, ScalarValue } from './node.ts';
import type { YamlScalar } from './yaml-tree.ts';

const STANDARD = 'tag:yaml.org,2002:';

/** The value of a scalar with or without a tag; an `Error` when it is not what its tag says. */
export function readTaggedScalar({ text, plain, tag }: YamlScalar): ScalarValue | Error {
  if (tag === undefined) return plain ? resolvePlainScalar(text) : text;
  if (tag === '!' || tag === `${STANDARD}str`) return text;
  if (!tag.startsWith(STANDARD)) return plain ? resolvePlainScalar(text) : text;
  const type = tag.slice(STANDARD.length);
  const value = resolvePlainScalar(text);
  if (type === 'float' && typeof value === 'bigint') return Number(value);
  if (type === typeOf(value)) return value;
  return new Error(`${JSON.stringify(text)} is not what its tag !!${type} says`);
}

function typeOf(value: ScalarValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'str' : 'timestamp';
}

/**
 * What a tag asks of the merging, to be spread into a node. Docker passes over all tags but the standard ones; one
 * that is neither is warned about.
 */
export function readMergeTag(
  tag: string | undefined,
  at: { readonly position: SourcePosition; readonly path: string },
  findings: Findings,
): { readonly tag?: MergeTag } {
  if (tag === '!reset') return { tag: 'reset' };
  if (tag === '!override') return { tag: 'override' };
  if (tag !== undefined && tag !== '!' && !tag.startsWith(STANDARD))
    findings.warn(at, `${at.path}: the tag ${tag} has no meaning in a stack file and is ignored.`);
  return {};
}
