import type { Findings } from '../findings.ts';
import { readEverydayYaml } from './everyday-yaml/read-everyday-yaml.ts';
import { readWithLibrary } from './library-yaml.ts';
import type { MapNode } from './node.ts';
import { sourcePositions } from './source-positions.ts';
import { YamlReader } from './yaml-reader.ts';

export interface StackFile {
  /** As the user writes it; it is the name in every message. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads the one document of a stack file as Go's yaml.v3 does, with aliases and merge keys expanded and every
 * position kept. `undefined` when it could not be read; the findings say why, of bad syntax only where it begins.
 */
export function readYamlDocument(file: StackFile, findings: Findings): MapNode | undefined {
  const text = file.text.replace(/^\uFEFF/, '');
  const at = sourcePositions(file.path, text);
  const contents = readEverydayYaml(text) ?? readWithLibrary(text, at, findings);
  return contents && new YamlReader(at, findings).readRoot(contents);
}
