import { describe, expect, it } from 'vitest';
import { mistakesOf, readText } from '../stack-text.ts';

const WEB = 'services: {web: {image: "nginx:1", networks: [a, b], configs: [c, d]}}\n';
const CONFIGS = 'configs: {c: {content: x, name: conf}, d: {content: x, name: conf}}\n';

describe('two declarations of one name', () => {
  it('that say the same are one', () => {
    const { networks, configs } = readText(`${WEB}${CONFIGS}networks: {a: {name: net}, b: {name: net}}\n`);
    expect(networks.map(({ body }) => body.Name)).toEqual(['net']);
    expect(configs.map(({ spec }) => spec.Name)).toEqual(['conf']);
  });

  it.each([
    [
      'network',
      `${CONFIGS}networks:\n  a: {name: net}\n  b: {attachable: true, name: net}`,
      'stack.yml:5:31: b and a (stack.yml:4:3) are both the network "net"',
    ],
    [
      'network of somebody else',
      `${CONFIGS}networks:\n  a: {name: net}\n  b: {external: true, name: net}`,
      'stack.yml:5:29: b and a (stack.yml:4:3) are both the network "net"',
    ],
    [
      'secret',
      `${CONFIGS}networks: {a: {}, b: {}}\nsecrets:\n  a: {environment: A, name: key}\n  b: {environment: B, name: key}`,
      'stack.yml:6:29: b and a (stack.yml:5:3) are both the secret "key"',
    ],
  ])('that differ are a mistake: %s', (_what, declared, told) => {
    const [mistake, ...others] = mistakesOf(`${WEB}${declared}\n`, { environment: { A: '1', B: '2' } });
    expect(others).toEqual([]);
    expect(mistake).toBe(
      `${told}, but say different things of it. Give one of them another name, or make them equal.`,
    );
  });

  it('of which one is external and the stack makes the other find it there', () => {
    const { external } = readText(
      `${WEB}configs: {c: {content: x, name: conf}, d: {external: true, name: conf}}\nnetworks: {a: {}, b: {}}\n`,
    );
    expect(external.configs).toEqual([]);
  });
});
