// The format as a JSON Schema, for editors that know nothing of ConvLint. Looser than the reader where a schema would need
// to run the model: which attributes may stand beside which word, what a name refers to.
import type { Attribute, Expectation } from '../../graph/attribute.ts';
import type { OperatorCatalogue } from '../../graph/operator.ts';
import {
  COMPOSITES,
  type Composite,
  type Keys,
  LAYER_KEYS,
  MODEL_KEYS,
  SHAPE_KEYS,
  type ValueKind,
} from './grammar.ts';
import { type LayerWord, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** JSON Schema, draft 7. */
export type Schema = { readonly [key: string]: unknown };

export function schemaOf(catalogue: OperatorCatalogue): Schema {
  const vocabulary = vocabularyOf(catalogue);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ConvLint specification of a convolutional network',
    type: 'object',
    properties: keyed(MODEL_KEYS),
    patternProperties: { '^x-': {} },
    additionalProperties: false,
    required: ['layers'],
    definitions: {
      axes: { anyOf: [{ type: 'integer' }, { type: 'array' }, CROSSED, { type: 'object' }] },
      integers: { anyOf: [{ type: 'integer' }, { type: 'array' }, CROSSED] },
      shape: shape(),
      shapes: { type: 'object', additionalProperties: to('shape') },
      layers: { anyOf: [{ type: 'null' }, { type: 'array', items: to('layer') }, to('layer')] },
      layer: layer(vocabulary),
      branches: {
        anyOf: [
          { type: 'array', items: to('layers') },
          { type: 'object', additionalProperties: to('layers') },
        ],
      },
      reference: { type: ['string', 'integer'] },
      references: { anyOf: [to('reference'), { type: 'array', items: to('reference') }] },
      outputs: { anyOf: [to('references'), { type: 'object', additionalProperties: to('reference') }] },
      ...Object.fromEntries(Object.entries(keyed(LAYER_KEYS)).map(([key, schema]) => [`key.${key}`, schema])),
      ...Object.fromEntries(
        [...vocabulary.words.values()]
          .filter(({ particular }) => !particular)
          .map((means) => [`layer.${means.word}`, operator(means)]),
      ),
      ...Object.fromEntries(
        Object.entries(COMPOSITES).map(([word, composite]) => [`layer.${word}`, compositeSchema(composite)]),
      ),
    },
  };
}

/** Keys that every layer has, by reference. */
const EVERYWHERE: Schema = Object.fromEntries(Object.keys(LAYER_KEYS).map((key) => [key, to(`key.${key}`)]));

function to(definition: string): Schema {
  return { $ref: `#/definitions/${definition}` };
}

/** Properties of a mapping whose keys are the format's own. */
function keyed(keys: Keys): Schema {
  return Object.fromEntries(
    Object.entries(keys).map(([key, { value, doc, choices }]) => [
      key,
      { description: doc, ...(choices ? { enum: choices } : ofKind(value)) },
    ]),
  );
}

const SIZE: Schema = { anyOf: [{ type: 'integer', minimum: 1 }, { const: '?' }] };

function ofKind(kind: ValueKind): Schema {
  switch (kind) {
    case 'text':
      return { type: ['string', 'number'] };
    case 'flag':
      return { type: 'boolean' };
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'size':
      return SIZE;
    case 'sizes':
      return { type: 'array', items: { anyOf: [SIZE, { const: 'N' }] }, minItems: 1 };
    case 'choice':
    case 'anything':
      return {};
    // A reference beside a description would be ignored in draft 7.
    default:
      return { allOf: [to(kind)] };
  }
}

function shape(): Schema {
  return {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^(\\d+|\\?)(\\s*[x×]\\s*(\\d+|\\?)){0,3}$' },
      { type: 'array', items: SIZE, minItems: 1, maxItems: 4 },
      { type: 'object', properties: keyed(SHAPE_KEYS), additionalProperties: false, minProperties: 1 },
    ],
  };
}

function layer({ words }: Vocabulary): Schema {
  const names = [...words.keys(), ...Object.keys(COMPOSITES)];
  const attributes = new Set([...words.values()].flatMap((means) => [...means.attributes.keys()]));
  const inComposites = Object.values(COMPOSITES).flatMap(({ keys }) => Object.keys(keys));
  const beside = [...new Set([...attributes, ...inComposites])].filter((name) => !names.includes(name)).sort();
  const described = (word: string) => [word, to(`layer.${words.get(word)?.general ?? word}`)];
  return {
    anyOf: [
      { enum: names },
      { type: 'string', pattern: `^(${names.join('|')})(\\s+\\S+)+$` },
      { type: 'array', items: to('layer') },
      {
        type: 'object',
        properties: {
          ...EVERYWHERE,
          ...Object.fromEntries(names.map(described)),
          ...Object.fromEntries(beside.map((name) => [name, {}])),
        },
        additionalProperties: false,
      },
    ],
  };
}

function operator(means: LayerWord): Schema {
  const { doc, main, attributes, operators } = means;
  const properties = [...attributes].flatMap(([spelled, name]) => {
    const attribute = operators.find((candidate) => name in candidate.attributes)?.attributes[name];
    return attribute ? [[spelled, attributeSchema(attribute)] as const] : [];
  });
  const object = {
    type: 'object',
    properties: { ...EVERYWHERE, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
  const short = main[0] === 'from' ? [to('references')] : main.length > 0 ? [{ type: SHORT }] : [];
  return { description: doc, anyOf: [{ type: 'null' }, ...short, object] };
}

const SHORT = ['number', 'string', 'boolean', 'array'];

function compositeSchema({ doc, keys, main }: Composite): Schema {
  const object = { type: 'object', properties: { ...EVERYWHERE, ...keyed(keys) }, additionalProperties: false };
  return { description: doc, anyOf: [{ ...ofKind(keys[main]?.value ?? 'anything'), type: 'array' }, object] };
}

function attributeSchema({ doc, expectation, default: usual }: Attribute): Schema {
  const plain = usual === undefined || (typeof usual === 'object' && usual !== null && !Array.isArray(usual));
  return { description: doc, ...valueSchema(expectation), ...(plain ? {} : { default: usual }) };
}

function valueSchema(expected: Expectation): Schema {
  switch (expected.kind) {
    case 'integer':
    case 'number':
      return { type: expected.kind, ...range(expected) };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string' };
    case 'choice':
      return { enum: expected.choices };
    case 'axes':
      return { allOf: [to('axes')] };
    case 'padding':
      return expected.words.length > 0 ? { anyOf: [{ enum: expected.words }, to('axes')] } : { allOf: [to('axes')] };
    case 'integers':
      return { allOf: [to('integers')] };
    default:
      return {};
  }
}

const CROSSED: Schema = { type: 'string', pattern: '^-?\\d+(\\s*[x×]\\s*-?\\d+)+$' };

/** Without the bounds that only say how large a number can be at all. */
function range({ min, max }: { readonly min?: number; readonly max?: number }): Schema {
  return {
    ...(min !== undefined && Math.abs(min) < 2 ** 31 - 1 ? { minimum: min } : {}),
    ...(max !== undefined && Math.abs(max) < 2 ** 31 - 1 ? { maximum: max } : {}),
  };
}
