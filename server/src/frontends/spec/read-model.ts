// Reads one YAML document into a model: its keys, inputs and outputs. Layers are read-layers.ts.
import type { Span } from '../../base/span.ts';
import type { Finding } from '../../graph/finding.ts';
import { follow, isNull, type YamlDocument, type YamlMapping, type YamlNode, type YamlPair } from '../yaml/node.ts';
import { MODEL_KEYS } from './grammar.ts';
import { LayerReader } from './read-layers.ts';
import type { Input, KeyUse, LayerList, Model, Output } from './syntax.ts';
import { suggestionFor, type Vocabulary } from './vocabulary.ts';

/** `place` is what to mark where the document is empty. */
export function readModel({ root, anchored }: YamlDocument, place: Span, vocabulary: Vocabulary): Model {
  const content = root && follow(root);
  return new ModelReader(vocabulary, anchored).read(content?.kind === 'mapping' ? content : undefined, root, place);
}

class ModelReader {
  readonly #layers: LayerReader;
  readonly #keys: KeyUse[] = [];
  readonly #given = new Map<string, YamlNode>();

  constructor(vocabulary: Vocabulary, anchored: YamlDocument['anchored']) {
    this.#layers = new LayerReader(vocabulary, anchored);
  }

  read(root: YamlMapping | undefined, node: YamlNode | undefined, place: Span): Model {
    for (const pair of root?.pairs ?? []) this.#key(pair);
    if (node && !root) this.#layers.bad('model', node, { kind: 'mapping' });
    const name = this.#text('model') ?? 'model';
    const first = root?.pairs[0]?.key.span;
    const head = this.#keys.find(({ key }) => key === 'model')?.pair.key.span ?? first ?? place;
    const inputs = this.#inputs(head, root !== undefined);
    const layers = this.#list(node === undefined || root !== undefined ? head : undefined);
    return {
      name,
      span: root?.span ?? place,
      head,
      root,
      inputs,
      rounding: this.#choice('rounding') === 'floor' ? 'floor' : 'exact',
      training: this.#flag('training'),
      layers,
      outputs: this.#outputs(),
      keys: this.#keys,
      names: this.#layers.names,
      findings: this.#layers.findings,
    };
  }

  #report(finding: Finding): void {
    this.#layers.report(finding);
  }

  #key(pair: YamlPair): void {
    const key = pair.key.text;
    const spec = Object.hasOwn(MODEL_KEYS, key) ? MODEL_KEYS[key] : undefined;
    if (spec) {
      this.#keys.push({ key, spec, pair });
      if (!isNull(pair.value)) this.#given.set(key, pair.value);
      return;
    }
    // Extensions of the format's users: a place for anchors.
    if (key.startsWith('x-')) return;
    const known = Object.keys(MODEL_KEYS);
    const suggestion = suggestionFor(key, known);
    const facts = { key, known, ...(suggestion ? { suggestion } : {}) };
    this.#report({ rule: 'unknown-key', span: pair.key.span, facts });
  }

  #text(key: string): string | undefined {
    const node = this.#given.get(key);
    const content = node && follow(node);
    if (content?.kind === 'scalar') return content.text;
    if (node && content) this.#layers.bad(key, node, { kind: 'text' });
    return undefined;
  }

  #choice(key: string): string | undefined {
    const node = this.#given.get(key);
    const choices = MODEL_KEYS[key]?.choices ?? [];
    const content = node && follow(node);
    const text = content?.kind === 'scalar' ? content.text : '';
    if (choices.includes(text)) return text;
    if (node && content) this.#layers.bad(key, node, { kind: 'choice', choices });
    return undefined;
  }

  #flag(key: string): boolean {
    const node = this.#given.get(key);
    const content = node && follow(node);
    if (content?.kind === 'scalar' && typeof content.value === 'boolean') return content.value;
    if (node && content) this.#layers.bad(key, node, { kind: 'boolean' });
    return false;
  }

  #inputs(head: Span, report: boolean): readonly Input[] {
    const inputs: Input[] = [];
    const add = (text: string, span: Span, key: string, value: YamlNode) => {
      this.#layers.names.add(text);
      const shape = this.#layers.shape(key, value, this.#keys);
      inputs.push({ name: { text, span }, span: { start: span.start, end: value.span.end }, shape });
    };
    const one = this.#keys.find(({ key }) => key === 'input');
    if (one && !isNull(one.pair.value)) add('input', one.pair.key.span, 'input', one.pair.value);
    const several = this.#given.get('inputs');
    const content = several && follow(several);
    if (content?.kind === 'mapping') {
      for (const { key, value } of content.pairs) {
        if (isNull(value))
          this.#report({ rule: 'missing-value', span: key.span, attribute: key.text, facts: missingShape(key.text) });
        else add(key.text, key.span, key.text, value);
      }
    } else if (several && content) this.#layers.bad('inputs', several, { kind: 'mapping' });
    if (inputs.length === 0 && report && !content)
      this.#report({ rule: 'missing-input', span: one?.pair.key.span ?? head, facts: {} });
    return inputs;
  }

  /** `head` is what to mark where there are none; absent where that is no news. */
  #list(head: Span | undefined): LayerList {
    const node = this.#given.get('layers');
    if (node) return this.#layers.list(node);
    const key = this.#keys.find((use) => use.key === 'layers')?.pair.key.span;
    if (head) {
      const facts = { attribute: 'layers', expected: { kind: 'layers' } } as const;
      this.#report({ rule: 'missing-value', span: key ?? head, attribute: 'layers', facts });
    }
    return { span: key ?? head ?? { start: 0, end: 0 }, sequence: undefined, items: [], via: undefined, depth: 0 };
  }

  #outputs(): readonly Output[] {
    const node = this.#given.get('outputs');
    const content = node && follow(node);
    if (!node || !content) return [];
    if (content.kind === 'mapping') {
      return content.pairs.flatMap(({ key, value }) =>
        this.#layers.references(value).items.map((reference) => ({ name: key.text, reference })),
      );
    }
    return this.#layers.references(node).items.map((reference) => ({ name: String(reference.target), reference }));
  }
}

function missingShape(attribute: string) {
  return { attribute, expected: { kind: 'input' } } as const;
}
