// A YAML document as a plain tree: every node with its span, aliases linked, merge keys worked in. Knows no file format.
import type { Span } from '../../base/span.ts';

export type YamlNode = YamlScalar | YamlMapping | YamlSequence | YamlAlias;
/** What is left when aliases are followed. */
export type YamlContent = YamlScalar | YamlMapping | YamlSequence;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly span: Span;
  readonly flow: boolean;
  /** Each key once; those that came through a merge key last. */
  readonly pairs: readonly YamlPair[];
}

export interface YamlPair {
  readonly key: YamlScalar;
  /** A null scalar without extent where nothing is written. */
  readonly value: YamlNode;
  /** It stands in another mapping that `<<` names. */
  readonly merged: boolean;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly span: Span;
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
  /** Where each item's `-` stands, in block style. */
  readonly dashes: readonly number[];
}

export interface YamlAlias {
  readonly kind: 'alias';
  readonly span: Span;
  readonly name: string;
  /** Absent where no anchor has the name; may contain the alias itself. */
  readonly target: YamlContent | undefined;
}

/** What the reader noticed; findings.ts turns it into findings. */
export type YamlProblem =
  | { readonly kind: 'syntax'; readonly span: Span; readonly code: string; readonly detail: string }
  | { readonly kind: 'duplicate-key'; readonly span: Span; readonly key: string; readonly first: Span }
  | { readonly kind: 'unknown-anchor'; readonly span: Span; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'limit'; readonly span: Span; readonly what: 'levels' | 'aliases'; readonly limit: number };

export interface YamlDocument {
  /** Absent where the document is empty. */
  readonly root: YamlNode | undefined;
  readonly span: Span;
  readonly problems: readonly YamlProblem[];
  /** What aliases may name: all else stands in one place only. An anchor in front of a key marks the key alone. */
  readonly anchored: ReadonlyMap<YamlContent, 'key' | 'value'>;
}

/** The node itself, or what its alias names; undefined where that is nothing. */
export function follow(node: YamlNode): YamlContent | undefined {
  return node.kind === 'alias' ? node.target : node;
}

export function pairOf(mapping: YamlMapping, key: string): YamlPair | undefined {
  return mapping.pairs.find((pair) => pair.key.text === key);
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** From the key's start to the value's end. */
export function pairSpan({ key, value, merged }: YamlPair): Span {
  return { start: key.span.start, end: merged ? key.span.end : Math.max(key.span.end, value.span.end) };
}
