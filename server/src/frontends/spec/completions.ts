// What may be written at a place, also in a text that does not parse yet: a word is put in at the place, the text up to
// the end of its line is read, and the path from the root to that word says what it can be.
import type { Span } from '../../base/span.ts';
import type { Expectation } from '../../graph/attribute.ts';
import type { Operator } from '../../graph/operator.ts';
import type { CompletionItem, Completions } from '../front-end.ts';
import type { YamlContent, YamlMapping, YamlNode, YamlPair } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { COMPOSITES, type Composite, type KeySpec, type Keys, LAYER_KEYS, MODEL_KEYS, SHAPE_KEYS } from './grammar.ts';
import { readModel } from './read-model.ts';
import { type LayerWord, spellAttribute, type Vocabulary } from './vocabulary.ts';

/** No text has it, and YAML takes it for a plain word. */
const MARK = 'convlint\u{E000}here';

/** What a node stands for: the same states that reading goes through. */
type State =
  | { readonly kind: 'keys'; readonly keys: Keys }
  | { readonly kind: 'key'; readonly spec: KeySpec }
  | { readonly kind: 'layer' }
  | { readonly kind: 'layers' }
  | { readonly kind: 'branches' }
  | { readonly kind: 'references' }
  | { readonly kind: 'operator'; readonly means: LayerWord }
  | { readonly kind: 'composite'; readonly composite: Composite }
  | { readonly kind: 'value'; readonly operator: Operator; readonly attribute: string };

export function completionsAt(text: string, offset: number, vocabulary: Vocabulary): Completions | undefined {
  const before = /[\w\-.]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const start = offset - before.length;
  const after = /^[\w-]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const span: Span = { start, end: offset + after.length };
  const line = text.indexOf('\n', span.end);
  const rest = text.slice(span.end, line < 0 ? text.length : line);
  if (inComment(text, start)) return undefined;
  const marked = `${text.slice(0, start)}${MARK}${rest}`;
  const document = readYaml(marked).find(({ root }) => root && root.span.start <= start && start <= root.span.end);
  if (!document?.root) return undefined;
  const names = readModel(document, document.span, vocabulary).names;
  const items = new Completer(vocabulary, names, start, /^\s*:/.test(rest)).complete(document.root);
  return items.length > 0 ? { span, items } : undefined;
}

function inComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /(^|\s)#/.test(line);
}

class Completer {
  readonly #vocabulary: Vocabulary;
  readonly #names: ReadonlySet<string>;
  readonly #at: number;
  /** A colon follows: the key alone is wanted. */
  readonly #bare: boolean;
  #flow = false;

  constructor(vocabulary: Vocabulary, names: ReadonlySet<string>, at: number, bare: boolean) {
    this.#vocabulary = vocabulary;
    this.#names = names;
    this.#at = at;
    this.#bare = bare;
  }

  complete(root: YamlNode): readonly CompletionItem[] {
    // The first word of a text is on its way to be a key.
    if (root.kind === 'scalar') return this.#keys(MODEL_KEYS, []);
    return this.#node(root, { kind: 'keys', keys: MODEL_KEYS });
  }

  #node(node: YamlNode, state: State): readonly CompletionItem[] {
    if (node.kind === 'alias') return [];
    if (node.kind === 'scalar') return this.#scalar(node, state);
    this.#flow ||= node.flow;
    if (node.kind === 'sequence') {
      const item = node.items.find((candidate) => this.#holds(candidate.span));
      return item ? this.#node(item, inList(state)) : [];
    }
    const inKey = node.pairs.find((pair) => this.#isMark(pair.key));
    if (inKey) return this.#key(node, inKey, state);
    const pair = node.pairs.find(({ value }) => this.#holds(value.span));
    return pair ? this.#node(pair.value, this.#under(node, pair, state)) : [];
  }

  #holds({ start, end }: Span): boolean {
    return start <= this.#at && this.#at < Math.max(end, start + 1);
  }

  #isMark(node: YamlContent): boolean {
    return node.kind === 'scalar' && node.text.includes(MARK);
  }

  /** What stands under a pair of a mapping that is in a state. */
  #under(mapping: YamlMapping, { key }: YamlPair, state: State): State {
    const name = key.text;
    if (state.kind === 'keys') return this.#ofKey(state.keys[name] ?? { value: 'anything', doc: '' });
    if (state.kind === 'key' && (state.spec.value === 'shape' || state.spec.value === 'shapes')) {
      if (state.spec.value === 'shapes') return { kind: 'key', spec: { value: 'shape', doc: '' } };
      return this.#ofKey(SHAPE_KEYS[name] ?? { value: 'anything', doc: '' });
    }
    if (state.kind === 'key' && state.spec.value === 'outputs') return { kind: 'references' };
    if (state.kind === 'branches') return { kind: 'layers' };
    if (state.kind === 'composite') return this.#ofKey(state.composite.keys[name] ?? LAYER_KEYS[name] ?? ANYTHING);
    if (state.kind === 'operator') return this.#ofAttribute(state.means, name);
    if (state.kind !== 'layer' && state.kind !== 'layers') return this.#ofKey(ANYTHING);
    const composite = Object.hasOwn(COMPOSITES, name) ? COMPOSITES[name] : undefined;
    if (composite) return { kind: 'composite', composite };
    const means = this.#vocabulary.words.get(name);
    if (means) return { kind: 'operator', means };
    const word = this.#wordOf(mapping);
    return word && 'means' in word ? this.#ofAttribute(word.means, name) : this.#ofKey(LAYER_KEYS[name] ?? ANYTHING);
  }

  #ofKey(spec: KeySpec): State {
    const { value } = spec;
    if (value === 'layers' || value === 'layer' || value === 'branches' || value === 'references')
      return { kind: value };
    return { kind: 'key', spec };
  }

  #ofAttribute(means: LayerWord, name: string): State {
    const attribute = means.attributes.get(name);
    const operator = means.operators.find((candidate) => attribute !== undefined && attribute in candidate.attributes);
    return attribute && operator ? { kind: 'value', operator, attribute } : this.#ofKey(LAYER_KEYS[name] ?? ANYTHING);
  }

  #wordOf(mapping: YamlMapping): { readonly means: LayerWord } | { readonly composite: Composite } | undefined {
    for (const { key } of mapping.pairs) {
      const means = this.#vocabulary.words.get(key.text);
      if (means) return { means };
      const composite = Object.hasOwn(COMPOSITES, key.text) ? COMPOSITES[key.text] : undefined;
      if (composite) return { composite };
    }
    return undefined;
  }

  #key(mapping: YamlMapping, mark: YamlPair, state: State): readonly CompletionItem[] {
    const given = mapping.pairs.flatMap((pair) => (pair === mark ? [] : [pair.key.text]));
    if (state.kind === 'keys') return this.#keys(state.keys, given);
    if (state.kind === 'key') return state.spec.value === 'shape' ? this.#keys(SHAPE_KEYS, given) : [];
    if (state.kind === 'operator') return [...this.#attributes(state.means, given), ...this.#keys(LAYER_KEYS, given)];
    if (state.kind === 'composite') {
      return [...this.#keys(state.composite.keys, given), ...this.#keys(LAYER_KEYS, given)];
    }
    if (state.kind !== 'layer' && state.kind !== 'layers') return [];
    const word = this.#wordOf(mapping);
    if (!word) return [...this.#words(), ...this.#keys(LAYER_KEYS, given)];
    const own = 'means' in word ? this.#attributes(word.means, given) : this.#keys(word.composite.keys, given);
    return [...this.#keys(LAYER_KEYS, given), ...own];
  }

  #scalar(node: YamlContent, state: State): readonly CompletionItem[] {
    if (!this.#isMark(node)) return [];
    const position = node.kind === 'scalar' ? node.text.slice(0, node.text.indexOf(MARK)).split(/\s+/).length - 1 : 0;
    switch (state.kind) {
      case 'layer':
      case 'layers':
        return position === 0 ? this.#words() : this.#positional(node, position - 1);
      case 'operator': {
        const values = state.means.main[position] === 'from' ? this.#references() : this.#main(state.means, position);
        return position === 0 && !this.#flow ? [...values, ...this.#attributes(state.means, [])] : values;
      }
      case 'composite':
        return this.#flow ? [] : this.#keys(state.composite.keys, []);
      case 'references':
        return this.#references();
      case 'value':
        return values(state.operator.attributes[state.attribute]?.expectation);
      case 'key':
        return this.#keyValue(state.spec);
      default:
        return [];
    }
  }

  #keyValue({ value, choices }: KeySpec): readonly CompletionItem[] {
    if (value === 'choice') return words(choices ?? []);
    if (value === 'flag') return words(['true', 'false']);
    return value === 'outputs' ? this.#references() : [];
  }

  /** `max-pool 2x2`: a value after a layer's word. */
  #positional(node: YamlContent, position: number): readonly CompletionItem[] {
    const means = node.kind === 'scalar' ? this.#vocabulary.words.get(node.text.split(/\s+/)[0] ?? '') : undefined;
    if (!means) return [];
    return means.main[position] === 'from' ? this.#references() : this.#main(means, position);
  }

  #main({ main, operators }: LayerWord, position: number): readonly CompletionItem[] {
    const attribute = main[position];
    return attribute === undefined ? [] : values(operators[0].attributes[attribute]?.expectation);
  }

  #keys(keys: Keys, given: readonly string[]): readonly CompletionItem[] {
    return Object.entries(keys).flatMap(([key, { doc }]): CompletionItem[] =>
      given.includes(key) ? [] : [{ label: key, kind: 'key', insert: this.#bare ? key : `${key}: `, doc }],
    );
  }

  #attributes({ operators, attributes, preset }: LayerWord, given: readonly string[]): readonly CompletionItem[] {
    return [...attributes].flatMap(([spelled, name]): CompletionItem[] => {
      const attribute = operators.find((operator) => name in operator.attributes)?.attributes[name];
      if (!attribute || given.includes(spelled) || Object.hasOwn(preset, name)) return [];
      const usual = attribute.default === undefined ? undefined : shown(attribute.default);
      const detail = usual === undefined ? {} : { detail: usual };
      const insert = this.#bare ? spelled : `${spelled}: `;
      return [{ label: spelled, kind: 'attribute', insert, doc: attribute.doc, ...detail }];
    });
  }

  #words(): readonly CompletionItem[] {
    const layers = [...this.#vocabulary.words.values()].filter(({ particular }) => !particular);
    return [
      ...layers.map((means): CompletionItem => {
        const { word, doc, operators } = means;
        const insert = this.#bare ? word : wordSnippet(means);
        return { label: word, kind: 'layer', insert, snippet: insert !== word, doc, detail: operators[0].family };
      }),
      ...Object.entries(COMPOSITES).map(([word, composite]): CompletionItem => {
        const insert = this.#bare ? word : compositeSnippet(word, composite, this.#flow);
        return { label: word, kind: 'layer', insert, snippet: insert !== word, doc: composite.doc };
      }),
    ];
  }

  #references(): readonly CompletionItem[] {
    return [...this.#names].map((name) => ({ label: name, kind: 'reference', insert: name }));
  }
}

const ANYTHING: KeySpec = { value: 'anything', doc: '' };

function inList(state: State): State {
  if (state.kind === 'layers' || state.kind === 'layer') return { kind: 'layer' };
  if (state.kind === 'branches') return { kind: 'layers' };
  if (state.kind === 'composite') {
    const { value } = state.composite.keys[state.composite.main] ?? ANYTHING;
    return value === 'branches' ? { kind: 'layers' } : { kind: 'layer' };
  }
  if (state.kind === 'operator' && state.means.main[0] === 'from') return { kind: 'references' };
  if (state.kind === 'key' && state.spec.value === 'outputs') return { kind: 'references' };
  return state;
}

function words(labels: readonly string[]): readonly CompletionItem[] {
  return labels.map((label) => ({ label, kind: 'value', insert: label }));
}

function values(expected: Expectation | undefined): readonly CompletionItem[] {
  if (expected?.kind === 'boolean') return words(['true', 'false']);
  if (expected?.kind === 'choice') return words(expected.choices);
  return expected?.kind === 'padding' ? words(expected.words) : [];
}

/** A default as the file would write it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `conv: { filters: $1, kernel: $2 }`; the word alone where nothing is required. */
function wordSnippet({ word, operators: [operator], main, preset }: LayerWord): string {
  if (main[0] === 'from') return `${word}: { from: [$1] }`;
  const required = Object.entries(operator.attributes).filter(
    ([name, { default: usual, inferred, optional }]) =>
      usual === undefined && !inferred && !optional && !Object.hasOwn(preset, name),
  );
  const [first] = required;
  if (!first) return word;
  if (required.length === 1 && first[0] === main[0]) return `${word}: $1`;
  const places = required.map(([name], index) => `${spellAttribute(operator.id, name)}: $${index + 1}`);
  return `${word}: { ${places.join(', ')} }`;
}

function compositeSnippet(word: string, { keys }: Composite, flow: boolean): string {
  const required = Object.entries(keys).filter(([, spec]) => spec.required);
  const places = required.map(([key, { value }], index) => {
    const hole = `$${index + 1}`;
    if (value === 'count') return `${key}: ${hole}`;
    if (flow) return value === 'branches' ? `${key}: [[${hole}]]` : `${key}: [${hole}]`;
    return value === 'branches' ? `${key}:\n      - [${hole}]` : `${key}:\n      - ${hole}`;
  });
  return flow ? `${word}: { ${places.join(', ')} }` : `${word}:\n    ${places.join('\n    ')}`;
}
