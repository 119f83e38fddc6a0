import { getState, saveState } from '@actions/core';

/**
 * Keeps something for the step's post step, which the runner starts when the job ends, however this process ends. A
 * later value takes the place of an earlier one; the empty one is none. The runner shows state to nobody, and masks nothing in it.
 */
export function keepForPostStep(name: string, value: string): void {
  saveState(name, value);
}

/** What the main step kept; undefined when it kept nothing. */
export function keptByMainStep(name: string): string | undefined {
  return getState(name) || undefined;
}
