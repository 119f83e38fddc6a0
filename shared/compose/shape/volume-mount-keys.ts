import { boolean, integer, oneOf, text } from './scalars.ts';
import { ignored, keys, refused, type Shape } from './shape.ts';

const notPassedOn = 'docker stack deploy does not pass it on.';

/** The long form of a mount. Docker drops unknown keys of the options silently. */
export const VOLUME_MOUNT: Shape = keys(
  {
    type: oneOf(['volume', 'bind', 'tmpfs', 'npipe', 'cluster', 'image', '']),
    source: text,
    target: text,
    read_only: boolean,
    consistency: text,
    bind: keys(
      {
        propagation: text,
        create_host_path: ignored('Swarm never makes the directory; it must be on every node.'),
        selinux: ignored(notPassedOn),
        recursive: ignored(notPassedOn),
      },
      { unknown: 'warn' },
    ),
    volume: keys(
      {
        nocopy: boolean,
        subpath: text,
        labels: ignored('write the labels at the top level, under volumes.'),
      },
      { unknown: 'warn' },
    ),
    tmpfs: keys({ size: integer(0), mode: ignored(notPassedOn) }, { unknown: 'warn' }),
    image: refused('is not supported yet', 'Remove it; the whole image is mounted.'),
  },
  { required: ['type'] },
);
