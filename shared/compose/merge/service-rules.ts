import { DurationError } from '../../units/duration.ts';
import { parseSize, SizeError } from '../../units/size.ts';
import { compareBytes } from '../convert/compare-bytes.ts';
import { toMapping } from '../convert/mapping.ts';
import type { ListNode, MapNode, Node, ScalarNode } from '../document/node.ts';
import {
  asBoolean,
  asDuration,
  asMap,
  asNumber,
  asPrintedText,
  asText,
  isNull,
  itemsOf,
  valueAt,
} from '../document/values.ts';
import { keyedList } from './keyed-list.ts';
import { keyOfPort, targetOfReference, targetOfVolume, unfoldPorts } from './list-keys.ts';
import { append, fields, latest, type MergeRule, mergeEntries, mergeNode, replace } from './merge-rule.ts';

const text = latest((node) => asText(node) === '');
const flag = latest((node) => asBoolean(node) === false);
const number = latest((node) => asNumber(node) === 0);
const duration = latest((node) => isZero(() => asDuration(node), DurationError));
const size = latest((node) => isZero(() => parseSize(asPrintedText(node) ?? ''), SizeError));
const command = latest((node) => (node.kind === 'list' ? node.items.length === 0 : asText(node) === ''));

function isZero(read: () => number | undefined, mistake: typeof DurationError | typeof SizeError): boolean {
  try {
    return read() === 0;
  } catch (error) {
    if (error instanceof mistake) return false;
    throw error;
  }
}

/** Labels and the like: an empty value replaces, and no value is an empty one. */
const mapping: MergeRule = (base, later) =>
  mergeEntries(withoutNulls(toMapping(base)), withoutNulls(toMapping(later)), (_key, _base, value) => value);

function withoutNulls(node: MapNode): MapNode {
  const entries = node.entries.map((entry) =>
    isNull(entry.value) ? { ...entry, value: { ...(entry.value as ScalarNode), value: '' } } : entry,
  );
  return { ...node, entries };
}

/** An empty or absent value does not replace one that says something. */
const environment: MergeRule = (base, later, { emptyReplaces }) =>
  mergeEntries(toMapping(base), toMapping(later), (_key, before, value) =>
    emptyReplaces || value.tag !== undefined || before.tag === 'reset' || !isEmpty(value) || isEmpty(before)
      ? value
      : before,
  );

function isEmpty(value: Node): boolean {
  return value.kind === 'scalar' && (asPrintedText(value) ?? '') === '';
}

/** A mapping stands for the sorted list of its lines. */
const extraHosts: MergeRule = (base, later) => append(hostList(base), hostList(later));

function hostList(node: Node): Node {
  if (node.kind !== 'map') return node;
  const { position, path } = node;
  const items = node.entries
    .flatMap(({ key, value }) =>
      itemsOf(value).flatMap((address): readonly Node[] => {
        const text = asPrintedText(address);
        const { position, path } = address;
        return text === undefined
          ? []
          : [{ kind: 'scalar', value: `${key}:${text}`, substituted: false, position, path }];
      }),
    )
    .sort((a, b) => compareBytes(asText(a) ?? '', asText(b) ?? ''));
  return { kind: 'list', items, position, path };
}

/** Docker takes the aliases of the later file, even none, and leaves out its options; this is warned about. */
const attachment: MergeRule = (base, later, merging) => {
  if (merging.emptyReplaces) return fields({ driver_opts: mapping })(base, later, merging);
  const options = valueAt(later, 'driver_opts');
  if (options !== undefined)
    merging.findings.warn(
      options,
      `${options.path} is ignored, because an earlier file joins the network too, as in docker stack deploy.`,
    );
  const kept = (asMap(base)?.entries ?? []).filter(({ key }) => key !== 'aliases');
  const added = (asMap(later)?.entries ?? []).filter(({ key }) => key !== 'driver_opts');
  return mergeEntries(
    { kind: 'map', entries: kept, position: base.position, path: base.path },
    { kind: 'map', entries: added, position: later.position, path: later.path },
    (_key, _base, value) => value,
  );
};

const networks: MergeRule = (base, later, merging) =>
  mergeEntries(keyMapping(base), keyMapping(later), (_key, a, b) => mergeNode(attachment, a, b, merging));

/** A list of names is a mapping without values. */
function keyMapping(node: Node): MapNode {
  if (node.kind === 'map') return node;
  const entries = itemsOf(node).flatMap((item) => {
    const key = asText(item);
    const value: Node = { ...item, kind: 'scalar', value: null, substituted: false };
    return key === undefined ? [] : [{ key, keyPosition: item.position, value }];
  });
  return { kind: 'map', entries, position: node.position, path: node.path };
}

/** A list of dependencies is a mapping without conditions. */
const dependencies: MergeRule = (base, later, merging) =>
  fields({}, fields({}))(keyMapping(base), keyMapping(later), merging);

/** Options are merged while the driver is the same; Docker loses them when the first file has none. */
const logging: MergeRule = (base, later, merging) => {
  const [before, after] = [base, later].map((node) => asText(valueAt(node, 'driver')) ?? '');
  if (before !== after && before !== '' && after !== '') return later;
  const options = valueAt(later, 'options');
  if (valueAt(base, 'options') === undefined && options !== undefined && !merging.emptyReplaces) {
    merging.findings.warn(
      options,
      `${options.path} is ignored, because an earlier file has the driver without options, as in docker stack deploy.`,
    );
    const rest = (asMap(later)?.entries ?? []).filter(({ key }) => key !== 'options');
    return fields({ driver: text })(base, { ...later, kind: 'map', entries: rest }, merging);
  }
  return fields({ driver: text, options: mapping })(base, later, merging);
};

const volumes = keyedList(targetOfVolume);

/** Docker orders mounts by their place once a service is in two files. */
export function sortVolumes(node: Node): Node {
  if (node.kind !== 'list' || node.tag !== undefined) return node;
  const items = node.items.toSorted((a, b) => compareBytes(targetOfVolume(a) ?? '', targetOfVolume(b) ?? ''));
  return { ...node, items } satisfies ListNode;
}

const references = keyedList(targetOfReference);

const updateConfig = fields({
  parallelism: replace,
  delay: duration,
  monitor: duration,
  max_failure_ratio: number,
  failure_action: text,
  order: text,
});

const resources = fields({
  limits: fields({ cpus: text, memory: size, pids: number }),
  reservations: fields({ cpus: text, memory: size, generic_resources: append }),
});

const deploy = fields({
  mode: text,
  replicas: replace,
  endpoint_mode: text,
  labels: mapping,
  update_config: updateConfig,
  rollback_config: updateConfig,
  restart_policy: fields({ condition: text, delay: duration, max_attempts: replace, window: duration }),
  resources,
  placement: fields({ constraints: append, preferences: append, max_replicas_per_node: number }),
});

/** How each key of a service is merged; what is not here is replaced. */
export const SERVICE_RULE: MergeRule = fields({
  image: text,
  command,
  entrypoint: command,
  environment,
  env_file: append,
  labels: mapping,
  deploy,
  networks,
  ports: keyedList(keyOfPort, unfoldPorts),
  volumes,
  configs: references,
  secrets: references,
  healthcheck: fields({
    disable: flag,
    interval: duration,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
  }),
  hostname: text,
  user: text,
  working_dir: text,
  stop_signal: text,
  stop_grace_period: duration,
  tty: flag,
  stdin_open: flag,
  read_only: flag,
  init: flag,
  isolation: text,
  extra_hosts: extraHosts,
  dns: append,
  dns_search: append,
  dns_opt: append,
  group_add: append,
  profiles: append,
  depends_on: dependencies,
  cap_add: append,
  cap_drop: append,
  ulimits: fields({}),
  sysctls: mapping,
  logging,
  restart: text,
  credential_spec: fields({ config: text, file: text, registry: text }),
});
