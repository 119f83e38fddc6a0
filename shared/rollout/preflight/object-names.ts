import type { DesiredStack } from '../../compose/desired-stack.ts';
import { LONGEST_NAME } from '../../release/versioned-name.ts';
import type { Finding } from './finding.ts';

/** Names that have become too long by the mark of their version; the plain ones are checked with the file. */
export function objectNames({ configs, secrets }: DesiredStack): readonly Finding[] {
  const named = [
    ...configs.map((config) => ({ kind: 'config', ...config })),
    ...secrets.map((secret) => ({ kind: 'secret', ...secret })),
  ];
  return named
    .filter(({ spec }) => spec.Name.length > LONGEST_NAME)
    .map(({ kind, spec, position }) => ({
      level: 'error',
      message: `The new content of a ${kind} would be named ${spec.Name}, which has ${spec.Name.length} characters; Swarm takes ${LONGEST_NAME}.`,
      fix: `Give the ${kind} a shorter key, or a shorter name with "name:".`,
      position,
    }));
}
