import { UserError } from '../../errors/user-error.ts';
import { familiarImage, ImageReferenceError } from '../convert/image-reference.ts';
import type { MapNode, Node } from '../document/node.ts';
import { valueAt } from '../document/values.ts';
import type { Findings } from '../findings.ts';
import { nearestName } from '../shape/nearest-name.ts';
import { mapServices } from './map-entries.ts';

const INPUT = 'Input "images":';

/** Reads `service=image` pairs. Throws `UserError` for one that is not, and for a service that is named twice. */
export function parseImagePins(pairs: readonly string[]): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  for (const pair of pairs) {
    const [, service = '', image = ''] = /^([^=\s]+)=(\S+)$/.exec(pair.trim()) ?? [];
    if (service === '') {
      throw new UserError(`${INPUT} ${JSON.stringify(pair)} does not say which service gets which image.`, {
        fix: 'Write it as service=image, one a line, such as web=registry.example.com/app@sha256:...',
      });
    }
    if (pins.has(service)) {
      throw new UserError(`${INPUT} the service ${JSON.stringify(service)} gets two images.`, {
        fix: 'Keep one of them.',
      });
    }
    try {
      familiarImage(image);
    } catch (error) {
      if (!(error instanceof ImageReferenceError)) throw error;
      throw new UserError(`${INPUT} ${JSON.stringify(image)} is no image: ${error.message}.`, {
        fix: error.fix,
      });
    }
    pins.set(service, image);
  }
  return pins;
}

/** Gives services other images than the files do. A service that is not there is a mistake. */
export function withPinnedImages(
  root: MapNode,
  pins: ReadonlyMap<string, string>,
  findings: Findings,
): MapNode {
  const services = valueAt(root, 'services');
  const names = services?.kind === 'map' ? services.entries.map(({ key }) => key) : [];
  for (const name of pins.keys()) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    findings.mistake(
      services ?? root,
      `${INPUT} the service ${JSON.stringify(name)} is not in the stack.`,
      nearest === undefined ? `The services are ${names.join(', ')}.` : `Did you mean "${nearest}"?`,
    );
  }
  return mapServices(root, ({ key, value }) => pin(value, pins.get(key)));
}

/** Replaces the images a file has itself before its variables are looked at. */
export function withImagesReplaced(root: MapNode, pins: ReadonlyMap<string, string>): MapNode {
  return mapServices(root, ({ key, value }) =>
    valueAt(value, 'image') === undefined ? value : pin(value, pins.get(key)),
  );
}

function pin(service: Node, image: string | undefined): Node {
  if (service.kind !== 'map' || image === undefined) return service;
  const others = service.entries.filter(({ key }) => key !== 'image');
  const position = service.entries.find(({ key }) => key === 'image')?.keyPosition ?? service.position;
  const value: Node = {
    kind: 'scalar',
    value: image,
    substituted: false,
    position,
    path: `${service.path}.image`,
  };
  return { ...service, entries: [...others, { key: 'image', keyPosition: position, value }] };
}
