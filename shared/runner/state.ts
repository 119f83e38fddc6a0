import { getState, saveState } from '@actions/core';

/**
 * Keeps something for this step's post step, which the runner starts when the job ends, however the main step ended. A
 * later value takes the place of an earlier one; undefined leaves the post step nothing.
 */
export function keepForPostStep(name: string, value: object | undefined): void {
  saveState(name, value === undefined ? '' : JSON.stringify(value));
}

/** What the main step kept under the name; undefined when there is nothing. */
export function keptByMainStep<T extends object>(name: string): T | undefined {
  const text = getState(name);
  return text === '' ? undefined : JSON.parse(text);
}
