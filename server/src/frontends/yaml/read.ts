// Reads a text into YAML documents. Never throws and never recurses deeper than MAX_DEPTH, whatever the text.
import { Composer, CST, type Document, isAlias, isMap, isPair, isScalar, isSeq, Parser } from 'yaml';
import type { Span } from '../../base/span.ts';
import {
  isNull,
  type YamlAlias,
  type YamlContent,
  type YamlDocument,
  type YamlMapping,
  type YamlNode,
  type YamlPair,
  type YamlProblem,
  type YamlScalar,
  type YamlSequence,
} from './node.ts';
import { type Missing, Repaired, unclosed } from './repair.ts';

/** Deeper than any model; the composer recurses, so deeper collections are emptied before it sees them. */
export const MAX_DEPTH = 200;
/** Pairs that merge keys may look at, over a whole document. */
const MAX_MERGED = 100_000;

/** Brackets without their ends that are closed for the reader; more are no slip of the pen. */
const MAX_REPAIRS = 4;

/** An open bracket garbles the lines below it: the text is read once more, as if it were closed. */
export function readYaml(text: string): readonly YamlDocument[] {
  const repairs: Missing[] = [];
  for (;;) {
    const { documents, missing } = readAsIs(text, repairs);
    // One at a time, from the inside: closing one may close others.
    const [next] = missing;
    if (!next || repairs.length === MAX_REPAIRS) return documents.map((document) => withUnclosed(document, repairs));
    repairs.push(next);
  }
}

function withUnclosed(document: YamlDocument, repairs: readonly Missing[]): YamlDocument {
  const { start, end } = document.span;
  const own = repairs.filter(({ span }) => start <= span.start && span.start < end).map(unclosed);
  if (own.length === 0) return document;
  return { ...document, problems: [...own, ...document.problems].sort((a, b) => a.span.start - b.span.start) };
}

function readAsIs(text: string, repairs: readonly Missing[]) {
  const repaired = new Repaired(text, repairs);
  const tokens = [...new Parser().parse(repaired.text)];
  const cuts = tokens.flatMap((token) => cutDeep(token) ?? []);
  // `schema` keeps a %YAML directive from changing what words mean; we find double keys ourselves, in linear time.
  const composer = new Composer({ schema: 'core', uniqueKeys: false, logLevel: 'silent', keepSourceTokens: true });
  const composed = [...composer.compose(tokens, true, repaired.text.length)];
  const missing: Missing[] = [];
  const documents = composed.map((document, index): YamlDocument => {
    // Where collections were emptied, a document's own range ends there.
    const range = { start: document.range[0], end: composed[index + 1]?.range[0] ?? repaired.text.length };
    const deep = cuts.filter((at) => range.start <= at && at < range.end);
    return new Reader(text, repaired, range, deep, missing).read(document);
  });
  return { documents, missing };
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

/** The parser's words for a bracket without its end. */
const UNCLOSED = /must (?:be sufficiently indented and )?end with a [}\]]/;

/** What the composer gives, as far as it is read here. */
interface Collection<Item> {
  readonly items: readonly Item[];
  readonly flow?: boolean;
  readonly anchor?: string;
  readonly srcToken?: unknown;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  readonly #text: string;
  readonly #repaired: Repaired;
  readonly #missing: Missing[];
  /** Unclosed collections, and where they may be over. */
  readonly #open = new Map<YamlNode, number>();
  readonly #span: Span;
  readonly #problems: YamlProblem[] = [];
  readonly #anchors = new Map<string, YamlContent>();
  readonly #anchored: YamlContent[] = [];
  readonly #keys = new Set<YamlContent>();
  readonly #cut: boolean;
  #merged = 0;

  constructor(text: string, repaired: Repaired, range: Span, cuts: readonly number[], missing: Missing[]) {
    this.#text = text;
    this.#repaired = repaired;
    this.#missing = missing;
    this.#span = this.#place(range.start, range.end);
    this.#cut = cuts.length > 0;
    for (const at of cuts.slice(0, 1)) {
      this.#problems.push({ kind: 'limit', span: this.#place(at, at + 1), what: 'levels', limit: MAX_DEPTH });
    }
  }

  read(document: Document.Parsed): YamlDocument {
    // What follows from emptied collections is no news.
    for (const { pos, code, message } of this.#cut ? [] : document.errors) {
      if (UNCLOSED.test(message)) continue;
      const span = this.#place(pos[0], Math.max(pos[1], pos[0]));
      this.#problems.push({ kind: 'syntax', span, code, detail: message });
    }
    const root = document.contents ? this.#node(document.contents, this.#span.start) : undefined;
    const empty = root?.kind === 'scalar' && root.value === null;
    return {
      root: empty ? undefined : root,
      span: this.#span,
      problems: this.#problems.sort((a, b) => a.span.start - b.span.start),
      anchored: new Map(this.#anchored.map((node) => [node, this.#keys.has(node) ? 'key' : 'value'])),
    };
  }

  #node(node: unknown, at: number): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, this.#spanOf(node, at));
    if (isMap(node)) return this.#mapping(node, this.#spanOf(node, at));
    if (isSeq(node)) return this.#sequence(node, this.#spanOf(node, at));
    const span = this.#spanOf(node, at);
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

  #place(start: number, end: number): Span {
    const { length } = this.#text;
    return {
      start: Math.min(this.#repaired.original(start), length),
      end: Math.min(this.#repaired.original(end), length),
    };
  }

  #spanOf(node: unknown, at: number): Span {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    return range ? this.#place(range[0], range[1]) : { start: at, end: at };
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

  #sequence(node: Collection<unknown>, span: Span): YamlSequence {
    const items: YamlNode[] = [];
    const flow = node.flow ?? false;
    const dashes = flow ? [] : dashesOf(node.srcToken).map((at) => this.#repaired.original(at));
    const sequence: Mutable<YamlSequence> = { kind: 'sequence', span, flow, items, dashes };
    this.#anchor(node.anchor, sequence);
    for (const item of node.items) items.push(this.#node(isPair(item) ? item.value : item, span.end));
    if (flow) this.#close(node.srcToken, ']', sequence);
    else sequence.span = { start: span.start, end: items.at(-1)?.span.end ?? span.start };
    return sequence;
  }

  #mapping(node: Collection<{ key: unknown; value: unknown }>, span: Span): YamlMapping {
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
    if (flow) this.#close(node.srcToken, '}', mapping);
    else mapping.span = { start: span.start, end };
    return mapping;
  }

  #close(token: unknown, end: ']' | '}', node: YamlMapping | YamlSequence): void {
    const { type, end: ends } = (token ?? {}) as Partial<CST.FlowCollection>;
    if (this.#cut || type !== 'flow-collection' || ends?.[0]?.source === end) return;
    const { start } = node.span;
    const last = node.kind === 'mapping' ? node.pairs.filter((pair) => !pair.merged).at(-1) : node.items.at(-1);
    const content = last && 'key' in last ? (isNull(last.value) ? last.key : last.value) : last;
    const at = content ? this.#endOf(content) : start + 1;
    const missing: Missing = { span: { start, end: start + 1 }, at, end };
    this.#open.set(node, at);
    this.#missing.push(missing);
    this.#problems.push(unclosed(missing));
  }

  /** Where a node may be over: a plain text that runs on over lines does so only because a bracket is open. */
  #endOf(node: YamlNode): number {
    const { start, end } = node.span;
    if (node.kind !== 'scalar' || node.quoted) return this.#open.get(node) ?? end;
    const line = this.#text.indexOf('\n', start);
    return line < 0 ? end : Math.min(end, start + this.#text.slice(start, line).trimEnd().length);
  }

  #key(node: unknown, at: number): YamlScalar {
    const key = node ? this.#node(node, at) : nullAt(at);
    const content = key.kind === 'alias' ? key.target : key;
    if (content?.kind === 'scalar') {
      if (content !== key) return { ...content, span: key.span };
      this.#keys.add(content);
      return content;
    }
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

function nullAt(at: number): YamlScalar {
  return { kind: 'scalar', span: { start: at, end: at }, value: null, text: '', quoted: false };
}

function dashesOf(token: unknown): readonly number[] {
  if (!CST.isCollection(token as CST.Token) || (token as CST.Token).type !== 'block-seq') return [];
  return (token as CST.BlockSequence).items.flatMap(
    ({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? [],
  );
}
