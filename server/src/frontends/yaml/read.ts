// Reads a text into YAML documents. Never throws and never recurses deeper than MAX_DEPTH, whatever the text.
import { Composer, CST, type Document, isAlias, isMap, isPair, isScalar, isSeq, Parser } from 'yaml';
import type { Span } from '../../base/span.ts';
import type {
  YamlAlias,
  YamlContent,
  YamlDocument,
  YamlMapping,
  YamlNode,
  YamlPair,
  YamlProblem,
  YamlScalar,
  YamlSequence,
} from './node.ts';

/** Deeper than any model; the composer recurses, so deeper collections are emptied before it sees them. */
export const MAX_DEPTH = 200;
/** Pairs that merge keys may look at, over a whole document. */
const MAX_MERGED = 100_000;

export function readYaml(text: string): readonly YamlDocument[] {
  const tokens = [...new Parser().parse(text)];
  const cuts = tokens.flatMap((token) => cutDeep(token) ?? []);
  // `schema` keeps a %YAML directive from changing what words mean; we find double keys ourselves, in linear time.
  const composer = new Composer({ schema: 'core', uniqueKeys: false, logLevel: 'silent', keepSourceTokens: true });
  const documents = [...composer.compose(tokens, true, text.length)];
  return documents.map((document, index) => {
    // Where collections were emptied, a document's own range ends there.
    const span = { start: document.range[0], end: documents[index + 1]?.range[0] ?? text.length };
    const deep = cuts.filter((at) => span.start <= at && at < span.end);
    return new Reader(text, span, deep).read(document);
  });
}

/** Empties collections below MAX_DEPTH; the place of the first one, if any. */
function cutDeep(root: CST.Token): number | undefined {
  let cut: number | undefined;
  const work: [token: CST.Token, depth: number][] = [[root, 0]];
  for (let next = work.pop(); next; next = work.pop()) {
    const [token, depth] = next;
    if (token.type === 'document') {
      if (token.value) work.push([token.value, depth]);
    } else if ('items' in token) {
      if (depth >= MAX_DEPTH) {
        token.items.length = 0;
        cut = Math.min(cut ?? token.offset, token.offset);
        continue;
      }
      for (const { key, value } of token.items) {
        if (key) work.push([key, depth + 1]);
        if (value) work.push([value, depth + 1]);
      }
    }
  }
  return cut;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  readonly #text: string;
  readonly #span: Span;
  readonly #problems: YamlProblem[] = [];
  readonly #anchors = new Map<string, YamlContent>();
  readonly #anchored: YamlContent[] = [];
  readonly #cut: boolean;
  #merged = 0;

  constructor(text: string, span: Span, cuts: readonly number[]) {
    this.#text = text;
    this.#span = span;
    this.#cut = cuts.length > 0;
    for (const at of cuts.slice(0, 1)) {
      this.#problems.push({ kind: 'limit', span: { start: at, end: at + 1 }, what: 'levels', limit: MAX_DEPTH });
    }
  }

  read(document: Document.Parsed): YamlDocument {
    // What follows from emptied collections is no news.
    for (const { pos, code, message } of this.#cut ? [] : document.errors) {
      const span = { start: pos[0], end: Math.min(Math.max(pos[1], pos[0]), this.#text.length) };
      this.#problems.push({ kind: 'syntax', span, code, detail: message });
    }
    const root = document.contents ? this.#node(document.contents, this.#span.start) : undefined;
    const empty = root?.kind === 'scalar' && root.value === null;
    return {
      root: empty ? undefined : root,
      span: this.#span,
      problems: this.#problems,
      anchored: new Set(this.#anchored),
    };
  }

  #node(node: unknown, at: number): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, spanOf(node, at));
    if (isMap(node)) return this.#mapping(node, spanOf(node, at));
    if (isSeq(node)) return this.#sequence(node, spanOf(node, at));
    const span = spanOf(node, at);
    if (!isScalar(node)) return nullAt(at);
    const { value } = node;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    const scalar: YamlScalar = {
      kind: 'scalar',
      span,
      value: plain,
      text: node.source ?? (plain === null ? '' : String(plain)),
      quoted: node.type !== undefined && node.type !== 'PLAIN',
    };
    return this.#anchor(node.anchor, scalar);
  }

  #anchor<T extends YamlContent>(name: string | undefined, node: T): T {
    if (!name) return node;
    this.#anchors.set(name, node);
    this.#anchored.push(node);
    return node;
  }

  #alias(name: string, span: Span): YamlAlias {
    const target = this.#anchors.get(name);
    if (!target) this.#problems.push({ kind: 'unknown-anchor', span, name, known: [...this.#anchors.keys()] });
    return { kind: 'alias', span, name, target };
  }

  #sequence(node: { items: unknown[]; flow?: boolean; anchor?: string; srcToken?: unknown }, span: Span): YamlSequence {
    const items: YamlNode[] = [];
    const flow = node.flow ?? false;
    const dashes = flow ? [] : dashesOf(node.srcToken);
    const sequence: Mutable<YamlSequence> = { kind: 'sequence', span, flow, items, dashes };
    this.#anchor(node.anchor, sequence);
    for (const item of node.items) items.push(this.#node(isPair(item) ? item.value : item, span.end));
    if (!flow) sequence.span = { start: span.start, end: items.at(-1)?.span.end ?? span.start };
    return sequence;
  }

  #mapping(node: { items: { key: unknown; value: unknown }[]; flow?: boolean; anchor?: string }, span: Span) {
    const pairs: YamlPair[] = [];
    const flow = node.flow ?? false;
    const mapping: Mutable<YamlMapping> = { kind: 'mapping', span, flow, pairs };
    this.#anchor(node.anchor, mapping);
    const keys = new Map<string, Span>();
    const merges: YamlNode[] = [];
    let end = span.start;
    for (const item of node.items) {
      const key = this.#key(item.key, end);
      const value = item.value ? this.#node(item.value, key.span.end) : nullAt(key.span.end);
      end = Math.max(key.span.end, value.span.end);
      const first = keys.get(key.text);
      if (key.text === '<<' && !key.quoted) merges.push(value);
      else if (first) this.#problems.push({ kind: 'duplicate-key', span: key.span, key: key.text, first });
      else {
        keys.set(key.text, key.span);
        pairs.push({ key, value, merged: false });
      }
    }
    for (const merge of merges) this.#merge(merge, pairs, keys);
    if (!flow) mapping.span = { start: span.start, end };
    return mapping;
  }

  #key(node: unknown, at: number): YamlScalar {
    const key = node ? this.#node(node, at) : nullAt(at);
    const content = key.kind === 'alias' ? key.target : key;
    if (content?.kind === 'scalar') return content === key ? content : { ...content, span: key.span };
    const text = this.#text.slice(key.span.start, key.span.end);
    return { kind: 'scalar', span: key.span, value: text, text, quoted: true };
  }

  /** `<<: *base` or `<<: [*a, *b]`: pairs that the mapping does not have itself. */
  #merge(from: YamlNode, pairs: YamlPair[], keys: Map<string, Span>): void {
    const content = from.kind === 'alias' ? from.target : from;
    if (content?.kind === 'sequence') {
      for (const item of content.items) if (item !== content) this.#mergeOne(item, pairs, keys);
    } else this.#mergeOne(from, pairs, keys);
  }

  #mergeOne(from: YamlNode, pairs: YamlPair[], keys: Map<string, Span>): void {
    const content = from.kind === 'alias' ? from.target : from;
    if (content?.kind !== 'mapping') {
      const detail = 'A merge key takes a mapping, or a list of them';
      this.#problems.push({ kind: 'syntax', span: from.span, code: 'BAD_MERGE', detail });
      return;
    }
    for (const pair of [...content.pairs]) {
      if (++this.#merged > MAX_MERGED) {
        if (this.#merged === MAX_MERGED + 1)
          this.#problems.push({ kind: 'limit', span: from.span, what: 'aliases', limit: MAX_MERGED });
        return;
      }
      if (keys.has(pair.key.text)) continue;
      keys.set(pair.key.text, pair.key.span);
      pairs.push({ ...pair, merged: true });
    }
  }
}

function spanOf(node: unknown, at: number): Span {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? { start: range[0], end: range[1] } : { start: at, end: at };
}

function nullAt(at: number): YamlScalar {
  return { kind: 'scalar', span: { start: at, end: at }, value: null, text: '', quoted: false };
}

function dashesOf(token: unknown): readonly number[] {
  if (!CST.isCollection(token as CST.Token) || (token as CST.Token).type !== 'block-seq') return [];
  return (token as CST.BlockSequence).items.flatMap(
    ({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? [],
  );
}
