// The format's reference: its examples say the truth, every form in it works, and the JSON Schema holds what it must.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemaOf } from '../../server/src/frontends/spec/schema.ts';
import { vocabularyOf } from '../../server/src/frontends/spec/vocabulary.ts';
import { operators } from '../../server/src/operators/index.ts';
import { checkCase } from '../harness/check-case.ts';
import { readCases } from '../harness/literate.ts';
import { findings, rows } from './spec-helpers.ts';

const docs = join(import.meta.dirname, '../../docs');

describe('docs/spec.md', () => {
  const cases = readCases(readFileSync(join(docs, 'spec.md'), 'utf8'));

  test('has examples', () => expect(cases.length).toBeGreaterThan(4));

  test.each(cases.map((example) => [example.name, example] as const))('%s', (_, example) => {
    expect(checkCase(example).join('\n')).toBe('');
  });
});

describe('every operator can be written with every attribute', () => {
  const { words } = vocabularyOf(operators);

  test.each(operators.all.map((operator) => [operator.id, operator] as const))('%s', (id, operator) => {
    const word = words.get(id);
    expect(new Set(word?.attributes.values())).toEqual(new Set(Object.keys(operator.attributes)));
    const pairs = [...(word?.attributes.keys() ?? [])].map((name) => `${name}: 1`);
    const found = findings(`input: 8x8x3\nlayers: [relu, { from: [0, 0, 0], ${id}: { ${pairs.join(', ')} } }]\n`);
    expect(found.filter((finding) => finding.startsWith('unknown'))).toEqual([]);
  });

  test('two attributes never share a word', () => {
    for (const { word, attributes, operators: meant } of words.values()) {
      const canonical = new Set(meant.flatMap((operator) => Object.keys(operator.attributes)));
      expect(attributes.size, word).toBe(canonical.size);
    }
  });

  test('every general word runs on an input of its rank', () => {
    for (const input of ['64x4', '64x64x4', '16x64x64x4'])
      expect(rows(`input: ${input}\nlayers: [conv: 4 3, batch-norm, max-pool: 2, global-avg-pool]\n`)).toHaveLength(4);
  });
});

/** Enough of JSON Schema to hold our own schema against texts: what schemaOf uses, and no more. */
function accepts(schema: Record<string, unknown>, root: Record<string, unknown>, value: unknown): boolean {
  const { $ref, anyOf, allOf, type, properties, additionalProperties, patternProperties, items, pattern } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/definitions/', '');
    const target = (root.definitions as Record<string, Record<string, unknown>>)[name];
    if (!target) throw new Error(`nothing at ${$ref}`);
    return accepts(target, root, value);
  }
  const each = (list: unknown) => list as readonly Record<string, unknown>[];
  if (anyOf && !each(anyOf).some((one) => accepts(one, root, value))) return false;
  if (allOf && !each(allOf).every((one) => accepts(one, root, value))) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if ('const' in schema && schema.const !== value) return false;
  if (
    type &&
    ![type].flat().includes(typeOf(value)) &&
    !(typeOf(value) === 'integer' && [type].flat().includes('number'))
  )
    return false;
  if (typeof pattern === 'string' && (typeof value !== 'string' || !new RegExp(pattern).test(value))) return false;
  if (typeof schema.minimum === 'number' && typeof value === 'number' && value < schema.minimum) return false;
  if (Array.isArray(value)) {
    if (items && !value.every((item) => accepts(items as Record<string, unknown>, root, item))) return false;
  } else if (typeof value === 'object' && value !== null) {
    if (Array.isArray(schema.required) && !schema.required.every((key) => key in value)) return false;
    return Object.entries(value).every(([key, inner]) => {
      const own = (properties as Record<string, Record<string, unknown>> | undefined)?.[key];
      if (own) return accepts(own, root, inner);
      if (Object.keys((patternProperties as object | undefined) ?? {}).some((form) => new RegExp(form).test(key)))
        return true;
      if (typeof additionalProperties === 'object' && additionalProperties !== null)
        return accepts(additionalProperties as Record<string, unknown>, root, inner);
      return additionalProperties !== false;
    });
  }
  return true;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

describe('the JSON Schema', () => {
  const schema = schemaOf(operators);
  const examples = join(docs, '../examples');
  const holds = async (text: string) => {
    const { parse } = await import('yaml');
    return accepts(schema, schema, parse(text, { merge: true }));
  };

  test.each(readdirSync(examples).filter((file) => file.endsWith('.yaml')))('accepts %s', async (file) => {
    expect(await holds(readFileSync(join(examples, file), 'utf8'))).toBe(true);
  });

  test.each(readCases(readFileSync(join(docs, 'spec.md'), 'utf8')).map(({ name, text }) => [name, text]))(
    'accepts %s of the reference',
    async (_, text) => expect(await holds(text)).toBe(true),
  );

  test.each([
    'input: 3x3x3',
    'input: banana\nlayers: [relu]',
    'input: 3x3x3\nlayers: [rellu]',
    'input: 3x3x3\nlayers: [conv: { filters: 3, kernel: 3, pading: 1 }]',
    'input: 3x3x3\nlayers: [{ relu, nmae: x }]',
    'input: 3x3x3\nlayers: [residual: { boddy: [] }]',
    'input: 3x3x3\nlayers: [repeat: { times: -1, layers: [relu] }]',
    'rounding: up\nlayers: [relu]',
  ])('refuses %j', async (text) => expect(await holds(text)).toBe(false));
});
