import { nearestName } from './nearest-name.ts';
import { REFUSED_TOP_LEVEL_KEYS } from './refused-keys.ts';
import { boolean, empty, mapping, options, text } from './scalars.ts';
import { SERVICE } from './service-keys.ts';
import {
  anything,
  either,
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

function notYet(what: string): ReturnType<typeof refused> {
  return refused(`(${what}) is not supported yet`, 'Put the content into a file and name it with file.');
}

const ipam = keys({
  driver: text,
  config: list(
    keys({
      subnet: text,
      ...unsupportedNetworkKeys('gateway', 'ip_range', 'aux_addresses'),
    }),
  ),
  ...unsupportedNetworkKeys('options'),
});

const network = keys({
  name: text,
  driver: text,
  driver_opts: options,
  ipam,
  external,
  internal: boolean,
  attachable: boolean,
  labels: mapping,
  ...unsupportedNetworkKeys('enable_ipv4', 'enable_ipv6'),
});

const volume = keys({ name: text, driver: text, driver_opts: options, external, labels: mapping });

const fileObjectKeys: KeyTable = {
  name: text,
  file: text,
  external,
  labels: mapping,
  template_driver: text,
  content: notYet('content written in the stack file'),
  environment: notYet('content from a variable'),
};

const secret = keys({ ...fileObjectKeys, driver: text, driver_opts: options });
const config = keys(fileObjectKeys);

function unsupportedNetworkKeys(...names: readonly string[]): KeyTable {
  const rule = refused(
    'is not supported',
    'Remove it, or make the network yourself and declare it external.',
  );
  return Object.fromEntries(names.map((name) => [name, rule]));
}

const TOP_LEVEL_KEYS: KeyTable = {
  version: anything,
  name: text,
  services: map(SERVICE, NAMES),
  networks: map(either(network, empty)),
  volumes: map(either(volume, empty), NAMES),
  secrets: map(secret, NAMES),
  configs: map(config, NAMES),
  ...REFUSED_TOP_LEVEL_KEYS,
};

/** A whole stack file. */
export const STACK: Shape = keys(TOP_LEVEL_KEYS, {
  elsewhere: (key) =>
    nearestName(key, Object.keys(TOP_LEVEL_KEYS)) === undefined
      ? 'A service belongs under "services:".'
      : undefined,
});
