// Reads shapes: `32x32x3` as on a blackboard, channels last, or by name; as dimensions in the framework's order.
import { type Dim, N, unknownDim } from '../../graph/dim.ts';
import type { Finding } from '../../graph/finding.ts';
import type { Dtype } from '../../graph/volume.ts';
import { closest } from '../suggest.ts';
import { follow, type YamlMapping, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { SHAPE_KEYS } from './grammar.ts';
import type { KeyUse, Shape } from './syntax.ts';

/** Frameworks count cells of one axis in 31 bits. */
const LARGEST = 2 ** 31 - 1;
const SPATIAL = ['length', 'depth', 'height', 'width'] as const;
const DTYPES: readonly Dtype[] = ['float', 'integer', 'boolean'];

export interface ShapeContext {
  readonly report: (finding: Finding) => void;
  readonly use: (use: KeyUse) => void;
}

/** Undefined, with a finding, where it cannot be read. */
export function readShape(key: string, node: YamlNode, context: ShapeContext): Shape | undefined {
  const content = follow(node);
  if (!content) return undefined;
  const { span } = node;
  if (content.kind === 'mapping') return readNamed(key, content, node, context);
  const words =
    content.kind === 'sequence'
      ? content.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''))
      : splitShape(content);
  const dims = words.map((word) => sizeOf(word, node));
  if (dims.length === 0 || dims.length > 4 || !dims.every((dim) => dim !== undefined)) {
    context.report(badShape(key, node, content.kind === 'scalar' ? content.text : `[${words.join(', ')}]`));
    return undefined;
  }
  return { span, dims: [N, ...channelsFirst(dims)], dtype: 'float' };
}

/** `28x28x6` and `28 × 28 × 6` in words. */
export function splitShape(scalar: YamlScalar): readonly string[] {
  return scalar.value === null ? [] : scalar.text.split(/[x×]/i).map((word) => word.trim());
}

/** H×W×C → C, H, W. */
export function channelsFirst<T>(dims: readonly T[]): readonly T[] {
  const channels = dims.at(-1);
  return channels === undefined ? [] : [channels, ...dims.slice(0, -1)];
}

function sizeOf(word: string, node: YamlNode): Dim | undefined {
  if (word === '?') return unknownDim({ reason: 'missing-input', facts: {}, place: { span: node.span } });
  const size = /^\d+$/.test(word) ? Number(word) : 0;
  return size >= 1 && size <= LARGEST ? size : undefined;
}

function badShape(key: string, node: YamlNode, value: string): Finding {
  const facts = { attribute: key, value: value.slice(0, 60), expected: { kind: 'input' } } as const;
  return { rule: 'bad-value', span: node.span, attribute: key, facts };
}

function readNamed(key: string, mapping: YamlMapping, at: YamlNode, { report, use }: ShapeContext): Shape | undefined {
  const sizes = new Map<string, Dim>();
  let explicit: readonly Dim[] | undefined;
  let dtype: Dtype | undefined;
  let batch: Dim = N;
  let broken = false;
  const bad = (attribute: string, node: YamlNode, text: string, expected: Parameters<typeof expect>[3]) => {
    report(expect(attribute, node, text, expected));
    broken = true;
  };
  for (const pair of mapping.pairs) {
    const name = pair.key.text;
    const spec = Object.hasOwn(SHAPE_KEYS, name) ? SHAPE_KEYS[name] : undefined;
    if (!spec) {
      const known = Object.keys(SHAPE_KEYS);
      const suggestion = closest(name, known);
      const facts = { key: name, known, ...(suggestion ? { suggestion } : {}) };
      report({ rule: 'unknown-key', span: pair.key.span, facts });
      continue;
    }
    use({ key: name, spec, pair });
    const content = follow(pair.value);
    const text = content?.kind === 'scalar' ? content.text : '';
    if (name === 'dtype') {
      dtype = DTYPES.find((candidate) => candidate === text);
      if (!dtype) bad(name, pair.value, text, { kind: 'choice', choices: DTYPES });
    } else if (name === 'shape') {
      const items = content?.kind === 'sequence' ? content.items : content ? [content] : [];
      const dims = items.map((item) => {
        const word = item.kind === 'scalar' ? item.text : '';
        return word === 'N' ? N : sizeOf(word, item);
      });
      const known = dims.filter((dim) => dim !== undefined);
      if (known.length === dims.length && known.length > 0) explicit = known;
      else bad(name, pair.value, text, { kind: 'integers', min: 1 });
    } else {
      const size = sizeOf(text, pair.value);
      if (size === undefined) bad(name, pair.value, text, { kind: 'integer', min: 1, max: LARGEST });
      else if (name === 'batch') batch = size;
      else sizes.set(name, size);
    }
  }
  if (broken) return undefined;
  const { span } = at;
  if (explicit && sizes.size === 0)
    return {
      span,
      dims: explicit.includes(N) ? explicit : [batch, ...explicit],
      dtype: dtype ?? 'float',
      // Integers are places in a vocabulary.
      ...(dtype === 'integer' && explicit.length === 1 ? { sequence: true } : {}),
    };
  const dims = explicit ? undefined : named(sizes);
  if (dims) {
    const shape = { span, dims: [batch, ...dims], dtype: dtype ?? (isIndices(sizes) ? 'integer' : 'float') } as const;
    return sizes.has('tokens') ? { ...shape, sequence: true } : shape;
  }
  const missing = explicit ? undefined : missingSize(sizes);
  if (missing) {
    const facts = { attribute: missing, expected: { kind: 'integer', min: 1 } } as const;
    report({ rule: 'missing-value', span, attribute: missing, facts });
  } else report(badShape(key, at, [...mapping.pairs].map((pair) => pair.key.text).join(', ')));
  return undefined;
}

function expect(
  attribute: string,
  node: YamlNode,
  value: string,
  expected:
    | { readonly kind: 'integer'; readonly min: number; readonly max: number }
    | { readonly kind: 'integers'; readonly min: number }
    | { readonly kind: 'choice'; readonly choices: readonly string[] },
): Finding {
  return { rule: 'bad-value', span: node.span, attribute, facts: { attribute, value: value.slice(0, 60), expected } };
}

/** Tokens without features are places in a vocabulary. */
function isIndices(sizes: ReadonlyMap<string, Dim>): boolean {
  return sizes.size === 1 && sizes.has('tokens');
}

/** (T, F), (F) or (C, …spatial); undefined where the names do not go together. */
function named(sizes: ReadonlyMap<string, Dim>): readonly Dim[] | undefined {
  const given = [...sizes.keys()].sort().join(' ');
  const order = ORDERS[given];
  return order?.map((name) => sizes.get(name) ?? 0);
}

const ORDERS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    ['features'],
    ['tokens'],
    ['tokens', 'features'],
    ['channels'],
    ['channels', 'length'],
    ['channels', 'height', 'width'],
    ['channels', 'depth', 'height', 'width'],
  ].map((order) => [[...order].sort().join(' '), order]),
);

function missingSize(sizes: ReadonlyMap<string, Dim>): string | undefined {
  if (sizes.has('tokens') || sizes.has('features')) return undefined;
  if (sizes.size === 0 || (!sizes.has('channels') && SPATIAL.some((axis) => sizes.has(axis)))) return 'channels';
  if (sizes.has('length')) return undefined;
  return ['height', 'width'].find((axis) => !sizes.has(axis));
}
