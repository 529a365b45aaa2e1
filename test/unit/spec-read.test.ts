// Every form in which a spec may be written, and what each gives.
import { describe, expect, test } from 'vitest';
import { N } from '../../server/src/graph/dim.ts';
import { findings, layersOf, model, rows, spec } from './spec-helpers.ts';

function inputOf(lines: string) {
  return spec(`${lines}\nlayers: [relu]\n`).models[0]?.graph.inputs.map(({ name, tensor }) => ({
    name,
    dims: tensor.volume.dims,
    dtype: tensor.volume.dtype,
  }));
}

describe('the draft of the format', () => {
  const text = `model: Tiny
input: 32x32x3
rounding: exact
layers:
  - conv: { filters: 10, kernel: 5, padding: 2 }
  - relu
  - max-pool: { kernel: 2, stride: 2 }
  - residual:
      body: [ { conv: { filters: 10, kernel: 3, padding: same } }, batch-norm ]
      shortcut: []
  - parallel:
      branches: [ [ { conv: { filters: 8, kernel: 1 } } ], [ max-pool: { kernel: 3, stride: 1, padding: 1 } ] ]
  - { name: tap, conv: { filters: 16, kernel: 3x3, padding: 1 } }
  - concat: { from: [tap, -2] }
  - repeat: { times: 3, layers: [ conv: { filters: 8, kernel: 3, padding: 1 }, relu ] }
  - flatten
  - linear: 10
`;

  test('gives every layer with its path and shape', () => {
    expect(findings(text)).toEqual([]);
    expect(rows(text)).toEqual([
      'conv conv2d 32×32×10',
      'relu relu 32×32×10',
      'max-pool max-pool2d 16×16×10',
      'residual.body.conv conv2d 16×16×10',
      'residual.body.batch-norm batch-norm2d 16×16×10',
      'residual.add add 16×16×10',
      'parallel.0.conv conv2d 16×16×8',
      'parallel.1.max-pool max-pool2d 16×16×10',
      'parallel.concat concat 16×16×18',
      'tap conv2d 16×16×16',
      'concat concat 16×16×34',
      'repeat.0.conv conv2d 16×16×8',
      'repeat.0.relu relu 16×16×8',
      'repeat.1.conv conv2d 16×16×8',
      'repeat.1.relu relu 16×16×8',
      'repeat.2.conv conv2d 16×16×8',
      'repeat.2.relu relu 16×16×8',
      'flatten flatten 2048',
      'linear linear 10',
    ]);
    expect(layersOf(text)[0]?.module.parameters.map(({ count }) => count)).toEqual([750, 10]);
  });

  test('keeps blocks with their layers', () => {
    const blocks = spec(text).models[0]?.graph.blocks.map(({ path, type, first, end }) => [path, type, first, end]);
    expect(blocks).toEqual([
      ['residual', 'residual', 3, 6],
      ['parallel', 'parallel', 6, 9],
      ['repeat', 'repeat', 11, 17],
    ]);
  });
});

describe('inputs', () => {
  test.each([
    ['input: 32x24x3', [N, 3, 32, 24], 'float'],
    ['input: 32 × 24 × 3', [N, 3, 32, 24], 'float'],
    ['input: [32, 24, 3]', [N, 3, 32, 24], 'float'],
    ['input: { channels: 3, height: 32, width: 24 }', [N, 3, 32, 24], 'float'],
    ['input: 100x8', [N, 8, 100], 'float'],
    ['input: { channels: 8, length: 100 }', [N, 8, 100], 'float'],
    ['input: 16x112x112x3', [N, 3, 16, 112, 112], 'float'],
    ['input: { channels: 3, depth: 16, height: 112, width: 112 }', [N, 3, 16, 112, 112], 'float'],
    ['input: 784', [N, 784], 'float'],
    ['input: { features: 784 }', [N, 784], 'float'],
    ['input: { tokens: 128, features: 512 }', [N, 128, 512], 'float'],
    ['input: { tokens: 128 }', [N, 128], 'integer'],
    ['input: { tokens: 128, dtype: float }', [N, 128], 'float'],
    ['input: { shape: [3, 32, 24] }', [N, 3, 32, 24], 'float'],
    ['input: { shape: [7, N, 24] }', [7, N, 24], 'float'],
    ['input: { channels: 3, height: 32, width: 24, batch: 4 }', [4, 3, 32, 24], 'float'],
  ])('%s', (text, dims, dtype) => {
    expect(inputOf(text)).toEqual([{ name: 'input', dims, dtype }]);
  });

  test('several by name: the first feeds the first layer', () => {
    const text = 'inputs: { image: 8x8x3, mask: 8x8x1 }\nlayers: [conv: 4 1, concat: { from: [-1, mask] }]\n';
    expect(rows(text)).toEqual(['conv conv2d 8×8×4', 'concat concat 8×8×5']);
    expect(inputOf('inputs: { image: 8x8x3, mask: 8x8x1 }')?.map(({ name }) => name)).toEqual(['image', 'mask']);
  });

  test('a question mark is a size that is not known', () => {
    expect(rows('input: ?x?x3\nlayers: [conv: 4 1, global-avg-pool]\n')).toEqual([
      'conv conv2d ?×?×4',
      'global-avg-pool global-avg-pool 1×1×4',
    ]);
  });

  test.each([
    ['input: 0x32x3', 'bad-value "0x32x3"'],
    ['input: 99999999999x3x3', 'bad-value "99999999999x3x3"'],
    ['input: banana', 'bad-value "banana"'],
    ['input: 1x2x3x4x5', 'bad-value "1x2x3x4x5"'],
    ['input: -3', 'bad-value "-3"'],
    ['input: { height: 3, width: 3 }', 'missing-value "{ height: 3, width: 3 }"'],
    ['input: { channels: 3, height: 3 }', 'missing-value "{ channels: 3, height: 3 }"'],
    ['input: { channels: 3, heigth: 3, width: 3, height: 2 }', 'unknown-key "heigth"'],
    ['input: { channels: many, height: 3, width: 3 }', 'bad-value "many"'],
    ['input: { tokens: 3, height: 3 }', 'bad-value "{ tokens: 3, height: 3 }"'],
    ['input:', 'missing-input "input"'],
    ['model: x', 'missing-input "model"'],
    ['inputs: 3x3x3', 'bad-value "3x3x3"'],
    ['inputs: { a: }', 'missing-value "a"'],
  ])('%s is refused where it stands, once', (text, finding) => {
    expect(findings(`${text}\nlayers: [relu]\n`)).toEqual([finding]);
  });
});

describe('layers', () => {
  test.each([
    ['- conv: { filters: 4, kernel: 3 }', 'conv conv2d 30×30×4'],
    ['- conv2d: { filters: 4, kernel: 3 }', 'conv2d conv2d 30×30×4'],
    ['- conv: 4 3', 'conv conv2d 30×30×4'],
    ['- conv: 4 3x5 2', 'conv conv2d 15×14×4'],
    ['- conv 4 3x5 2', 'conv conv2d 15×14×4'],
    ['- { conv: 4 3, padding: 1 }', 'conv conv2d 32×32×4'],
    ['- conv:\n  filters: 4\n  kernel: 3', 'conv conv2d 30×30×4'],
    ['- conv:\n    filters: 4\n    kernel: 3', 'conv conv2d 30×30×4'],
    ['- conv: { filters: 4, kernel: [3, 5] }', 'conv conv2d 30×28×4'],
    ['- conv: { filters: 4, kernel: { height: 3, width: 5 } }', 'conv conv2d 30×28×4'],
    ['- conv: { filters: 4, kernel: 3, padding: { top: 1, left: 2 } }', 'conv conv2d 31×32×4'],
    ['- conv: { filters: 4, kernel: 3, padding: same }', 'conv conv2d 32×32×4'],
    ['- max-pool 2', 'max-pool max-pool2d 16×16×3'],
    ['- max-pool: 3x3 1', 'max-pool max-pool2d 30×30×3'],
    ['- { name: first, relu }', 'first relu 32×32×3'],
    ['- { name: first, relu: }', 'first relu 32×32×3'],
    ['- l2-pool: 2', 'l2-pool lp-pool2d 16×16×3'],
    ['- up-sample: 2', 'up-sample upsample 64×64×3'],
    ['- permute: [0, 2, 3, 1]', 'permute permute 32×3×32'],
    ['- { dropout: 0.3 }', 'dropout dropout 32×32×3'],
    ['- reshape: 16x64x3', 'reshape reshape 16×64×3'],
    ['- reshape: [N, 3072]', 'reshape reshape 3072'],
    ['- reshape: { shape: [-1, 3072] }', 'reshape reshape 3072'],
  ])('%s', (layer, row) => {
    expect(findings(model(layer))).toEqual([]);
    expect(rows(model(layer))).toEqual([row]);
  });

  test('general words go by the rank of the input', () => {
    const ops = (input: string, ...layers: string[]) =>
      layersOf(`input: ${input}\nlayers: [${layers.join(', ')}]\n`).map(({ module }) => module.operator.id);
    const layers = ['conv: 4 3', 'batch-norm', 'max-pool 2'];
    expect(ops('64x3', ...layers)).toEqual(['conv1d', 'batch-norm1d', 'max-pool1d']);
    expect(ops('64x64x3', ...layers)).toEqual(['conv2d', 'batch-norm2d', 'max-pool2d']);
    expect(ops('64x64x64x3', ...layers)).toEqual(['conv3d', 'batch-norm3d', 'max-pool3d']);
    expect(ops('64', 'batch-norm', 'linear: 3')).toEqual(['batch-norm1d', 'linear']);
  });

  test('equal words in a list are numbered, names are not', () => {
    expect(rows(model('- relu', '- relu', '- { name: a, relu }')).map((row) => row.split(' ')[0])).toEqual([
      'relu-1',
      'relu-2',
      'a',
    ]);
  });

  test('one name given to a join goes with the layer before', () => {
    expect(rows(model('- { name: a, relu }', '- conv: 3 1', '- add: a')).at(-1)).toBe('add add 32×32×3');
    expect(
      layersOf(model('- { name: a, relu }', '- conv: 3 1', '- add: a'))[2]?.inputs.map((x) => x.layer?.path),
    ).toEqual(['conv', 'a']);
  });

  test('positions count the items of their own list; −1 of the first is what the list was given', () => {
    const inputs = (text: string) =>
      layersOf(text)
        .at(-1)
        ?.inputs.map(({ layer }) => layer?.path ?? 'input');
    expect(inputs(model('- relu', '- tanh', '- add: [0, -1]'))).toEqual(['relu', 'tanh']);
    expect(inputs(model('- relu', '- residual: [tanh]', '- add: [-2, -1]'))).toEqual(['relu', 'residual.add']);
    expect(inputs(model('- add: [-1, -1]'))).toEqual(['input', 'input']);
    expect(inputs(model('- block: [relu, add: [-1, -2]]'))).toEqual(['block.relu', 'input']);
  });

  test('single outputs of a layer with several', () => {
    const text = model('- { name: parts, chunk: 3 }', '- concat: [parts.0, parts.2]');
    expect(findings(text)).toEqual([]);
    expect(rows(text).at(-1)).toBe('concat concat 32×32×2');
  });

  test('outputs by name and position', () => {
    const outputs = (text: string) =>
      spec(text).models[0]?.graph.outputs.map(({ name, tensor }) => [name, tensor.layer?.path]);
    expect(outputs(model('- { name: a, relu }', '- tanh'))).toEqual([['output', 'tanh']]);
    expect(outputs(`${model('- { name: a, relu }', '- tanh')}outputs: [a, -1]\n`)).toEqual([
      ['a', 'a'],
      ['-1', 'tanh'],
    ]);
    expect(outputs(`${model('- { name: a, relu }', '- tanh')}outputs: { early: a }\n`)).toEqual([['early', 'a']]);
  });
});

describe('composites', () => {
  test('the join is any layer', () => {
    expect(rows(model('- residual: { body: [conv: 3 1], join: concat }')).at(-1)).toBe(
      'residual.concat concat 32×32×6',
    );
    expect(rows(model('- parallel: { branches: { a: relu, b: [tanh] }, join: { concat: { axis: 2 } } }'))).toEqual([
      'parallel.a.relu relu 32×32×3',
      'parallel.b.tanh tanh 32×32×3',
      'parallel.concat concat 64×32×3',
    ]);
  });

  test('lists in place of their mappings, and lists as layers', () => {
    expect(
      rows(model('- residual: [relu]', '- parallel: [[relu], []]', '- block: [tanh]', '- [relu, tanh]')).length,
    ).toBe(7);
  });

  test('nest', () => {
    const text = model('- repeat: { times: 2, layers: [residual: [repeat: { times: 2, layers: [relu] }]] }');
    expect(rows(text).map((row) => row.split(' ')[0])).toEqual(
      ['0', '1'].flatMap((turn) => [
        `repeat.${turn}.residual.body.repeat.0.relu`,
        `repeat.${turn}.residual.body.repeat.1.relu`,
        `repeat.${turn}.residual.add`,
      ]),
    );
  });
});

describe('YAML', () => {
  const text = `definitions:
  - &norm [batch-norm, relu]
  - &point { kernel: 1, bias: false }
  - &wide { conv: { filters: 8, <<: *point } }
input: 8x8x3
layers:
  - conv: { filters: 4, <<: *point }
  - *norm
  - *wide
  - *norm
  - { <<: *wide, name: last }
`;
  test('aliases and merge keys reuse layers', () => {
    expect(findings(text)).toEqual([]);
    expect(rows(text).map((row) => row.split(' ').slice(0, 2).join(' '))).toEqual([
      'conv-1 conv2d',
      'norm-1.batch-norm batch-norm2d',
      'norm-1.relu relu',
      'conv-2 conv2d',
      'norm-2.batch-norm batch-norm2d',
      'norm-2.relu relu',
      'last conv2d',
    ]);
  });

  test('an aliased layer stands at the anchor, its frames say which alias', () => {
    const layer = layersOf(text)[3];
    expect(text.slice(layer?.origin.span.start, layer?.origin.span.end)).toBe('{ conv: { filters: 8, <<: *point } }');
    expect(layer?.origin.frames?.map(({ name }) => name)).toEqual(['*wide']);
    const given = layersOf(text)[0]?.module.given.kernel?.span;
    expect(given && text.slice(given.start - 8, given.end)).toBe('kernel: 1');
  });

  test('several documents are several models', () => {
    const { models } = spec('model: A\ninput: 8x8x3\nlayers: [relu]\n---\nmodel: B\ninput: 4\nlayers: [linear: 2]\n');
    expect(models.map(({ name, graph }) => [name, graph.layers.length])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  test('Windows line ends and tabs in values change nothing', () => {
    expect(rows('input: 8x8x3\r\nlayers:\r\n  - relu\r\n  - conv: 2 1\r\n')).toEqual([
      'relu relu 8×8×3',
      'conv conv2d 8×8×2',
    ]);
  });
});

describe('declared outputs', () => {
  test('agree, differ, and stand in for what is not known', () => {
    expect(findings(model('- { conv: 4 3, output: 30x30x4 }'))).toEqual([]);
    expect(findings(model('- { conv: 4 3, output: ?x?x4 }'))).toEqual([]);
    expect(findings(model('- { conv: 4 3, output: 30x30x5 }'))).toEqual(['declared-output-differs "30x30x5"']);
    expect(rows(model('- { my-own: {}, output: 16x16x8 }', '- conv: 4 3')).at(-1)).toBe('conv conv2d 14×14×4');
    expect(spec(model('- { my-own: {}, output: 16x16x8 }', '- conv: 4 3')).models[0]?.totals.complete).toBe(true);
  });
});

describe('rerun', () => {
  test('runs the same model on another input, channels first', () => {
    const built = spec(model('- conv: 4 3', '- flatten')).models[0];
    expect(built?.rerun([[3, 16, 16]]).outputs[0]?.tensor.volume.dims).toEqual([N, 4 * 14 * 14]);
    expect(built?.graph.outputs[0]?.tensor.volume.dims).toEqual([N, 4 * 30 * 30]);
  });
});
