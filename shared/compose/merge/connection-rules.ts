import { asMap, asText, valueAt } from '../document/values.ts';
import { keyMapping, mapping } from './mapping-rules.ts';
import { fields, type MergeRule, mergeEntries, mergeNode } from './merge-rule.ts';
import { text } from './value-rules.ts';

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

export const networks: MergeRule = (base, later, merging) =>
  mergeEntries(keyMapping(base), keyMapping(later), (_key, a, b) => mergeNode(attachment, a, b, merging));

/** Options are merged while the driver is the same; Docker loses them when the first file has none. */
export const logging: MergeRule = (base, later, merging) => {
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
