import { describe, expect, it } from 'vitest';
import { parsePortSpec } from '../../../../shared/compose/convert/port-spec.ts';

function summary(spec: string): string {
  const { ports, address } = parsePortSpec(spec);
  const pairs = ports.map(
    ({ PublishedPort, TargetPort, Protocol }) => `${PublishedPort ?? ''}>${TargetPort}/${Protocol}`,
  );
  return `${address === undefined ? '' : `${address} `}${pairs.join(' ')}`;
}

describe('parsePortSpec', () => {
  it.each([
    ['80', '>80/tcp'],
    ['8080:80', '8080>80/tcp'],
    ['8080:80/UDP', '8080>80/udp'],
    ['85:85/sctp', '85>85/sctp'],
    ['80/', '>80/tcp'],
    [':80', '>80/tcp'],
    ['0:80', '>80/tcp'],
    ['3000-3002', '>3000/tcp >3001/tcp >3002/tcp'],
    ['9090-9091:8080-8081', '9090>8080/tcp 9091>8081/tcp'],
    ['8000-8002:80', '8000>80/tcp 8001>80/tcp 8002>80/tcp'],
    ['1098-1101:98-101', '1100>100/tcp 1101>101/tcp 1098>98/tcp 1099>99/tcp'],
    ['127.0.0.1:8001:80', '127.0.0.1 8001>80/tcp'],
    ['127.0.0.1::81', '127.0.0.1 >81/tcp'],
    ['[::1]:8003:80', '::1 8003>80/tcp'],
    ['::1:8003:80', '::1 8003>80/tcp'],
  ])('%s', (spec, expected) => {
    expect(summary(spec)).toBe(expected);
  });

  it.each([
    ['', 'the port of the container is missing'],
    ['80:', 'the port of the container is missing'],
    ['http:80', '"http" is not a port or a range of ports from 0 to 65535'],
    ['70000:80', '"70000" is not a port or a range'],
    ['80-', '"80-" is not a port or a range'],
    ['90-80', 'the range 90-80 ends before it begins'],
    ['8000-8003:80-81', 'the two ranges differ in length'],
    ['80:80-81', 'the two ranges differ in length'],
    ['80/http', '"http" is not tcp, udp or sctp'],
    ['localhost:80:80', '"localhost" is not an IP address'],
    ['256.0.0.1:80:80', '"256.0.0.1" is not an IP address'],
    ['80.5', '"80.5" is not a port or a range'],
  ])('refuses %j', (spec, reason) => {
    expect(() => parsePortSpec(spec)).toThrow(reason);
  });
});
