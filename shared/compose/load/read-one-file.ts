import { checkVersion } from '../check-version.ts';
import { resolveEnvironment, resolveLabels } from '../convert/environment.ts';
import { interpolate } from '../document/interpolate.ts';
import type { MapNode, Node } from '../document/node.ts';
import { asMap } from '../document/values.ts';
import { readYamlDocument, type StackFile } from '../document/yaml-document.ts';
import { checkShape } from '../shape/check-shape.ts';
import { STACK } from '../shape/stack-keys.ts';
import { isActive } from './active-profiles.ts';
import { withImagesReplaced } from './image-pins.ts';
import { mapServices } from './map-entries.ts';
import type { Place } from './place.ts';
import { translateKeys } from './translate-keys.ts';

/**
 * Reads one stack file on its own, ready to be merged: variables replaced, shape checked, the keys of other places
 * translated, the variables of services resolved, which Docker does file by file too.
 */
export function readOneFile(file: StackFile, place: Place): MapNode | undefined {
  const { environment, findings } = place.surroundings;
  findings.beginFile(file.path);
  const document = readYamlDocument(file, findings);
  if (document === undefined) return undefined;
  const pinned = withImagesReplaced(document, place.images);
  const interpolated = interpolate(pinned, environment, findings, place.allowUnset);
  checkVersion(interpolated, findings);
  const root = asMap(checkShape(interpolated, STACK, findings));
  if (root === undefined) return undefined;
  return mapServices(root, ({ value }) => prepare(value, place));
}

function prepare(service: Node, { surroundings, profiles }: Place): Node {
  if (service.kind !== 'map') return service;
  const translated = translateKeys(service, surroundings.findings);
  if (!isActive(translated, profiles)) return translated;
  return resolveEnvironment(resolveLabels(translated, surroundings), surroundings);
}
