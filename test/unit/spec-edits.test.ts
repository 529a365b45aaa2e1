// Edits of a spec: in every form and style the text afterwards means what was wanted, and doing it twice changes nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/base/span.ts';
import type { Intent, IntentValue } from '../../server/src/graph/intent.ts';
import { findings, layersOf, model, rows, spec } from './spec-helpers.ts';

type Wish = (layer: Intent & { kind: 'remove-layer' }) => Intent;

function edited(text: string, path: string, wish: Wish): string | undefined {
  const { models, source } = spec(text);
  const layer = models[0]?.graph.layers.find((candidate) => candidate.path === path);
  if (!layer) throw new Error(`no layer ${path}`);
  const edits = source.renderEdit(wish({ kind: 'remove-layer', layer }));
  return edits && applyEdits(text, edits);
}

function set(text: string, path: string, attribute: string, value: IntentValue) {
  return edited(text, path, ({ layer }) => ({ kind: 'set-attribute', layer, attribute, value }));
}

function remove(text: string, path: string, attribute: string) {
  return edited(text, path, ({ layer }) => ({ kind: 'remove-attribute', layer, attribute }));
}

function insert(text: string, path: string, operator: string) {
  return edited(text, path, ({ layer }) => ({ kind: 'insert-before', layer, operator }));
}

function drop(text: string, path: string) {
  return edited(text, path, (intent) => intent);
}

describe('setting an attribute', () => {
  test.each([
    ['- conv: { filters: 4, kernel: 5 }', '- conv: { filters: 4, kernel: 5, padding: 2 }'],
    ['- conv: { filters: 4, kernel: 5, padding: 1 }', '- conv: { filters: 4, kernel: 5, padding: 2 }'],
    ['- conv: { filters: 4, kernel: 5, }', '- conv: { filters: 4, kernel: 5, padding: 2, }'],
    ['- conv: { filters: 4, kernel: 5, padding: 1x1 }', '- conv: { filters: 4, kernel: 5, padding: 2 }'],
    [
      '- conv: {\n    filters: 4, # four\n    kernel: 5 # five\n  }',
      '- conv: {\n    filters: 4, # four\n    kernel: 5, padding: 2 # five\n  }',
    ],
    ['- conv: 4 5', '- conv: { filters: 4, kernel: 5, padding: 2 }'],
    ['- conv 4 5', '- conv: { filters: 4, kernel: 5, padding: 2 }'],
    ['- { conv: 4 5, name: conv }', '- { conv: { filters: 4, kernel: 5, padding: 2 }, name: conv }'],
    ['- conv:\n    filters: 4\n    kernel: 5 # five', '- conv:\n    filters: 4\n    kernel: 5 # five\n    padding: 2'],
    [
      '- conv:\n    filters: 4\n    kernel: 5\n    padding: 1 # one',
      '- conv:\n    filters: 4\n    kernel: 5\n    padding: 2 # one',
    ],
    ['- conv:\n  filters: 4\n  kernel: 5', '- conv:\n  filters: 4\n  kernel: 5\n  padding: 2'],
    ['- { conv, filters: 4, kernel: 5 }', '- { conv, filters: 4, kernel: 5, padding: 2 }'],
  ])('%s', (before, after) => {
    const text = model(before, '- relu');
    const result = set(text, 'conv', 'padding', 2);
    expect(result).toBe(model(after, '- relu'));
    expect(result && set(result, 'conv', 'padding', 2)).toBe(result);
    expect(findings(result ?? '')).toEqual([]);
    expect(rows(result ?? '')[0]).toBe('conv conv2d 32×32×4');
  });

  test.each([
    ['- relu\n- max-pool 2', 'max-pool', 'stride', 1, 'max-pool: { kernel: 2, stride: 1 }'],
    ['- linear: 10', 'linear', 'bias', false, '- linear: { features: 10, bias: false }'],
    ['- linear: 10', 'linear', 'outFeatures', 12, '- linear: 12'],
    ['- batch-norm', 'batch-norm', 'affine', false, '- batch-norm: { affine: false }'],
    ['- batch-norm:', 'batch-norm', 'affine', false, '- batch-norm: { affine: false }'],
    [
      '- { batch-norm, name: batch-norm }',
      'batch-norm',
      'affine',
      false,
      '- { batch-norm: { affine: false }, name: batch-norm }',
    ],
    [
      '- { batch-norm: {}, name: batch-norm }',
      'batch-norm',
      'affine',
      false,
      '- { batch-norm: { affine: false }, name: batch-norm }',
    ],
    [
      '- block: [batch-norm, relu]',
      'block.batch-norm',
      'affine',
      false,
      '- block: [batch-norm: { affine: false }, relu]',
    ],
    ['- { name: a, relu }\n- concat: [a, -2]', 'concat', 'axis', 2, '- concat: { from: [a, -2], axis: 2 }'],
    ['- conv: { filters: 4, kernel: 3x5 }', 'conv', 'kernel', [5, 7], '- conv: { filters: 4, kernel: 5x7 }'],
    ['- conv: { filters: 4, kernel: 3x5 }', 'conv', 'kernel', [3, 3], '- conv: { filters: 4, kernel: 3 }'],
    [
      '- conv: { filters: 4, kernel: 3 }',
      'conv',
      'stride',
      [1, 2],
      '- conv: { filters: 4, kernel: 3, stride: [1, 2] }',
    ],
    [
      '- conv: { filters: 4, kernel: 3 }',
      'conv',
      'padding',
      'same',
      '- conv: { filters: 4, kernel: 3, padding: same }',
    ],
    ['- permute: [0, 1, 2, 3]', 'permute', 'axes', [0, 0, 0, 0], '- permute: [0, 0, 0, 0]'],
    ['- conv: { kernel: 3, filters: }', 'conv', 'outChannels', 4, '- conv: { kernel: 3, filters: 4 }'],
  ] as const)('%s: %s.%s = %s', (before, path, attribute, value, after) => {
    const result = set(model(...before.split('\n')), path, attribute, value as IntentValue);
    expect(result).toContain(after);
    expect(result && set(result, path, attribute, value as IntentValue)).toBe(result);
  });

  test('what a merge key brings is changed where it stands', () => {
    const text = `definitions: { f: &field { kernel: 3, padding: 1 } }\n${model('- conv: { filters: 4, <<: *field }')}`;
    expect(set(text, 'conv', 'padding', 0)).toContain('&field { kernel: 3, padding: 0 }');
    expect(set(text, 'conv', 'stride', 2)).toContain('- conv: { filters: 4, stride: 2, <<: *field }');
  });

  test('an attribute that the operator does not have is declined', () => {
    expect(set(model('- relu'), 'relu', 'kernel', 3)).toBeUndefined();
  });

  const forms = [
    '- conv: { F }',
    '- { conv: { F } }',
    '- { name: conv, conv: { F } }',
    '- { conv, F }',
    '- block: [conv: { F }, relu]',
  ];
  const attributes = fc.uniqueArray(
    fc.constantFrom(
      ['filters: 4'],
      ['kernel: 3', 'kernel: 3x3', 'kernel: [3, 3]'],
      ['stride: 1'],
      ['dilation: 1'],
      ['bias: true'],
    ),
    { minLength: 5, maxLength: 5 },
  );
  const wishes = fc.constantFrom<readonly [string, IntentValue]>(
    ['stride', 2],
    ['stride', [1, 2]],
    ['kernel', 5],
    ['padding', 2],
    [
      'padding',
      [
        [0, 1],
        [1, 0],
      ],
    ],
    ['bias', false],
    ['paddingMode', 'reflect'],
    ['dilation', 2],
  );

  test('the text afterwards parses to the model that was meant, in any order and style', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        attributes,
        wishes,
        fc.boolean(),
        (form, lists, [attribute, value], block) => {
          const pairs = lists.map((list) => list[0] ?? '');
          const text = block
            ? model('- conv:', ...pairs.map((pair) => `    ${pair}  # ${pair}`), '- relu')
            : model(form.replace('F', pairs.join(', ')), '- relu');
          const path = form.includes('block') && !block ? 'block.conv' : 'conv';
          const result = set(text, path, attribute, value);
          if (result === undefined) throw new Error(`declined: ${text}`);
          const before = layersOf(text).find((layer) => layer.path === path)?.module.attributes ?? {};
          const after = layersOf(result).find((layer) => layer.path === path)?.module.attributes ?? {};
          const others = (values: typeof after) => Object.entries(values).filter(([name]) => name !== attribute);
          expect(others(after)).toEqual(others(before));
          const read = layersOf(text)[0]?.module.operator.attributes[attribute]?.read(value);
          expect(after[attribute]).toEqual(read && 'value' in read ? read.value : undefined);
          expect(set(result, path, attribute, value)).toBe(result);
          expect(findings(result)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('removing an attribute', () => {
  test.each([
    ['- conv: { filters: 4, kernel: 3, bias: false }', 'bias', '- conv: { filters: 4, kernel: 3 }'],
    ['- conv: { bias: false, filters: 4, kernel: 3 }', 'bias', '- conv: { filters: 4, kernel: 3 }'],
    ['- conv:\n    filters: 4\n    bias: false # no\n    kernel: 3', 'bias', '- conv:\n    filters: 4\n    kernel: 3'],
    ['- conv:\n    bias: false\n    filters: 4\n    kernel: 3', 'bias', '- conv:\n    filters: 4\n    kernel: 3'],
    ['- { conv: 4 3, bias: false }', 'bias', '- { conv: 4 3 }'],
    ['- { bias: false, conv: 4 3 }', 'bias', '- { conv: 4 3 }'],
    ['- conv: 4 3 2', 'stride', '- conv: 4 3'],
    ['- conv: { filters: 4, kernel: 3 }', 'bias', '- conv: { filters: 4, kernel: 3 }'],
  ])('%s', (before, attribute, after) => {
    expect(remove(model(before, '- relu'), 'conv', attribute)).toBe(model(after, '- relu'));
  });

  test('the last one leaves the word', () => {
    expect(remove(model('- dropout: { probability: 0.3 }', '- relu'), 'dropout', 'probability')).toBe(
      model('- dropout', '- relu'),
    );
    expect(remove(model('- dropout:\n    probability: 0.3', '- relu'), 'dropout', 'probability')).toBe(
      model('- dropout', '- relu'),
    );
    expect(remove(model('- dropout: 0.3', '- relu'), 'dropout', 'probability')).toBe(model('- dropout', '- relu'));
    const named = remove(model('- { dropout: { probability: 0.3 }, name: d }'), 'd', 'probability');
    expect(findings(named ?? '')).toEqual([]);
    expect(rows(named ?? '')).toEqual(['d dropout 32×32×3']);
  });
});

describe('layers in and out', () => {
  test('in block style, with its indentation', () => {
    const text = model('  - relu', '  - linear: 10 # ten');
    expect(insert(text, 'linear', 'flatten')).toBe(model('  - relu', '  - flatten', '  - linear: 10 # ten'));
    expect(drop(text, 'relu')).toBe(model('  - linear: 10 # ten'));
    expect(drop(text, 'linear')).toBe(model('  - relu'));
  });

  test('in flow style, and nested', () => {
    expect(insert(model('- block: [relu, linear: 10]'), 'block.linear', 'flatten')).toBe(
      model('- block: [relu, flatten, linear: 10]'),
    );
    expect(insert(model('- block: [ linear: 10 ]'), 'block.linear', 'flatten')).toBe(
      model('- block: [ flatten, linear: 10 ]'),
    );
    expect(insert(model('- block:\n  - - linear: 10'), 'block.list.linear', 'flatten')).toBe(
      model('- block:\n  - - flatten\n    - linear: 10'),
    );
    expect(drop(model('- block: [relu, tanh]'), 'block.relu')).toBe(model('- block: [tanh]'));
    expect(drop(model('- block: [relu, tanh]'), 'block.tanh')).toBe(model('- block: [relu]'));
  });

  test('a single layer in place of a list becomes a list', () => {
    expect(
      insert(model('- block: { layers: linear }').replace('linear', '{ linear: 3 }'), 'block.linear', 'flatten'),
    ).toBe(model('- block: { layers: [ flatten, { linear: 3 } ] }'));
  });

  test('the general word is inserted for an operator of one rank', () => {
    expect(insert(model('- relu'), 'relu', 'batch-norm2d')).toBe(model('- batch-norm', '- relu'));
  });

  test('positions written as numbers go on meaning the same layers', () => {
    const text = `${model('- relu', '- tanh', '- add: [-2, -1]', '- add: [0, 2]')}outputs: [2, -1]\n`;
    const before = layersOf(text).map(({ inputs }) => inputs.map(({ layer }) => layer?.module.operator.id));
    const result = insert(text, 'tanh', 'flatten') ?? '';
    expect(result).toContain('- add: [-3, -1]\n- add: [0, 3]\noutputs: [3, -1]');
    const after = layersOf(result).map(({ inputs }) => inputs.map(({ layer }) => layer?.module.operator.id));
    expect(after.slice(3)).toEqual(before.slice(2));
  });

  test('a layer with an input of its own passes it on', () => {
    const text = model('- { name: a, relu }', '- tanh', '- { from: a, linear: 3 }');
    const result = insert(text, 'linear', 'flatten') ?? '';
    expect(findings(result)).toEqual([]);
    expect(rows(result).slice(-2)).toEqual(['flatten flatten 3072', 'linear linear 3']);
  });

  test('what others name is not taken out', () => {
    expect(drop(model('- { name: a, relu }', '- tanh', '- add: a'), 'a')).toBeUndefined();
    expect(drop(model('- &a relu', '- *a', '- tanh'), 'relu-1')).toBeUndefined();
    expect(drop(model('- relu'), 'relu')).toBeUndefined();
  });

  test('a replacement is itself', () => {
    const text = model('- rellu');
    const at = text.indexOf('rellu');
    const edits = spec(text).source.renderEdit({ kind: 'replace', span: { start: at, end: at + 5 }, newText: 'relu' });
    expect(applyEdits(text, edits ?? [])).toBe(model('- relu'));
  });
});
