// Places in a spec: slots, names, outline and completion, also while it is being written.
import { describe, expect, test } from 'vitest';
import { marked, model, spec } from './spec-helpers.ts';

function slot(withMark: string) {
  const { text, offset } = marked(withMark);
  const found = spec(text).source.slotAt(offset);
  return found && { ...found, span: text.slice(found.span.start, found.span.end) };
}

function complete(withMark: string): readonly string[] {
  const { text, offset } = marked(withMark);
  return (
    spec(text)
      .source.completionsAt(offset)
      ?.items.map(({ label }) => label) ?? []
  );
}

describe('slots', () => {
  test('layers, attributes, references, keys', () => {
    expect(slot(model('- co<|>nv: 4 3'))).toMatchObject({ kind: 'layer', span: 'conv' });
    expect(slot(model('- conv: { fil<|>ters: 4, kernel: 3 }'))).toMatchObject({
      kind: 'attribute',
      attribute: 'outChannels',
      span: 'filters',
      operator: 'conv2d',
    });
    expect(slot(model('- conv: { filters: 4, kernel: <|>3 }'))).toMatchObject({
      kind: 'attribute',
      attribute: 'kernel',
      span: '3',
    });
    expect(slot(model('- conv: 4 <|>3'))).toMatchObject({ kind: 'attribute', attribute: 'kernel', span: '3' });
    expect(slot(model('- { name: tap, relu }', '- add: ta<|>p'))).toMatchObject({ kind: 'reference', span: 'tap' });
    expect(slot(model('- repeat: { ti<|>mes: 2, layers: [relu] }'))).toMatchObject({
      kind: 'key',
      key: 'times',
      span: 'times',
    });
    expect(slot(`<|>${model('- relu')}`)).toMatchObject({ kind: 'key', key: 'input' });
    expect(slot(`#<|> note\n${model('- relu')}`)).toBeUndefined();
  });

  test('a layer in a repeat stands for all its turns', () => {
    const found = slot(model('- repeat: { times: 3, layers: [re<|>lu] }'));
    expect(found?.kind === 'layer' && found.layers.map(({ path }) => path)).toEqual([
      'repeat.0.relu',
      'repeat.1.relu',
      'repeat.2.relu',
    ]);
  });

  test('an alias leads to its anchor', () => {
    const { text, offset } = marked(`definitions:\n  - &n [batch-norm, relu]\n${model('- *<|>n')}`);
    const found = spec(text).source.slotAt(offset);
    expect(found?.kind === 'reference' && text.slice(found.target.start, found.target.end)).toBe('[batch-norm, relu]');
  });
});

test('names: the definition first, then every use', () => {
  const { text, offset } = marked(
    `${model('- { name: tap, chunk: 3 }', '- { name: tapped, from: tap.1, relu }', '- add: [<|>tap.0, tapped, -2]')}outputs: [tap]\n`,
  );
  const spans = spec(text).source.referencesAt(offset);
  expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(
    ['tap', 'tap', 'tap', 'tap'].slice(0, spans.length),
  );
  expect(spans).toHaveLength(4);
  expect(spec(text).source.referencesAt(text.indexOf('name: tap') + 7)).toHaveLength(4);
  expect(spec(text).source.referencesAt(0)).toEqual([]);
});

test('the outline', () => {
  const outline = (symbols: ReturnType<ReturnType<typeof spec>['source']['symbols']>): unknown =>
    symbols.map(({ name, kind, detail, children }) => [
      kind,
      name,
      detail,
      ...(children.length > 0 ? [outline(children)] : []),
    ]);
  const text = `model: A\n${model('- { name: first, conv: 4 3 }', '- residual:', '    body: [relu, linear: 32]')}`;
  expect(outline(spec(text).source.symbols())).toEqual([
    [
      'model',
      'A',
      '',
      [
        ['input', 'input', '32x32x3'],
        ['layer', 'first', 'conv 4 3'],
        [
          'block',
          'residual',
          '',
          [
            ['layer', 'relu', ''],
            ['layer', 'linear', '32'],
          ],
        ],
      ],
    ],
  ]);
});

describe('completion', () => {
  test('top-level keys', () => {
    expect(complete('<|>')).toContain('layers');
    expect(complete('mod<|>')).toContain('model');
    expect(complete('model: x\n<|>')).toContain('input');
    expect(complete('model: x\n<|>')).not.toContain('model');
  });

  test('layers', () => {
    for (const text of [
      '- <|>',
      '- con<|>',
      '- { <|> }',
      '- { name: x, <|> }',
      '- block: [ <|> ]',
      '- block: [ relu, <|>',
      '- residual:\n    body:\n      - <|>',
      '- parallel: [[ <|>',
      '- name: x\n  <|>',
    ]) {
      expect(complete(model('- relu', text)), text).toEqual(
        expect.arrayContaining(['conv', 'relu', 'residual', 'max-pool']),
      );
    }
    expect(complete(model('- <|>'))).not.toContain('conv2d');
  });

  test('snippets hold what must be filled in', () => {
    const { text, offset } = marked(model('- <|>'));
    const items = spec(text).source.completionsAt(offset)?.items ?? [];
    const of = (label: string) => items.find((item) => item.label === label)?.insert;
    expect(of('conv')).toBe('conv: { filters: $1, kernel: $2 }');
    expect(of('linear')).toBe('linear: $1');
    expect(of('relu')).toBe('relu');
    expect(of('repeat')).toBe('repeat:\n    times: $1\n    layers:\n      - $2');
    expect(of('concat')).toBe('concat: { from: [$1] }');
  });

  test('attributes that are not given yet', () => {
    for (const text of [
      '- conv: { kernel: 3, <|> }',
      '- conv: { kernel: 3, <|>',
      '- conv: { kernel: 3, pad<|>',
      '- conv:\n    kernel: 3\n    <|>',
      '- { conv: 4 3, <|> }',
    ]) {
      expect(complete(model('- relu', text, '- tanh')), text).toContain('padding');
    }
    expect(complete(model('- conv: { kernel: 3, <|> }'))).not.toContain('kernel');
    expect(complete(model('- conv:\n    <|>'))).toContain('filters');
    expect(complete(model('- { conv: 4 3, <|> }'))).toContain('name');
  });

  test('values', () => {
    expect(complete(model('- conv: { padding: <|> }'))).toEqual(['same', 'valid']);
    expect(complete(model('- conv: { bias: f<|> }'))).toEqual(['true', 'false']);
    expect(complete(model('- conv:\n    padding-mode: <|>'))).toContain('reflect');
    expect(complete('rounding: <|>')).toEqual(['exact', 'floor']);
    expect(complete(model('- relu # <|>'))).toEqual([]);
  });

  test('names to refer to', () => {
    const start = ['- { name: tap, relu }', '- { name: other, tanh }'];
    for (const text of [
      '- add: <|>',
      '- concat: { from: [tap, <|>] }',
      '- concat: [<|>',
      '- { from: o<|>, relu }',
      '- concat:\n    from: [<|>]',
    ]) {
      expect(complete(model(...start, text)).slice(0, 3), text).toEqual(['input', 'tap', 'other']);
    }
    expect(complete(`${model(...start)}outputs: [<|>]\n`)).toContain('tap');
  });

  test('before a colon the key alone is put in', () => {
    const { text, offset } = marked(model('- con<|>: { filters: 3 }'));
    const found = spec(text).source.completionsAt(offset);
    expect(found?.items.find(({ label }) => label === 'conv')?.insert).toBe('conv');
    expect(found && text.slice(found.span.start, found.span.end)).toBe('con');
  });
});
