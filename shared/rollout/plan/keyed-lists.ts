import type { Json } from './comparable-spec.ts';

/** Lists whose items have a name of their own, so that each is compared with the one of its name. */
interface KeyedList {
  readonly path: string;
  readonly keyOf: (item: Fields) => string;
  /** One item in a few words that hold nothing secret. */
  readonly textOf: (item: Fields) => string;
}

interface Fields {
  readonly [key: string]: Json;
}

const KEYED_LISTS: readonly KeyedList[] = [
  {
    path: 'EndpointSpec.Ports',
    keyOf: (port) => `${port['PublishedPort'] ?? `any:${port['TargetPort']}`}/${port['Protocol']}`,
    textOf: (port) =>
      `${port['PublishedPort'] ?? 'any'}:${port['TargetPort']}/${port['Protocol']} ${port['PublishMode']}`,
  },
  {
    path: 'TaskTemplate.ContainerSpec.Mounts',
    keyOf: (mount) => String(mount['Target']),
    textOf: (mount) =>
      [mount['Type'], mount['Source'], mount['ReadOnly'] === true ? 'read-only' : undefined]
        .filter((part) => part !== undefined)
        .join(' '),
  },
  fileList('Configs', 'ConfigName'),
  fileList('Secrets', 'SecretName'),
  {
    path: 'TaskTemplate.Networks',
    keyOf: (network) => String(network['Target']),
    textOf: (network) => `as ${[network['Aliases'] ?? []].flat().join(', ') || '(no alias)'}`,
  },
];

/** Configs and secrets stay what they are for a container when their version changes: a file at its place. */
function fileList(field: string, name: string): KeyedList {
  const fileOf = ({ File }: Fields): Fields => (isFields(File) ? File : {});
  return {
    path: `TaskTemplate.ContainerSpec.${field}`,
    keyOf: (reference) => String(fileOf(reference)['Name'] ?? 'credential_spec'),
    textOf: (reference) => String(reference[name]),
  };
}

/** How the list at this path is compared, if it has names. */
export function keyedListAt(path: string): KeyedList | undefined {
  return KEYED_LISTS.find((list) => list.path === path);
}

/** The items by name; undefined when two have the same one, or when it is no such list. */
export function itemsByKey(
  list: Json | undefined,
  { keyOf }: KeyedList,
): ReadonlyMap<string, Fields> | undefined {
  if (list === undefined) return new Map();
  if (!Array.isArray(list) || !list.every(isFields)) return undefined;
  const items = new Map(list.map((item) => [keyOf(item), item]));
  return items.size === list.length ? items : undefined;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
