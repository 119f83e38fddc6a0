import { DELIVERY } from './delivery-keys.ts';
import { nearestName } from './nearest-name.ts';
import { REFUSED_TOP_LEVEL_KEYS } from './refused-keys.ts';
import { boolean, empty, mapping, options, text, textOrTexts } from './scalars.ts';
import { SERVICE } from './service-keys.ts';
import {
  anything,
  either,
  ignored,
  type KeyTable,
  keys,
  list,
  map,
  type NameRule,
  refused,
  type Shape,
} from './shape.ts';

const NAMES: NameRule = {
  pattern: /^[a-zA-Z0-9._-]+$/,
  fix: 'Use letters, digits, ".", "_" and "-"; variables are not replaced in keys.',
};

/** `external: {name: x}` is the older way to write a name. */
const external = either(boolean, keys({ name: text }));

const pool = keys({ subnet: text, gateway: text, ip_range: text, aux_addresses: map(text) });

const network = keys({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: keys({ driver: text, config: list(pool), options: options }),
  external,
  internal: boolean,
  attachable: boolean,
  labels: mapping,
  enable_ipv6: boolean,
  enable_ipv4: ignored('Swarm gives every network IPv4 addresses.'),
});

const volume = keys({ name: text, driver: text, driver_opts: options, external, labels: mapping });

const fileObjectKeys: KeyTable = {
  name: text,
  file: text,
  external,
  labels: mapping,
  template_driver: text,
  environment: text,
};

const secret = keys({
  ...fileObjectKeys,
  driver: text,
  driver_opts: options,
  content: refused(
    'would put the secret into the repository',
    'Name a variable with environment, and give it its value from the secrets of the repository.',
  ),
});
const config = keys({ ...fileObjectKeys, content: text });

const include = list(
  either(
    text,
    keys({ path: textOrTexts, project_directory: text, env_file: textOrTexts }, { required: ['path'] }),
  ),
);

export const TOP_LEVEL_KEYS: KeyTable = {
  version: anything,
  name: text,
  include,
  services: map(SERVICE, NAMES),
  networks: map(either(network, empty)),
  volumes: map(either(volume, empty), NAMES),
  secrets: map(secret, NAMES),
  configs: map(config, NAMES),
  'x-swarm-delivery': DELIVERY,
  ...REFUSED_TOP_LEVEL_KEYS,
};

/** A whole stack file. */
export const STACK: Shape = keys(TOP_LEVEL_KEYS, {
  elsewhere: (key) =>
    nearestName(key, Object.keys(TOP_LEVEL_KEYS)) === undefined
      ? 'A service belongs under "services:".'
      : undefined,
});
