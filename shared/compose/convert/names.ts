import type { Labels } from '../../engine/specs.ts';
import type { SourcePosition } from '../../errors/user-error.ts';
import type { Findings } from '../findings.ts';

/** Docker's label on all objects of a stack; `docker stack ls`, `ps`, `services` and `rm` go by it. */
export const STACK_LABEL = 'com.docker.stack.namespace';
/** Docker's label on a service: the image as the stack file has it. */
export const IMAGE_LABEL = 'com.docker.stack.image';

export function scopedName(stack: string, key: string): string {
  return `${stack}_${key}`;
}

/** The labels of an object of the stack; Docker's own win over the user's. */
export function labelsOfStack(stack: string, labels: Labels): Labels {
  return { ...labels, [STACK_LABEL]: stack };
}

interface NameKind {
  readonly what: string;
  readonly pattern: RegExp;
  readonly longest: number;
  readonly rule: string;
}

const DNS_NAME = { pattern: /^[a-zA-Z0-9](?:[-_]*[a-zA-Z0-9]+)*$/, longest: 63 };
const FILE_NAME = { pattern: /^[a-zA-Z0-9]+(?:[-_.a-zA-Z0-9]*[a-zA-Z0-9])?$/, longest: 64 };
const DNS_RULE = 'letters, digits, "-" and "_", with a letter or digit at both ends';
const FILE_RULE = 'letters, digits, "-", "_" and ".", with a letter or digit at both ends';

/** The rules of the Swarm manager, which refuses other names when half of the stack may stand already. */
const KINDS = {
  service: { what: 'a service', ...DNS_NAME, rule: DNS_RULE },
  network: { what: 'a network', ...DNS_NAME, rule: DNS_RULE },
  config: { what: 'a config', ...FILE_NAME, rule: FILE_RULE },
  secret: { what: 'a secret', ...FILE_NAME, rule: FILE_RULE },
} satisfies Record<string, NameKind>;

/** Reports a full name that the Swarm manager would refuse. */
export function checkName(
  kind: keyof typeof KINDS,
  name: string,
  at: { readonly position: SourcePosition },
  findings: Findings,
): void {
  const { what, pattern, longest, rule } = KINDS[kind];
  if (!pattern.test(name)) {
    findings.mistake(at, `Swarm takes no name ${JSON.stringify(name)} for ${what}.`, `Use ${rule}.`);
  } else if (name.length > longest) {
    findings.mistake(
      at,
      `The name ${JSON.stringify(name)} of ${what} has ${name.length} characters, but Swarm takes ${longest}.`,
      'Shorten it, or shorten the name of the stack, which is part of it.',
    );
  }
}
