import type { Healthcheck } from '../../engine/specs.ts';
import type { Node } from '../document/node.ts';
import { asBoolean, asDuration, asNumber, asText, asTexts, valueAt } from '../document/values.ts';
import { omitEmpty } from './omit-empty.ts';
import type { Reading } from './reading.ts';

/** What is left out is taken from the image; `{}` changes nothing. */
export function readHealthcheck(node: Node | undefined, reading: Reading): Healthcheck | undefined {
  if (node?.kind !== 'map') return undefined;
  const test = readTest(valueAt(node, 'test'), reading);
  if (asBoolean(valueAt(node, 'disable')) === true) {
    if (test.length === 0) return { Test: ['NONE'] };
    reading.findings.mistake(node, `${node.path} has a test and disable: true.`, 'Remove one of them.');
  }
  return omitEmpty<Healthcheck>({
    Test: test,
    Interval: asDuration(valueAt(node, 'interval')),
    Timeout: asDuration(valueAt(node, 'timeout')),
    Retries: Math.trunc(asNumber(valueAt(node, 'retries')) ?? 0),
    StartPeriod: asDuration(valueAt(node, 'start_period')),
    StartInterval: asDuration(valueAt(node, 'start_interval')),
  });
}

function readTest(node: Node | undefined, reading: Reading): readonly string[] {
  const text = asText(node);
  if (text !== undefined) {
    if (node !== undefined && text === 'NONE') {
      reading.findings.warn(
        node,
        `${node.path}: NONE as text is run as a command; write [NONE] or disable: true.`,
      );
    }
    return ['CMD-SHELL', text];
  }
  const test = asTexts(node);
  if (node !== undefined && test[0] !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(test[0])) {
    reading.findings.warn(
      node,
      `${node.path}: a list must begin with CMD, CMD-SHELL or NONE; the engine does not run this test.`,
    );
  }
  return test;
}
