import { describe, expect, it } from 'vitest';
import { mistakesOf, readText } from '../stack-text.ts';

function stackWith(kind: 'configs' | 'secrets'): string {
  return `services: {}\n${kind}:\n  c: {file: ./c}\n`;
}

const withFile = (bytes: number) => ({ files: { '/srv/stack/c': 'x'.repeat(bytes) } });

describe('the content of a config or secret', () => {
  it.each([
    ['configs', 1_023_999],
    ['secrets', 511_999],
  ] as const)('of %s may have %i bytes', (kind, bytes) => {
    const stack = readText(stackWith(kind), withFile(bytes));
    expect(Buffer.from(stack[kind][0]?.spec.Data ?? '', 'base64')).toHaveLength(bytes);
  });

  it.each([
    ['configs', 1_024_000, 'the content has 1024000 bytes, but Swarm takes a config of less than 1024000'],
    ['secrets', 512_000, 'the content has 512000 bytes, but Swarm takes a secret of less than 512000'],
    ['configs', 0, 'the content is empty, and Swarm takes no empty config'],
    ['secrets', 0, 'the content is empty, and Swarm takes no empty secret'],
  ] as const)('of %s may not have %i bytes', (kind, bytes, told) => {
    expect(mistakesOf(stackWith(kind), withFile(bytes))).toEqual([
      expect.stringContaining(`stack.yml:3:13: ${kind}.c.file: ${told}.`),
    ]);
  });
});

describe('a port of the routing mesh', () => {
  it('is refused to a service without a virtual address', () => {
    const text =
      'services:\n  web:\n    image: x\n    ports: ["80:80"]\n    deploy: {endpoint_mode: dnsrr}\n';
    expect(mistakesOf(text)).toEqual([
      expect.stringMatching(
        /^stack\.yml:4:13: .* which Swarm refuses to a service with endpoint_mode: dnsrr/,
      ),
    ]);
  });
});
