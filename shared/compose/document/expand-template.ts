import type { Template, Variable } from './template.ts';

export type Environment = Readonly<Record<string, string>>;

export interface Expansion {
  readonly text: string;
  /** Variables without a value and without a default. */
  readonly unset: readonly string[];
  /** Variables that `?` or `:?` demands. */
  readonly missing: readonly MissingVariable[];
}

export interface MissingVariable {
  readonly name: string;
  /** What the stack file says about it; may be empty. */
  readonly message: string;
}

/** Puts values into a template. Values are not expanded again, and a word only when its operator uses it. */
export function expandTemplate(template: Template, environment: Environment): Expansion {
  const parts = template.map((part) =>
    typeof part === 'string' ? plain(part) : expandVariable(part, environment),
  );
  return {
    text: parts.map((part) => part.text).join(''),
    unset: parts.flatMap((part) => part.unset),
    missing: parts.flatMap((part) => part.missing),
  };
}

/** The variable's value, or `undefined`; names such as `constructor` are no variables unless somebody set them. */
export function lookUp(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

function expandVariable(variable: Variable, environment: Environment): Expansion {
  const { name, operator, word, wordText } = variable;
  const value = lookUp(environment, name);
  const present = value !== undefined && !(operator.startsWith(':') && value === '');
  if (operator.endsWith('+')) return present ? expandTemplate(word, environment) : plain('');
  if (present) return plain(value);
  if (operator.endsWith('-')) return expandTemplate(word, environment);
  if (operator.endsWith('?')) return { text: '', unset: [], missing: [{ name, message: wordText }] };
  return { text: '', unset: [name], missing: [] };
}

function plain(text: string): Expansion {
  return { text, unset: [], missing: [] };
}
