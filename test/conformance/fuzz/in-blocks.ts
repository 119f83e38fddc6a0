import type { Data } from './data-arbitrary.ts';

/** YAML with each item and key on a line of its own and all texts in double quotes. */
export function inBlocks(data: Data): string {
  return `${block(data, '')}\n`;
}

function block(data: Data, indent: string): string {
  const within = (value: Data): string =>
    isEmpty(value) ? ` ${JSON.stringify(value)}` : `\n${indent}  ${block(value, `${indent}  `)}`;
  if (isEmpty(data)) return JSON.stringify(data);
  const lines = Array.isArray(data)
    ? data.map((item) => `-${within(item)}`)
    : Object.entries(data ?? {}).map(([key, value]) => `${JSON.stringify(key)}:${within(value)}`);
  return lines.join(`\n${indent}`);
}

/** Fits on one line: a scalar, or nothing inside. */
function isEmpty(data: Data): boolean {
  return typeof data !== 'object' || data === null || Object.keys(data).length === 0;
}
