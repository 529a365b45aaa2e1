// A spec as a typed tree, with the place of everything in it. Aliases share one node, so the tree is as small as the text.
import type { Span } from '../../base/span.ts';
import type { Dim } from '../../graph/dim.ts';
import type { Finding } from '../../graph/finding.ts';
import type { Dtype } from '../../graph/volume.ts';
import type { YamlMapping, YamlNode, YamlPair, YamlSequence } from '../yaml/node.ts';
import type { KeySpec } from './grammar.ts';
import type { LayerWord } from './vocabulary.ts';

/** A key of the format, where it is used. */
export interface KeyUse {
  readonly key: string;
  readonly spec: KeySpec;
  readonly pair: YamlPair;
}

export interface Label {
  readonly text: string;
  readonly span: Span;
}

/** A name, or a position in the list of layers. */
export interface Reference {
  readonly span: Span;
  readonly target: string | number;
}

export interface References {
  readonly span: Span;
  readonly items: readonly Reference[];
}

/** Dimensions as the framework orders them, with the batch where it has one. */
export interface Shape {
  readonly span: Span;
  readonly dims: readonly Dim[];
  readonly dtype: Dtype;
  /** Steps of a sequence, or one vector: what has three axes behind it is steps × features. */
  readonly sequence?: boolean;
}

export interface Input {
  readonly name: Label;
  readonly span: Span;
  /** Absent where it could not be read. */
  readonly shape: Shape | undefined;
}

/** An attribute as written. */
export interface Setting {
  /** Canonical name. */
  readonly attribute: string;
  readonly name: Span;
  readonly value: YamlNode;
  readonly pair: YamlPair | undefined;
}

interface LayerBase {
  /** The whole layer. */
  readonly span: Span;
  /** Its word. */
  readonly head: Span;
  readonly word: string;
  /** Absent where the layer is a word alone. */
  readonly mapping: YamlMapping | undefined;
  /** The pair of its word, in the mapping. */
  readonly pair: YamlPair | undefined;
  readonly name: Label | undefined;
  readonly from: References | undefined;
  readonly output: Shape | undefined;
  readonly keys: readonly KeyUse[];
  /** Levels of layers in it, itself included. */
  readonly depth: number;
}

export interface OperatorLayer extends LayerBase {
  readonly kind: 'operator';
  readonly means: LayerWord;
  readonly settings: readonly Setting[];
}

export interface UnknownLayer extends LayerBase {
  readonly kind: 'unknown';
}

export interface Residual extends LayerBase {
  readonly kind: 'residual';
  readonly body: LayerList;
  readonly shortcut: LayerList;
  readonly join: Layer;
}

export interface Parallel extends LayerBase {
  readonly kind: 'parallel';
  readonly branches: readonly { readonly segment: string; readonly list: LayerList }[];
  readonly join: Layer;
}

export interface Repeat extends LayerBase {
  readonly kind: 'repeat';
  readonly times: number;
  readonly layers: LayerList;
}

/** Named, or a list in the place of a layer. */
export interface Group extends LayerBase {
  readonly kind: 'block' | 'list';
  readonly layers: LayerList;
}

export type Layer = OperatorLayer | UnknownLayer | Residual | Parallel | Repeat | Group;

export interface Item {
  readonly layer: Layer;
  /** Its part of the path: the name, or the word, numbered where the list has several. */
  readonly segment: string;
  /** Where the list names it by an alias. */
  readonly via: Label | undefined;
  /** What stands in the list: the layer, or the alias. */
  readonly node: YamlNode;
}

export interface LayerList {
  readonly span: Span;
  /** Absent where a single layer, or nothing, stands for a list. */
  readonly sequence: YamlSequence | undefined;
  readonly items: readonly Item[];
  /** Where the list itself is named by an alias. */
  readonly via: Label | undefined;
  readonly depth: number;
}

export interface Output {
  readonly name: string;
  readonly reference: Reference;
}

export interface Model {
  readonly name: string;
  readonly span: Span;
  readonly head: Span;
  readonly root: YamlMapping | undefined;
  readonly inputs: readonly Input[];
  readonly rounding: 'exact' | 'floor';
  readonly training: boolean;
  readonly layers: LayerList;
  readonly outputs: readonly Output[];
  readonly keys: readonly KeyUse[];
  /** Every name that a layer or input has. */
  readonly names: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}
