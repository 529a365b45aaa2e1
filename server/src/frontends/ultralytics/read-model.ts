// From YAML to a model file: its keys, its rows, what they name. Reports what is no row, and never throws.
import type { Span } from '../../base/span.ts';
import type { AttributeInput } from '../../graph/attribute.ts';
import type { Finding } from '../../graph/finding.ts';
import { follow, pairOf, type YamlDocument, type YamlMapping, type YamlNode, type YamlSequence } from '../yaml/node.ts';
import { MOST_TIMES } from './blocks/block.ts';
import { familyOf } from './family.ts';
import { literal } from './literal.ts';
import { readSummaries } from './summaries.ts';
import type { Key, ModelFile, Reference, Row, Scale, Value } from './syntax.ts';

export interface ReadFile {
  readonly file: ModelFile;
  readonly findings: readonly Finding[];
}

/** Undefined where the document is no mapping. */
export function readModel(document: YamlDocument, text: string): ReadFile | undefined {
  const root = document.root && follow(document.root);
  if (root?.kind !== 'mapping') return undefined;
  return new Reader(root, text).read();
}

class Reader {
  readonly #root: YamlMapping;
  readonly #text: string;
  readonly #findings: Finding[] = [];
  /** Names that arguments may use. */
  readonly #names = new Map<string, AttributeInput>();

  constructor(root: YamlMapping, text: string) {
    this.#root = root;
    this.#text = text;
  }

  read(): ReadFile {
    const anchors = this.#anchors();
    for (const { key, value } of this.#root.pairs) {
      const plain = plainOf(value);
      if (plain !== undefined && !SECTIONS.has(key.text)) this.#names.set(key.text, plain);
    }
    const sections = (['backbone', 'head'] as const).flatMap((name) => {
      const pair = pairOf(this.#root, name);
      return pair ? [{ name, span: pair.value.span, keySpan: pair.key.span, value: pair.value }] : [];
    });
    const scales = this.#scales();
    const rows: Row[] = [];
    for (const { name, value } of sections) this.#rows(name, value, rows);
    const file: ModelFile = {
      keys: this.#root.pairs.map(({ key, value }): Key => ({ name: key.text, span: key.span, valueSpan: value.span })),
      nc: this.#whole('nc', 0),
      channels: this.#whole('ch', 1) ?? this.#whole('channels', 1) ?? 3,
      scales,
      depth: this.#number('depth_multiple') ?? 1,
      width: this.#number('width_multiple') ?? 1,
      regMax: this.#whole('reg_max', 1) ?? 16,
      end2end: this.#names.get('end2end') === true,
      activation: this.#word('activation'),
      anchors,
      family: familyOf({ rows, anchors, scales }),
      sections: sections.map(({ name, span, keySpan }) => ({ name, span, keySpan })),
      rows,
      summaries: readSummaries(this.#text, scales),
    };
    return { file, findings: this.#findings };
  }

  #valueOf(name: string): { readonly value: AttributeInput; readonly node: YamlNode } | undefined {
    const pair = pairOf(this.#root, name);
    const value = pair && plainOf(pair.value);
    return pair && value !== undefined ? { value, node: pair.value } : undefined;
  }

  #number(name: string): number | undefined {
    const found = this.#valueOf(name);
    if (!found || found.value === null) return undefined;
    if (typeof found.value === 'number' && found.value > 0 && Number.isFinite(found.value)) return found.value;
    this.#bad(name, found.node, { kind: 'number', min: 0 });
    return undefined;
  }

  #whole(name: string, min: number): number | undefined {
    const found = this.#valueOf(name);
    if (!found || found.value === null) return undefined;
    if (Number.isInteger(found.value) && (found.value as number) >= min) return found.value as number;
    this.#bad(name, found.node, { kind: 'integer', min });
    return undefined;
  }

  #word(name: string): string | undefined {
    const found = this.#valueOf(name);
    return typeof found?.value === 'string' ? found.value : undefined;
  }

  #bad(attribute: string, { span }: Pick<YamlNode, 'span'>, expected: BadExpected): void {
    const value = this.#text.slice(span.start, Math.min(span.end, span.start + 60));
    this.#findings.push({ rule: 'bad-value', span, facts: { attribute, value, expected } });
  }

  /** A number, or a list of boxes for each level. */
  #anchors(): number | undefined {
    const pair = pairOf(this.#root, 'anchors');
    const content = pair && follow(pair.value);
    if (!content) return undefined;
    if (content.kind === 'scalar') return typeof content.value === 'number' ? content.value : 3;
    if (content.kind !== 'sequence') return 3;
    const first = content.items[0] && follow(content.items[0]);
    return first?.kind === 'sequence' ? Math.floor(first.items.length / 2) : content.items.length;
  }

  #scales(): Scale[] {
    const pair = pairOf(this.#root, 'scales');
    const content = pair && follow(pair.value);
    if (!content) return [];
    if (content.kind !== 'mapping') {
      if (content.kind !== 'scalar' || content.value !== null) this.#bad('scales', pair.value, { kind: 'mapping' });
      return [];
    }
    return content.pairs.flatMap(({ key, value }) => {
      const numbers = plainOf(value);
      const [depth, width, most = null] = Array.isArray(numbers) ? (numbers as AttributeInput[]) : [];
      if (typeof depth !== 'number' || typeof width !== 'number' || (most !== null && typeof most !== 'number')) {
        this.#bad(key.text, value, { kind: 'arguments', signature: '[depth, width, max_channels]', min: 3, max: 3 });
        return [];
      }
      return [{ name: key.text, span: key.span, depth, width, maxChannels: most ?? Number.POSITIVE_INFINITY }];
    });
  }

  #rows(name: string, section: YamlNode, rows: Row[]): void {
    const content = follow(section);
    if (!content || (content.kind === 'scalar' && content.value === null)) return;
    if (content.kind !== 'sequence') {
      this.#bad(name, section, { kind: 'layers' });
      return;
    }
    for (const item of content.items) {
      const row = this.#row(item, rows.length);
      if (row) rows.push(row);
    }
  }

  #row(node: YamlNode, index: number): Row | undefined {
    const content = follow(node);
    const { span } = node;
    const [from, repeats, module, args] = content?.kind === 'sequence' ? content.items : [];
    const name = module && follow(module);
    if (!from || !module || name?.kind !== 'scalar' || typeof name.value !== 'string') {
      // Half a row, while it is being written, still takes its place.
      this.#bad('row', { span }, { kind: 'row' });
      return { ...emptyRow(index, span) };
    }
    const list = args && follow(args);
    return {
      index,
      span,
      from: this.#from(from),
      fromSpan: from.span,
      repeats: this.#repeats(repeats ?? from),
      module: { span: module.span, name: name.value },
      args: args && list ? this.#args(list.kind === 'sequence' ? list : undefined, args) : [],
      argsSpan: args?.span ?? { start: span.end, end: span.end },
    };
  }

  #from(node: YamlNode): Reference[] {
    const content = follow(node);
    const items = content?.kind === 'sequence' ? content.items : [node];
    return items.flatMap((item) => {
      const value = plainOf(item);
      if (Number.isInteger(value)) return [{ span: item.span, value: value as number }];
      this.#bad('from', item, { kind: 'integer' });
      return [];
    });
  }

  #repeats(node: YamlNode): Row['repeats'] {
    const value = plainOf(node);
    if (Number.isInteger(value) && (value as number) >= 0) {
      const wanted = value as number;
      if (wanted > MOST_TIMES) {
        const facts = { what: 'repeats', limit: MOST_TIMES };
        this.#findings.push({ rule: 'limit-reached', span: node.span, facts });
      }
      return { span: node.span, value: Math.min(wanted, MOST_TIMES) };
    }
    this.#bad('repeats', node, { kind: 'integer', min: 1 });
    return { span: node.span, value: 1 };
  }

  #args(list: YamlSequence | undefined, node: YamlNode): Value[] {
    if (!list) {
      if (!(node.kind === 'scalar' && node.value === null)) this.#bad('args', node, { kind: 'list' });
      return [];
    }
    return list.items.map((item): Value => {
      const text = this.#text.slice(item.span.start, item.span.end);
      const plain = plainOf(item) ?? null;
      const named = typeof plain === 'string' ? this.#names.get(plain) : undefined;
      return { span: item.span, value: named ?? plain, text };
    });
  }
}

type BadExpected = Extract<Finding, { rule: 'bad-value' }>['facts']['expected'];

const SECTIONS: ReadonlySet<string> = new Set(['backbone', 'head']);

function emptyRow(index: number, span: Span): Row {
  const end = { start: span.end, end: span.end };
  return {
    index,
    span,
    from: [],
    fromSpan: end,
    repeats: { span: end, value: 1 },
    module: { span, name: '' },
    args: [],
    argsSpan: end,
  };
}

function literalOr(text: string): AttributeInput {
  const read = literal(text);
  return read === undefined ? text : read;
}

/** Deeper than arguments ever are; aliases may lead round in circles. */
const MAX_DEPTH = 5;

/** Numbers, words and lists of them; words that are Python literals are what they mean. */
function plainOf(node: YamlNode, depth = 0): AttributeInput | undefined {
  const content = follow(node);
  if (!content || depth > MAX_DEPTH) return undefined;
  if (content.kind === 'scalar') {
    const { value } = content;
    return typeof value === 'string' && !content.quoted ? literalOr(value) : value;
  }
  if (content.kind !== 'sequence') return undefined;
  const items = content.items.map((item) => plainOf(item, depth + 1));
  return items.every((item) => item !== undefined) ? items : undefined;
}
