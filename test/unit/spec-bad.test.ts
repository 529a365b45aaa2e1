// What is wrong in a spec: one finding, at its place, and everything else still computed.
import { describe, expect, test } from 'vitest';
import { findings, found, layersOf, model, rows, spec } from './spec-helpers.ts';

function facts(text: string): unknown {
  return found(text)[0]?.facts;
}

describe('keys and words', () => {
  test.each([
    [model('- conv: { filters: 4, kernel: 3, pading: 1 }'), 'unknown-key "pading"', { suggestion: 'padding' }],
    [
      model('- conv: { out_channels: 4, filters: 4, kernel: 3 }'),
      'unknown-key "out_channels"',
      { suggestion: 'filters' },
    ],
    [model('- conv: { filters: 4, kernel_size: 4, kernel: 3 }'), 'unknown-key "kernel_size"', { suggestion: 'kernel' }],
    [model('- { relu, kernel: 3 }'), 'unknown-key "kernel"', {}],
    [model('- residual: { boddy: [], body: [relu] }'), 'unknown-key "boddy"', { suggestion: 'body' }],
    [`${model('- relu')}ouputs: []\n`, 'unknown-key "ouputs"', { suggestion: 'outputs' }],
    [`${model('- relu')}__proto__: { x: 1 }\n`, 'unknown-key "__proto__"', { key: '__proto__' }],
    [`${model('- relu')}constructor: 1\n`, 'unknown-key "constructor"', { key: 'constructor' }],
    [model('- conv: { filters: 4, kernel: 3, __proto__: 1 }'), 'unknown-key "__proto__"', { key: '__proto__' }],
    [model('- rellu'), 'unknown-layer "rellu"', { name: 'rellu', suggestion: 'relu' }],
    [model('- Max_Pool2d: 2'), 'unknown-layer "Max_Pool2d"', {}],
    [model('- dense: 10'), 'unknown-layer "dense"', { suggestion: 'linear' }],
    [model('- __proto__'), 'unknown-layer "__proto__"', { name: '__proto__' }],
    [model('- constructor: 1'), 'unknown-layer "constructor"', { name: 'constructor' }],
    [model('- toString'), 'unknown-layer "toString"', { name: 'toString' }],
  ])('%s', (text, finding, expected) => {
    expect(findings(text)).toEqual([finding]);
    expect(facts(text)).toMatchObject(expected);
  });

  test('nothing close, no suggestion', () => {
    expect(facts(model('- xyzzy'))).toEqual({ name: 'xyzzy' });
  });

  test('what follows an unknown layer is unknown, not wrong', () => {
    const text = model('- xyzzy', '- conv: 4 3', '- flatten', '- linear: 10');
    expect(findings(text)).toEqual(['unknown-layer "xyzzy"']);
    expect(rows(text).at(-1)).toBe('linear linear 10');
  });
});

describe('values', () => {
  test.each([
    [model('- conv: { filters: many, kernel: 3 }'), 'bad-value "many"'],
    [model('- conv: { filters: 4, kernel: 3x }'), 'bad-value "3x"'],
    [model('- conv: { filters: 4, kernel: { height: 3 } }'), 'bad-value "{ height: 3 }"'],
    [model('- conv: { filters: 4, kernel: [1, 2, 3] }'), 'bad-value "[1, 2, 3]"'],
    [model('- conv: { filters: 1e999, kernel: 3 }'), 'bad-value "1e999"'],
    [model('- conv: { filters: 4, kernel: .nan }'), 'bad-value ".nan"'],
    [model('- conv: { filters: 4 }'), 'missing-value "conv"'],
    [model('- conv: { filters: 4, kernel: }'), 'missing-value "conv"'],
    [model('- relu: 5'), 'bad-value "5"'],
    [model('- conv: 4 3 1 7'), 'bad-value "7"'],
    [model('- repeat: { times: often, layers: [relu] }'), 'bad-value "often"'],
    [model('- repeat: { times: -1, layers: [relu] }'), 'bad-value "-1"'],
    [model('- repeat: { layers: [relu] }'), 'missing-value "repeat"'],
    [model('- repeat: { times: 2 }'), 'missing-value "repeat"'],
    [model('- parallel: { branches: 3 }'), 'bad-value "3"'],
    [model('- { name: [a], relu }'), 'bad-value "[a]"'],
    [model('- { name: a }'), 'missing-value "{ name: a }"'],
    [model('- relu', '-', '- tanh'), 'missing-value "-"'],
    [`rounding: up\n${model('- relu')}`, 'bad-value "up"'],
    [`training: maybe\n${model('- relu')}`, 'bad-value "maybe"'],
    [`model: [a]\n${model('- relu')}`, 'bad-value "[a]"'],
    [model('- add'), 'missing-value "add"'],
    ['input: 3x3x3\nlayers:\n', 'missing-value "layers"'],
    ['input: 3x3x3\n', 'missing-value "input"'],
    ['', 'missing-value ""'],
    ['# nothing yet\n', 'missing-value ""'],
    ['- relu\n- tanh\n', 'bad-value "- relu\n- tanh"'],
    ['just words', 'bad-value "just words"'],
  ])('%s', (text, finding) => {
    expect(findings(text)).toEqual([finding]);
  });

  test('the rest of a layer with a bad value is still computed', () => {
    expect(rows(model('- conv: { filters: 4, kernel: 3, stride: fast }'))).toEqual(['conv conv2d ?×?×4']);
  });
});

test('a volume always has its batch: one axis less is no sample without batch', () => {
  const text = 'input: 100x8\nlayers: [conv2d: 4 3, relu]\n';
  expect(findings(text)).toEqual(['rank-mismatch "conv2d"']);
  expect(found(text)[0]?.facts).toMatchObject({ expected: [4] });
  expect(spec(text).models[0]?.totals.complete).toBe(false);
});

describe('references', () => {
  test.each([
    ['- { name: tap, relu }\n- add: tpa', 'bad-reference "tpa"', { why: 'missing', suggestion: 'tap' }],
    ['- add: later\n- { name: later, relu }', 'bad-reference "later"', { why: 'forward' }],
    ['- { name: self, add: self }', 'bad-reference "self"', { why: 'itself' }],
    ['- { name: r, residual: [{ from: r, relu }] }', 'bad-reference "r"', { why: 'itself' }],
    ['- relu\n- add: -3', 'bad-reference "-3"', { why: 'out-of-range' }],
    ['- relu\n- add: 1', 'bad-reference "1"', { why: 'itself' }],
    ['- relu\n- add: 7', 'bad-reference "7"', { why: 'out-of-range' }],
    ['- { name: parts, chunk: 3 }\n- add: [parts.0, parts.3]', 'bad-reference "parts.3"', { why: 'out-of-range' }],
    ['- relu\n- add: [{ a: 1 }, -1, -1]', 'bad-value "{ a: 1 }"', {}],
    ['- *nowhere', 'bad-reference "*nowhere"', { why: 'missing' }],
    ['- &loop [relu, *loop]', 'bad-reference "*loop"', { why: 'cycle' }],
    ['- &stem conv: 4 3\n- *stem', 'bad-reference "*stem"', { why: 'key-only' }],
    ['- &loop { residual: [relu, *loop] }', 'bad-reference "*loop"', { why: 'cycle' }],
  ])('%s', (layers, finding, expected) => {
    const text = model(layers);
    expect(findings(text)).toEqual([finding]);
    expect(facts(text)).toMatchObject(expected);
  });

  test('outputs', () => {
    expect(findings(`${model('- { name: a, relu }')}outputs: [b]\n`)).toEqual(['bad-reference "b"']);
  });
});

describe('not YAML', () => {
  test('one finding for one mistake, and the layers that can be read', () => {
    const text = model('- relu', '- conv: { filters: 4, kernel: 3', '- tanh');
    expect(findings(text)).toEqual(['syntax-error "{"']);
    expect(found(text)[0]?.span.start).toBe(text.indexOf('{'));
    expect(rows(text).slice(0, 2)).toEqual(['relu relu 32×32×3', 'conv conv2d 30×30×4']);
  });

  test('a key that stands twice', () => {
    const text = `${model('- relu')}input: 3x3x3\n`;
    expect(findings(text)).toEqual(['syntax-error "input"']);
    expect(found(text)[0]?.related?.[0]?.span).toEqual({ start: 0, end: 5 });
  });

  test.each([
    '\t- relu',
    'a: b: c',
    '"',
    '{',
    '[',
    '}',
    ']',
    '%YAML 1.1\n---\n!!set {a}',
    '&a',
    '*',
    '? ',
    '!!binary x',
    '- - - -',
    '\0',
    '\uD800',
  ])('never throws on %j', (text) => {
    expect(() => findings(model(text))).not.toThrow();
    expect(() => findings(text)).not.toThrow();
  });
});

describe('limits', () => {
  test.each([
    ['flow lists', '['.repeat(10_000)],
    ['closed flow lists', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['block lists', '- '.repeat(10_000)],
    ['flow mappings', '{a: '.repeat(10_000)],
    ['explicit keys', '? '.repeat(10_000)],
    ['composites', `- ${'block: [block: ['.repeat(3000)}`],
    ['indentation', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('ten thousand levels of %s', (_, text) => {
    expect(found(model(text)).some(({ rule }) => rule === 'limit-reached')).toBe(true);
    expect(found(text).length).toBeLessThan(10);
  });

  test('aliases that double thirty times', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `  - &b${i + 1} [*b${i}, *b${i}]`).join('\n');
    const text = `definitions:\n  - &b0 [relu]\n${bomb}\ninput: 8x8x3\nlayers: [*b30]\n`;
    expect(findings(text).map((finding) => finding.split(' ')[0])).toEqual(['limit-reached']);
    const empty = text.replace('[relu]', '[]');
    expect(findings(empty).length).toBeLessThan(2);
  });

  test('a chain of ten thousand aliases', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => `  - &c${i + 1} [relu, *c${i}]`).join('\n');
    const found = findings(`definitions:\n  - &c0 [relu]\n${chain}\ninput: 8x8x3\nlayers: [*c10000]\n`);
    expect(found.every((finding) => finding.startsWith('limit-reached'))).toBe(true);
    expect(found.length).toBeGreaterThan(0);
  });

  test('bombs in values and merge keys', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `  - &b${i + 1} [*b${i}, *b${i}]`).join('\n');
    const text = `definitions:\n  - &b0 [1, 1]\n${bomb}\ninput: 8x8x3\nlayers: [conv: { filters: 2, kernel: *b30 }]\n`;
    expect(findings(text)).toEqual(['bad-value "*b30"']);
    const self = 'definitions: &d\n  a: 1\n  <<: *d\ninput: 8x8x3\nlayers: [relu]\n';
    expect(rows(self)).toHaveLength(1);
  });

  test('huge repeats stop, also empty ones, and inside each other', () => {
    const huge = model('- repeat: { times: 1000000000, layers: [relu] }', '- tanh');
    expect(findings(huge).map((finding) => finding.split(' ')[0])).toEqual(['limit-reached']);
    expect(layersOf(huge).length).toBeGreaterThan(10_000);
    const empty = model('- repeat: { times: 1000000000, layers: [repeat: { times: 1000000000, layers: [] }] }');
    expect(findings(empty).map((finding) => finding.split(' ')[0])).toEqual(['limit-reached']);
  });
});

test('a suggestion needs a close word', () => {
  expect(spec(model('- relu')).problems).toEqual([]);
});

describe('brackets that are not closed', () => {
  test.each([
    ['- conv: { filters: 4, kernel: 3', '{', ['conv', 'relu', 'tanh']],
    ['- conv: { filters: 4, kernel: 3  # three', '{', ['conv', 'relu', 'tanh']],
    ['- conv: { filters: 4, kernel: [3, 3 }', '[', ['conv', 'relu', 'tanh']],
    ['- block: [relu, tanh', '[', ['block.relu', 'block.tanh', 'relu', 'tanh']],
    ['- { sigmoid, name: x', '{', ['x', 'relu', 'tanh']],
    ['- block: [relu, conv: { filters: 4, kernel: 3', '[', ['block.relu', 'block.conv', 'relu', 'tanh']],
  ])('%s', (layer, bracket, paths) => {
    const text = model(`  ${layer}`, '  - relu', '  - tanh');
    expect(findings(text)).toEqual([`syntax-error "${bracket}"`]);
    expect(rows(text).map((row) => row.split(' ')[0])).toEqual(paths);
    for (const { origin } of layersOf(text)) {
      expect(text.slice(origin.head.start, origin.head.end)).toMatch(/^(conv|relu|tanh|sigmoid)$/);
    }
  });
});
