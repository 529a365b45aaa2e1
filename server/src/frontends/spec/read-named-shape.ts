// Reads shapes whose sizes have names: `{ channels: 3, height: 32, width: 32 }`, `{ shape: [4, 6], dtype: integer }`.
import type { Span } from '../../base/span.ts';
import { type Dim, N } from '../../graph/dim.ts';
import type { RuleFacts } from '../../graph/facts.ts';
import type { Finding } from '../../graph/finding.ts';
import type { Dtype } from '../../graph/volume.ts';
import { closest } from '../suggest.ts';
import { follow, type YamlMapping, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { SHAPE_KEYS } from './grammar.ts';
import { badShape, LARGEST, type ShapeContext, sizeOf } from './size.ts';
import type { Shape } from './syntax.ts';

const SPATIAL = ['length', 'depth', 'height', 'width'] as const;
const DTYPES: readonly Dtype[] = ['float', 'integer', 'boolean'];

/** What the keys say, each for itself. */
interface Said {
  readonly sizes: Map<string, Dim>;
  explicit?: readonly Dim[];
  dtype?: Dtype;
  batch: Dim;
}

type Expected = RuleFacts['bad-value']['expected'];

/** Undefined, with a finding, where it cannot be read. */
export function readNamedShape(
  key: string,
  mapping: YamlMapping,
  at: YamlNode,
  { report, use }: ShapeContext,
): Shape | undefined {
  const said: Said = { sizes: new Map(), batch: N };
  let broken = false;
  for (const pair of mapping.pairs) {
    const name = pair.key.text;
    const spec = Object.hasOwn(SHAPE_KEYS, name) ? SHAPE_KEYS[name] : undefined;
    if (!spec) {
      report(unknownKey(pair.key));
      continue;
    }
    use({ key: name, spec, pair });
    const expected = take(said, name, pair.value);
    if (!expected) continue;
    report(badValue(name, pair.value, expected));
    broken = true;
  }
  if (broken) return undefined;
  const shape = said.explicit ? explicitShape(said, said.explicit, at.span) : shapeOfSizes(said, at.span);
  if (shape) return shape;
  const missing = said.explicit ? undefined : missingSize(said.sizes);
  report(missing === undefined ? badShape(key, at, keysOf(mapping)) : missingValue(missing, at.span));
  return undefined;
}

/** What was expected, where something else stands there. */
function take(said: Said, name: string, value: YamlNode): Expected | undefined {
  if (name === 'dtype') {
    const dtype = DTYPES.find((candidate) => candidate === textOf(value));
    if (!dtype) return { kind: 'choice', choices: DTYPES };
    said.dtype = dtype;
    return undefined;
  }
  if (name === 'shape') {
    const dims = dimsOf(value);
    if (!dims) return { kind: 'integers', min: 1 };
    said.explicit = dims;
    return undefined;
  }
  const size = sizeOf(textOf(value), value);
  if (size === undefined) return { kind: 'integer', min: 1, max: LARGEST };
  if (name === 'batch') said.batch = size;
  else said.sizes.set(name, size);
  return undefined;
}

function textOf(node: YamlNode): string {
  const content = follow(node);
  return content?.kind === 'scalar' ? content.text : '';
}

function dimsOf(node: YamlNode): readonly Dim[] | undefined {
  const content = follow(node);
  const items = content?.kind === 'sequence' ? content.items : content ? [content] : [];
  const dims = items.map((item) => {
    const word = item.kind === 'scalar' ? item.text : '';
    return word === 'N' ? N : sizeOf(word, item);
  });
  return dims.length > 0 && dims.every((dim) => dim !== undefined) ? dims : undefined;
}

function explicitShape({ sizes, batch, dtype }: Said, explicit: readonly Dim[], span: Span): Shape | undefined {
  if (sizes.size > 0) return undefined;
  return {
    span,
    dims: explicit.includes(N) ? explicit : [batch, ...explicit],
    dtype: dtype ?? 'float',
    // Integers are places in a vocabulary.
    ...(dtype === 'integer' && explicit.length === 1 ? { sequence: true } : {}),
  };
}

function shapeOfSizes({ sizes, batch, dtype }: Said, span: Span): Shape | undefined {
  const dims = named(sizes);
  if (!dims) return undefined;
  return {
    span,
    dims: [batch, ...dims],
    dtype: dtype ?? (isIndices(sizes) ? 'integer' : 'float'),
    ...(sizes.has('tokens') ? { sequence: true } : {}),
  };
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

function unknownKey({ text, span }: YamlScalar): Finding {
  const known = Object.keys(SHAPE_KEYS);
  const suggestion = closest(text, known);
  return { rule: 'unknown-key', span, facts: { key: text, known, ...(suggestion ? { suggestion } : {}) } };
}

function badValue(attribute: string, node: YamlNode, expected: Expected): Finding {
  const facts = { attribute, value: textOf(node).slice(0, 60), expected };
  return { rule: 'bad-value', span: node.span, attribute, facts };
}

function missingValue(attribute: string, span: Span): Finding {
  return { rule: 'missing-value', span, attribute, facts: { attribute, expected: { kind: 'integer', min: 1 } } };
}

function keysOf({ pairs }: YamlMapping): string {
  return pairs.map(({ key }) => key.text).join(', ');
}
