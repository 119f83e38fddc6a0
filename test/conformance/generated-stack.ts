import fc from 'fast-check';
import { stringify } from 'yaml';
import { generatedService } from './generated-service.ts';
import { labels, mostly } from './generated-values.ts';

/** What the variables in generated files stand for. */
export const VARIABLES = { TAG: '1.2', COUNT: '2', EMPTY: '' };

/** Files that generated configs and secrets name, beside the stack file. */
export const NAMED_FILES = { 'settings.json': '{"a": 1}\n', 'other.txt': 'other' };

const among = fc.constantFrom;
const file = mostly(['settings.json', './other.txt'], ['missing.txt', '']);

/** A config or secret. Objects of one kind have different names: which of two equal ones wins is left to chance. */
function fileObject(key: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ file, labels }, { requiredKeys: ['file'] }) },
    fc.record({ file, name: fc.constant(`${key}-$TAG`) }),
  );
}

function network(key: string): fc.Arbitrary<unknown> {
  return fc.option(
    fc.record(
      {
        driver: among('overlay', 'macvlan'),
        attachable: fc.boolean(),
        internal: fc.boolean(),
        name: fc.constant(`${key}-$COUNT`),
        labels,
        driver_opts: among({ encrypted: '', mtu: 1350 }, {}),
        ipam: among({ config: [{ subnet: '10.1.0.0/24' }] }, { driver: 'default' }, { config: [] }),
      },
      { requiredKeys: [] },
    ),
  );
}

function volume(key: string): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constant(null),
    fc.record(
      {
        driver: among('local', 'nfs'),
        driver_opts: fc.constant({ type: 'tmpfs', o: 'size=1m', uid: 5 }),
        labels,
        name: fc.constant(`${key}-$TAG`),
      },
      { requiredKeys: [] },
    ),
    among({ external: true }, { external: true, name: 'others' }, { external: { name: 'old' } }),
  );
}

/** Each key made by the same rule. */
function each(keys: readonly string[], make: (key: string) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.record(Object.fromEntries(keys.map((key) => [key, make(key)])));
}

const files = ['settings', 'other'];
const stack = fc.record(
  {
    version: mostly(['3', '3.13'], ['2', '3.8', '3.2', 3]),
    services: fc.record({ web: generatedService, other: generatedService }, { requiredKeys: ['web'] }),
    networks: fc.oneof(each(['front', 'back'], network), each(['front', 'back', 'default'], network)),
    volumes: each(['data', 'logs'], volume),
    configs: each(files, fileObject),
    secrets: each(files, fileObject),
  },
  { requiredKeys: ['services', 'networks', 'volumes', 'configs', 'secrets'] },
);

/** The text of a stack file: mappings and lists in blocks, texts in quotes only where YAML 1.2 wants them. */
export const generatedStack = stack.map((content) => stringify(content, { aliasDuplicateObjects: false }));
