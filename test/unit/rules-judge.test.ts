// Judging: severities, settings, suppressions, instances; on graphs that are built without any file.
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { N } from '../../server/src/graph/dim.ts';
import type { GivenAttributes, Graph, GraphInput } from '../../server/src/graph/graph.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { type JudgeContext, judge } from '../../server/src/rules/judge.ts';
import { readSuppressions } from '../../server/src/rules/suppressions.ts';
import { wordsFor } from '../../server/src/rules/words.ts';

type LayerText = readonly [operator: string, attributes?: Readonly<Record<string, AttributeInput>>];

/** Layers in a row, on lines of ten characters each. */
function chain(
  input: readonly number[],
  layers: readonly LayerText[],
  {
    rounding = 'floor' as 'floor' | 'exact',
    source = 'file' as GraphInput['source'],
    line = (index: number) => index,
  } = {},
): Graph {
  const builder = createBuilder(operators, { name: 'chain', conventions: { rounding } });
  const none = { start: 0, end: 0 };
  let x = builder.input('input', volume([N, ...input]), { span: none, head: none }, source);
  for (const [index, [operator, attributes = {}]] of layers.entries()) {
    const head = { start: line(index) * 10, end: line(index) * 10 + 4 };
    const given: GivenAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { value }]),
    );
    const request = { operator, type: operator, path: `${index}`, attributes: given, origin: { span: head, head } };
    x = builder.apply(request, [x])[0] ?? x;
  }
  builder.output('output', x);
  return builder.finish();
}

const words = wordsFor({ locale: 'en', display: 'framework', framework: 'PyTorch', spell: (_, name) => name });
const context: JudgeContext = { dialect: 'torch', settings: {}, suppressions: readSuppressions(''), words };
const verdicts = (graph: Graph, extra: Partial<JudgeContext> = {}) =>
  judge(graph, graph.findings, { ...context, ...extra }).map(
    ({ severity, rule, instances }) => `${severity} ${rule} ×${instances}`,
  );

const strided = (extra: Readonly<Record<string, AttributeInput>> = {}): LayerText => [
  'conv2d',
  { outChannels: 4, kernel: 3, stride: 3, ...extra },
];

describe('judge', () => {
  test('goes by the rounding of the model', () => {
    expect(verdicts(chain([3, 7, 7], [strided()]))).toEqual(['warning stride-does-not-fit ×1']);
    expect(verdicts(chain([3, 7, 7], [strided()], { rounding: 'exact' }))).toEqual(['error stride-does-not-fit ×1']);
  });

  test('says nothing that rests on a guess', () => {
    expect(verdicts(chain([3, 7, 7], [strided()], { source: 'guess' }))).toEqual([]);
    expect(verdicts(chain([3, 2, 2], [['conv2d', { outChannels: 4, kernel: 3 }]], { source: 'guess' }))).toEqual([]);
    expect(verdicts(chain([3, 2, 2], [['conv2d', { outChannels: 4, kernel: 3 }]]))).toEqual([
      'error volume-vanishes ×1',
    ]);
  });

  test('takes code that runs often as one problem, and what all of it wants as its fixes', () => {
    const often = chain(
      [4, 8, 8],
      [...Array(3)].map(() => ['conv2d', { outChannels: 4, kernel: 3, padding: 1, inChannels: 5 }]),
      {
        line: () => 1,
      },
    );
    const [problem, ...others] = judge(often, often.findings, context);
    expect(others).toEqual([]);
    expect(problem?.instances).toBe(3);
    expect(problem?.fixes.map(({ title }) => title)).toEqual(['Set inChannels to 4']);
    const apart = chain(
      [3, 8, 8],
      [4, 6].map((outChannels) => ['conv2d', { outChannels, kernel: 3, padding: 1, inChannels: 5 }]),
      { line: () => 1 },
    );
    expect(judge(apart, apart.findings, context).map(({ fixes }) => fixes)).toEqual([[]]);
  });

  test('gives a user the last word on severity, but keeps remarks hints', () => {
    const settings = { 'stride-does-not-fit': { severity: 'information' } } as const;
    expect(verdicts(chain([3, 7, 7], [strided()], { rounding: 'exact' }), { settings })).toEqual([
      'information stride-does-not-fit ×1',
    ]);
    const remark = chain([3, 224, 224], [strided({ kernel: 7, stride: 2, padding: 3 })], { rounding: 'exact' });
    expect(verdicts(remark, { settings: { 'stride-does-not-fit': { severity: 'error' } } })).toEqual([
      'hint stride-does-not-fit ×1',
    ]);
    expect(verdicts(remark, { settings: { 'stride-does-not-fit': { severity: 'off' } } })).toEqual([]);
  });

  test('quotes the framework, so that a search finds it', () => {
    const graph = chain([3, 2, 2], [['conv2d', { outChannels: 4, kernel: 3 }]]);
    const [problem] = judge(graph, graph.findings, context);
    expect(problem?.message).toContain('PyTorch will say: “Calculated padded input size per channel: (2 x 2)');
  });

  test('makes one problem of one wrong layer, whatever else could be said of it', () => {
    const graph = chain([3, 7, 7], [strided({ inChannels: 5 })]);
    expect(verdicts(graph)).toEqual(['error channels-mismatch ×1']);
  });

  test('absorbs a run that ends in nothing', () => {
    const conv: LayerText = ['conv2d', { outChannels: 4, kernel: 5 }];
    expect(verdicts(chain([3, 11, 11], [conv, conv]))).toEqual(['warning shrinks-too-fast ×1']);
    expect(verdicts(chain([3, 11, 11], [conv, conv, conv]))).toEqual(['error volume-vanishes ×1']);
  });
});

describe('suppressions', () => {
  const covers = (text: string, line: number, rule = 'a') => {
    const start = text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
    return readSuppressions(text).covers(rule, { start, end: start + 1 });
  };

  test('on the line, above it, and at the top', () => {
    expect(covers('x\ny # convlint: disable=a', 1)).toBe(true);
    expect(covers('x\ny # convlint: disable=b', 1)).toBe(false);
    expect(covers('x\n# convlint: disable=b, a\n# why\ny', 3)).toBe(true);
    expect(covers('# convlint: disable=a\nx\ny', 2)).toBe(true);
    expect(covers('x\n# convlint: disable=a\ny\nz', 3)).toBe(false);
    expect(covers('x\ny # convlint: disable', 1)).toBe(true);
    expect(covers('x\ny // convlint: disable = a', 1)).toBe(true);
    expect(covers('x\ny', 1)).toBe(false);
  });
});

describe('words', () => {
  const spec = (locale: string) => wordsFor({ locale, display: 'channels-last', spell: (_, name) => name });

  test('numbers follow the language', () => {
    expect(spec('en').number(7 / 3)).toBe('2.33');
    expect(spec('pt-br').number(7 / 3)).toBe('2,33');
    expect(spec('en').number(-1)).toBe('−1');
    expect(spec('en').count(25557032)).toBe('25,557,032');
    expect(spec('en').short(25557032)).toBe('25.6 M');
    expect(spec('en').oneOf(['1', '2', '4'])).toBe('1, 2 or 4');
    expect(spec('pt-br').oneOf(['1', '2', '4'])).toBe('1, 2 ou 4');
  });

  test('volumes follow the dialect', () => {
    expect(spec('en').volume(volume([N, 10, 32, 24]))).toBe('32×24×10');
    expect(spec('en').volume(volume([N, 10]))).toBe('10');
    expect(spec('en').volume(volume([2, 10, 4, 4]))).toBe('[2, 10, 4, 4]');
    expect(words.volume(volume([N, 10, 32, 24]))).toBe('[N, 10, 32, 24]');
  });
});
