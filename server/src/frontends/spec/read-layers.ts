// Reads lists of layers into the typed tree. Every node of the text is read once, however often aliases name it.
import type { Span } from '../../base/span.ts';
import type { Expectation } from '../../graph/attribute.ts';
import {
  follow,
  isNull,
  type YamlContent,
  type YamlDocument,
  type YamlMapping,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
} from '../yaml/node.ts';
import { COMPOSITES, type Composite, type Keys, LAYER_KEYS } from './grammar.ts';
import { ValueReader } from './read-values.ts';
import { numbered } from './segments.ts';
import { pieces } from './short-form.ts';
import type { KeyUse, Label, Layer, LayerList, Setting } from './syntax.ts';
import { type LayerWord, suggestionFor, type Vocabulary } from './vocabulary.ts';

/** Levels of layers within layers; what is deeper is left out, with a finding. */
const MAX_LEVELS = 64;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Head = Mutable<
  Pick<Layer, 'span' | 'head' | 'word' | 'mapping' | 'pair' | 'name' | 'from' | 'output' | 'depth'>
> & {
  keys: KeyUse[];
};

const EMPTY: LayerList = { span: { start: 0, end: 0 }, sequence: undefined, items: [], via: undefined, depth: 0 };

export class LayerReader extends ValueReader {
  readonly #vocabulary: Vocabulary;
  readonly #layers = new Map<YamlContent, Layer>();
  readonly #lists = new Map<YamlContent, LayerList>();
  readonly #open = new Set<YamlContent>();
  readonly #anchored: YamlDocument['anchored'];
  #level = 0;

  constructor(vocabulary: Vocabulary, anchored: YamlDocument['anchored']) {
    super();
    this.#vocabulary = vocabulary;
    this.#anchored = anchored;
  }

  /** A sequence of layers; a single layer stands for a list of one, and nothing for an empty list. */
  list(node: YamlNode): LayerList {
    const content = follow(node);
    if (!content || isNull(content)) return { ...EMPTY, span: node.span };
    const read = this.#once(this.#lists, content, node, () =>
      content.kind === 'sequence' ? this.#sequence(content) : this.#single(content),
    );
    if (!read) return { ...EMPTY, span: node.span };
    return node.kind === 'alias' ? { ...read, via: viaOf(node) } : read;
  }

  /** Reads a node that aliases may share; undefined, with a finding, where it contains itself or is too deep. */
  #once<T extends { readonly depth: number }>(
    memo: Map<YamlContent, T>,
    content: YamlContent,
    node: YamlNode,
    read: () => T,
  ): T | undefined {
    const shared = this.#anchored.has(content);
    const found = shared ? memo.get(content) : undefined;
    const name = node.kind === 'alias' ? `*${node.name}` : '';
    if (!found && this.#open.has(content) && node.kind === 'alias') {
      this.report({ rule: 'bad-reference', span: node.span, facts: { name, why: 'cycle' } });
      return undefined;
    }
    if (this.#level + (found?.depth ?? 1) > MAX_LEVELS) {
      this.report({ rule: 'limit-reached', span: node.span, facts: { what: 'levels', limit: MAX_LEVELS } });
      return undefined;
    }
    if (found) return found;
    this.#level++;
    if (shared) this.#open.add(content);
    const made = read();
    this.#level--;
    if (!shared) return made;
    this.#open.delete(content);
    memo.set(content, made);
    return made;
  }

  #sequence(sequence: Extract<YamlContent, { kind: 'sequence' }>): LayerList {
    const items: { layer: Layer; via: Label | undefined; node: YamlNode }[] = [];
    sequence.items.forEach((node, index) => {
      const dash = sequence.dashes[index];
      const place = dash === undefined ? node.span : { start: dash, end: dash + 1 };
      const layer = this.layer(node, place);
      if (layer) items.push({ layer, node, via: node.kind === 'alias' ? viaOf(node) : undefined });
    });
    const depth = items.reduce((most, { layer }) => Math.max(most, layer.depth), 0);
    return { span: sequence.span, sequence, items: numbered(items), via: undefined, depth };
  }

  #single(content: YamlScalar | YamlMapping): LayerList {
    const layer = this.layer(content, content.span);
    const items = layer ? numbered([{ layer, via: undefined, node: content }]) : [];
    return { span: content.span, sequence: undefined, items, via: undefined, depth: layer?.depth ?? 0 };
  }

  /** `place` is what to mark where nothing is written. */
  layer(node: YamlNode, place: Span): Layer | undefined {
    const content = follow(node);
    if (!content) return undefined;
    if (node.kind === 'alias' && this.#anchored.get(content) === 'key') {
      this.report({ rule: 'bad-reference', span: node.span, facts: { name: `*${node.name}`, why: 'key-only' } });
      return undefined;
    }
    if (isNull(content)) {
      const facts = { attribute: 'layer', expected: { kind: 'layer' } } as const;
      this.report({ rule: 'missing-value', span: place, facts });
      return undefined;
    }
    return this.#once(this.#layers, content, node, () => {
      if (content.kind === 'scalar') return this.#word(content);
      return content.kind === 'mapping' ? this.#mapping(content) : this.#group(content);
    });
  }

  #group(sequence: Extract<YamlContent, { kind: 'sequence' }>): Layer {
    const layers = this.#sequence(sequence);
    const head = { start: sequence.span.start, end: Math.min(sequence.span.start + 1, sequence.span.end) };
    return { ...bare(sequence.span, head, ''), kind: 'list', layers, depth: layers.depth + 1 };
  }

  /** `relu`, `max-pool 2x2`. */
  #word(scalar: YamlScalar): Layer {
    const [word = '', ...values] = pieces(scalar);
    const base = bare(scalar.span, word === '' ? scalar.span : word.span, word === '' ? '' : word.text);
    const composite = compositeOf(base.word);
    if (composite) return this.#composite(base, composite, undefined, []);
    const means = this.#vocabulary.words.get(base.word);
    if (!means) return this.#unknown(base);
    const settings = this.#positional(base, means, values);
    return { ...base, kind: 'operator', means, settings };
  }

  /** `{ name: tap, conv: { … }, output: … }`: one word, keys of the format, and attributes beside the word. */
  #mapping(mapping: YamlMapping): Layer {
    const isWord = ({ key }: YamlPair) => compositeOf(key.text) !== undefined || this.#vocabulary.words.has(key.text);
    const pair =
      mapping.pairs.find((candidate) => isWord(candidate)) ??
      mapping.pairs.find(({ key }) => !Object.hasOwn(LAYER_KEYS, key.text));
    const base: Head = { ...bare(mapping.span, pair?.key.span ?? mapping.span, pair?.key.text ?? ''), mapping, pair };
    const composite = compositeOf(base.word);
    const means = this.#vocabulary.words.get(base.word);
    const beside: YamlPair[] = [];
    for (const other of mapping.pairs) {
      if (other !== pair && (means?.attributes.has(other.key.text) || !this.#layerKey(base, other))) beside.push(other);
    }
    if (!pair) {
      const facts = { attribute: 'layer', expected: { kind: 'layer' } } as const;
      this.report({ rule: 'missing-value', span: mapping.span, facts });
      return { ...base, kind: 'unknown' };
    }
    if (composite) return this.#composite(base, composite, pair.value, beside);
    return means ? this.#operator(base, means, pair.value, beside) : this.#unknown(base);
  }

  #unknown(base: Head): Layer {
    const words = [...this.#vocabulary.words.values()].flatMap(({ word, particular }) => (particular ? [] : [word]));
    const suggestion = suggestionFor(base.word, [...words, ...Object.keys(COMPOSITES)]);
    const facts = { name: base.word, ...(suggestion ? { suggestion } : {}) };
    this.report({ rule: 'unknown-layer', span: base.head, facts });
    return { ...base, kind: 'unknown' };
  }

  /** True where the pair is one of the keys that every layer has. */
  #layerKey(base: Head, pair: YamlPair): boolean {
    const key = pair.key.text;
    const spec = Object.hasOwn(LAYER_KEYS, key) ? LAYER_KEYS[key] : undefined;
    if (!spec) return false;
    base.keys.push({ key, spec, pair });
    if (isNull(pair.value)) return true;
    if (key === 'from') base.from = this.references(pair.value);
    else if (key === 'output') base.output = this.shape(key, pair.value, base.keys);
    else base.name = this.label(pair.value) ?? base.name;
    return true;
  }

  #operator(base: Head, means: LayerWord, value: YamlNode, beside: readonly YamlPair[]): Layer {
    const content = follow(value);
    const settings: Setting[] = [];
    for (const pair of content?.kind === 'mapping' ? [...content.pairs, ...beside] : beside) {
      const attribute = means.attributes.get(pair.key.text);
      if (attribute) settings.push({ attribute, name: pair.key.span, value: pair.value, pair });
      else if (!this.#layerKey(base, pair))
        this.unknownKey(pair, [...means.attributes.keys(), ...Object.keys(LAYER_KEYS)]);
    }
    if (content?.kind === 'sequence') settings.push(...this.#main(base, means, value));
    else if (content?.kind === 'scalar' && content.value !== null) {
      const split = value.kind !== 'alias' && !content.quoted;
      settings.push(...(split ? this.#positional(base, means, pieces(content)) : this.#main(base, means, value)));
    }
    return { ...base, kind: 'operator', means, settings };
  }

  /** `concat: [tap, -2]`, `permute: [0, 2, 1]`, `conv: *size`. */
  #main(base: Head, means: LayerWord, value: YamlNode): readonly Setting[] {
    const [attribute] = means.main;
    if (attribute === 'from') base.from = this.references(value);
    else if (attribute) return [{ attribute, name: base.head, value, pair: undefined }];
    else this.bad(base.word, value, { kind: 'mapping' });
    return [];
  }

  /** `conv: 64 3x3`: values of the main attributes, in order. */
  #positional(base: Head, means: LayerWord, values: readonly YamlScalar[]): readonly Setting[] {
    const [first, last] = [values[0], values.at(-1)];
    if (means.main[0] === 'from' && first && last) {
      const items = values.flatMap((value) => this.reference(value) ?? []);
      base.from = { span: { start: first.span.start, end: last.span.end }, items };
      return [];
    }
    return values.flatMap((value, index): Setting[] => {
      const attribute = means.main[index];
      if (!attribute) this.bad(base.word, value, { kind: 'mapping' });
      return attribute ? [{ attribute, name: base.head, value, pair: undefined }] : [];
    });
  }

  #composite(base: Head, composite: Composite, value: YamlNode | undefined, beside: readonly YamlPair[]): Layer {
    const content = value && follow(value);
    const given = new Map<string, YamlNode>();
    const pairs = content?.kind === 'mapping' && !this.#isLayer(content, composite) ? content.pairs : [];
    for (const pair of [...pairs, ...beside]) {
      const spec = Object.hasOwn(composite.keys, pair.key.text) ? composite.keys[pair.key.text] : undefined;
      if (spec) {
        base.keys.push({ key: pair.key.text, spec, pair });
        given.set(pair.key.text, pair.value);
      } else if (!this.#layerKey(base, pair))
        this.unknownKey(pair, [...Object.keys(composite.keys), ...Object.keys(LAYER_KEYS)]);
    }
    if (value && content && pairs.length === 0 && !isNull(content) && !(content.kind === 'mapping' && isEmpty(content)))
      given.set(composite.main, value);
    for (const [key, spec] of Object.entries(composite.keys)) {
      if (!spec.required || given.has(key)) continue;
      const facts = { attribute: key, expected: expectationOf(spec.value) };
      this.report({ rule: 'missing-value', span: base.head, attribute: key, facts });
    }
    return this.#compose(base, given);
  }

  /** `block: { conv: … }`: a single layer in the place of the composite's keys. */
  #isLayer(mapping: YamlMapping, composite: Composite): boolean {
    const known = (key: string) => Object.hasOwn(composite.keys, key) || Object.hasOwn(LAYER_KEYS, key);
    const isWord = (key: string) => this.#vocabulary.words.has(key) || compositeOf(key) !== undefined;
    return !mapping.pairs.some(({ key }) => known(key.text)) && mapping.pairs.some(({ key }) => isWord(key.text));
  }

  #compose(base: Head, given: ReadonlyMap<string, YamlNode>): Layer {
    const list = (key: string) => {
      const node = given.get(key);
      return node ? this.list(node) : { ...EMPTY, span: base.head };
    };
    const deeper = (...depths: readonly number[]) => Math.max(0, ...depths) + 1;
    switch (base.word) {
      case 'residual': {
        const [body, shortcut] = [list('body'), list('shortcut')];
        const join = this.#join(base, given.get('join'), 'add');
        return {
          ...base,
          kind: 'residual',
          body,
          shortcut,
          join,
          depth: deeper(body.depth, shortcut.depth, join.depth),
        };
      }
      case 'parallel': {
        const branches = this.#branches(given.get('branches'));
        const join = this.#join(base, given.get('join'), 'concat');
        const depth = deeper(join.depth, ...branches.map((branch) => branch.list.depth));
        return { ...base, kind: 'parallel', branches, join, depth };
      }
      case 'repeat': {
        const layers = list('layers');
        return {
          ...base,
          kind: 'repeat',
          times: this.count('times', given.get('times')),
          layers,
          depth: deeper(layers.depth),
        };
      }
      default: {
        const layers = list('layers');
        return { ...base, kind: 'block', layers, depth: deeper(layers.depth) };
      }
    }
  }

  #join(base: Head, node: YamlNode | undefined, usual: string): Layer {
    const given = node && !isNull(node) ? this.layer(node, node.span) : undefined;
    if (given) return given;
    const means = this.#vocabulary.words.get(usual);
    const plain = { ...bare(base.span, base.head, usual), mapping: base.mapping, pair: base.pair };
    return means ? { ...plain, kind: 'operator', means, settings: [] } : { ...plain, kind: 'unknown' };
  }

  #branches(node: YamlNode | undefined): { readonly segment: string; readonly list: LayerList }[] {
    const content = node && follow(node);
    if (content?.kind === 'sequence')
      return content.items.map((item, index) => ({ segment: String(index), list: this.list(item) }));
    if (content?.kind === 'mapping')
      return content.pairs.map(({ key, value }) => ({ segment: key.text, list: this.list(value) }));
    if (node && content && !isNull(content)) this.bad('branches', node, { kind: 'list' });
    return [];
  }
}

function expectationOf(kind: Keys[string]['value']): Expectation {
  if (kind === 'count') return { kind: 'integer', min: 0 };
  if (kind === 'branches') return { kind: 'list' };
  return { kind: 'layers' };
}

function compositeOf(word: string): Composite | undefined {
  return Object.hasOwn(COMPOSITES, word) ? COMPOSITES[word] : undefined;
}

function bare(span: Span, head: Span, word: string): Head {
  return {
    span,
    head,
    word,
    mapping: undefined,
    pair: undefined,
    name: undefined,
    from: undefined,
    output: undefined,
    keys: [],
    depth: 1,
  };
}

function viaOf(alias: Extract<YamlNode, { kind: 'alias' }>): Label {
  return { text: `*${alias.name}`, span: alias.span };
}

function isEmpty(mapping: YamlMapping): boolean {
  return mapping.pairs.length === 0;
}
