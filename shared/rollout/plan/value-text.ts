import { formatDuration } from '../../units/duration.ts';
import type { Json } from './comparable-spec.ts';
import type { FieldChange } from './field-changes.ts';
import { HIDDEN } from './field-changes.ts';
import { inStackFileWords } from './service-fields.ts';

const LONGEST = 120;
const DURATIONS = /\.(Delay|Monitor|Window|Interval|Timeout|StartPeriod|StartInterval|StopGracePeriod)$/;
const UNITS = ['', 'K', 'M', 'G', 'T'];

/** One changed field in a line: `deploy.update_config.delay: 5s -> 10s`. */
export function fieldText({ path, before, after }: FieldChange): string {
  const name = fieldName(path);
  if (before === HIDDEN && after === HIDDEN) return `${name}: changed (value hidden)`;
  return `${name}: ${valueText(path, before)} -> ${valueText(path, after)}`;
}

/** A field as the stack file calls it. */
export function fieldName(path: string): string {
  return shortened(oneLine(inStackFileWords(path)));
}

function valueText(path: string, value: Json | undefined): string {
  if (value === undefined) return '(none)';
  if (typeof value === 'number') return numberText(path, value);
  return shortened(oneLine(typeof value === 'string' ? value : JSON.stringify(value)));
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

/** In the units of a stack file. */
function numberText(path: string, value: number): string {
  if (DURATIONS.test(path)) return formatDuration(value);
  if (path.endsWith('.NanoCPUs')) return String(value / 1e9);
  if (!path.endsWith('.MemoryBytes')) return String(value);
  const power = UNITS.findLastIndex((_unit, at) => value > 0 && value % 1024 ** at === 0);
  return power < 1 ? String(value) : `${value / 1024 ** power}${UNITS[power]}`;
}

/**
 * Text from the swarm as one line of a log: without it, a line break in a label's name could start a line that the
 * runner takes for a command.
 */
export function oneLine(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
