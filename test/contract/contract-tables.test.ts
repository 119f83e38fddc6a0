import { describe, expect, it } from 'vitest';
import type { ActionContract } from '../../scripts/action-contract.ts';
import { fillTables } from '../../scripts/contract-tables.ts';

const ACTION: ActionContract = {
  directory: 'actions/ship',
  name: 'Ship',
  description: 'Ships.',
  inputs: [
    { name: 'host', description: 'One of `a|b`.\n', required: true, default: undefined },
    { name: 'timeout', description: 'Two\nlines.', required: false, default: '10m' },
    { name: 'key', description: 'A key.', required: false, default: undefined },
  ],
  outputs: [{ name: 'outcome', description: 'A word.' }],
  runs: { using: 'node24' },
};

const fill = (markdown: string): string => fillTables(markdown, new Map([['ship', ACTION]]));

describe('fillTables', () => {
  it('replaces what stands between the markers and nothing else', () => {
    const filled = fill(
      'Before\n<!-- inputs of ship -->\nold\n<!-- end -->\nBetween\n<!-- outputs of ship -->\n<!-- end -->\nAfter\n',
    );

    expect(filled).toBe(`Before
<!-- inputs of ship -->

| input | default | meaning |
| --- | --- | --- |
| \`host\` | **required** | One of \`a\\|b\`. |
| \`timeout\` | \`10m\` | Two lines. |
| \`key\` |  | A key. |

<!-- end -->
Between
<!-- outputs of ship -->

| output | meaning |
| --- | --- |
| \`outcome\` | A word. |

<!-- end -->
After
`);
    expect(fill(filled)).toBe(filled);
  });

  it('refuses a marker without an end, and one that names no action', () => {
    expect(() => fill('<!-- inputs of ship -->\n')).toThrow('has no "<!-- end -->"');
    expect(() => fill('<!-- inputs of ship -->\n<!-- outputs of ship -->\n<!-- end -->')).toThrow(
      'has no "<!-- end -->"',
    );
    expect(() => fill('<!-- inputs of sail -->\n<!-- end -->')).toThrow(
      '"<!-- inputs of sail -->" names no action',
    );
  });
});
