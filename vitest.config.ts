import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Projects run one after the other, so that engines under test share the machine with nothing but each other. */
function project(
  name: string,
  groupOrder: number,
  include: readonly string[],
  maxWorkers: number,
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [...include],
      maxWorkers,
      sequence: { groupOrder },
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      project('unit', 0, ['test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts'], 2),
      project('contract', 1, ['test/contract/**/*.test.ts'], 2),
      project(
        'swarm',
        2,
        ['test/swarm/**/*.test.ts', 'test/bundle/**/*.test.ts', 'test/faults/**/*.test.ts'],
        // One more than the cores of a small machine: much of this time is spent waiting for engines.
        3,
      ),
      project('e2e', 3, ['test/e2e/**/*.test.ts'], 1),
      project('timed', 4, ['test/timed/**/*.test.ts'], 2),
    ],
  },
});
