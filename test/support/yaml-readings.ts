import { readEverydayYaml } from '../../shared/compose/document/everyday-yaml/read-everyday-yaml.ts';
import { readWithLibrary } from '../../shared/compose/document/library-yaml.ts';
import type { MapNode } from '../../shared/compose/document/node.ts';
import { sourcePositions } from '../../shared/compose/document/source-positions.ts';
import { YamlReader } from '../../shared/compose/document/yaml-reader.ts';
import type { YamlNode } from '../../shared/compose/document/yaml-tree.ts';
import { Findings } from '../../shared/compose/findings.ts';
import type { UserError } from '../../shared/errors/user-error.ts';

/** All that the rest of the program sees of a YAML file, every position included. */
export interface YamlReading {
  readonly root: MapNode | undefined;
  readonly mistakes: readonly Pick<UserError, 'message' | 'position' | 'fix'>[];
  readonly warnings: Findings['warnings'];
}

type Positions = ReturnType<typeof sourcePositions>;

/** What the two readers of YAML make of one text; without `everyday` when it is left to the library. */
export function bothReadings(text: string): {
  readonly everyday: YamlReading | undefined;
  readonly library: YamlReading;
} {
  const tree = readEverydayYaml(text);
  return {
    everyday: tree && reading(text, () => tree),
    library: reading(text, (at, findings) => readWithLibrary(text, at, findings)),
  };
}

function reading(
  text: string,
  read: (at: Positions, findings: Findings) => YamlNode | undefined,
): YamlReading {
  const findings = new Findings();
  const at = sourcePositions('stack.yml', text);
  const contents = read(at, findings);
  const root = contents && new YamlReader(at, findings).readRoot(contents);
  const mistakes = findings.failure.errors.map(({ message, position, fix }) => ({ message, position, fix }));
  return { root, mistakes, warnings: findings.warnings };
}
