import fc from 'fast-check';
import { mostly } from './generated-values.ts';

const among = fc.constantFrom;

const shortPort = mostly(
  [
    ...[
      '80',
      '8080:80',
      '8443:443/tcp',
      '53:53/udp',
      '3000-3002',
      '9000-9002:80-82',
      '9000-9001:80/tcp',
      '8080:81',
    ],
    ...['127.0.0.1:81:81', ':82', '[::1]:84:84', '85:85/sctp', '$COUNT:86', '0:80', 80, 8080],
  ],
  ['83:', '70000:1', '7000-7002:90-91', 'a:b', '80/xyz', ''],
);

const longPort = fc.record(
  {
    target: mostly([80, 443, '$COUNT'], [0, 70000, -1]),
    published: mostly([8080, 0, '$COUNT'], ['8081', 70000]),
    protocol: mostly(['tcp', 'udp'], ['TCP', 'other']),
    mode: mostly(['host', 'ingress'], ['other']),
  },
  { requiredKeys: ['target'] },
);

export const generatedPorts = fc.uniqueArray(fc.oneof(shortPort, longPort), { maxLength: 2 });

const shortVolume = mostly(
  [
    ...[
      'data:/data',
      'data:/data:ro',
      '/anonymous',
      './here:/here',
      '../up:/up:ro',
      '/etc/app:/etc/app:rw,z',
    ],
    ...[
      '.:/all',
      'data:/n:nocopy',
      'logs:/logs',
      '/a:/b:rslave',
      '~/home:/home',
      'data:/y/:ro',
      'data:/v:volume-nocopy',
    ],
  ],
  ['data:relative', 'unknown:/u', '', 'name:b:c:d', 'a:b:c:d', 'a:b:/c', 'data:/x:ro,rw', 'data:'],
);

const nocopy = among({ nocopy: true }, { nocopy: false }, {});
const longVolume = fc.oneof(
  fc.record(
    {
      type: fc.constant('volume'),
      source: among('data', 'logs', ''),
      target: among('/v', '/w/'),
      volume: nocopy,
    },
    { requiredKeys: ['type', 'target'] },
  ),
  fc.record(
    {
      type: fc.constant('bind'),
      source: among('/srv/data', './here', '~/home'),
      target: among('/b', 'relative'),
      read_only: fc.boolean(),
      bind: mostly([{ propagation: 'rslave' }, {}], [{ propagation: 'other' }]),
    },
    { requiredKeys: ['type', 'source', 'target'] },
  ),
  fc.record(
    {
      type: fc.constant('tmpfs'),
      target: fc.constant('/tmp'),
      tmpfs: mostly([{ size: 1000 }, {}], [{ size: '1m' }]),
    },
    { requiredKeys: ['type', 'target'] },
  ),
  mostly(
    [{ type: 'volume', target: '/t' }],
    [{ type: 'npipe', target: '/t' }, { type: 'other' }, { target: '/t' }],
  ),
);

export const generatedVolumes = fc.uniqueArray(fc.oneof(shortVolume, longVolume), { maxLength: 3 });
