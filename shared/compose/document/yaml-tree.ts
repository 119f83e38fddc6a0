/** A YAML document as it is written: nothing resolved, no alias followed. Offsets are those of the values, behind tag and anchor. */
export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;

interface Written extends YamlProperties {
  readonly offset: number;
}

/** What may stand before a value. */
export interface YamlProperties {
  readonly anchor: string | undefined;
  /** With its handle resolved, as in `!reset` and `tag:yaml.org,2002:str`. */
  readonly tag: string | undefined;
}

export interface YamlScalar extends Written {
  readonly kind: 'scalar';
  /** Without quotes, escapes and indentation. */
  readonly text: string;
  /** Neither in quotes nor a block. */
  readonly plain: boolean;
}

export interface YamlList extends Written {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends Written {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
}

export interface YamlPair {
  readonly key: YamlNode;
  /** Absent when not even a colon follows the key. */
  readonly value: YamlNode | undefined;
}

export interface YamlAlias {
  readonly kind: 'alias';
  readonly offset: number;
  readonly name: string;
}
