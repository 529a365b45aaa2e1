// einops' pattern language against what einops 0.8 does with random patterns, and its functions and layers in code.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isMistake, type Operation, readPattern } from '../../server/src/frontends/python/einops/pattern.ts';
import { solvePattern } from '../../server/src/frontends/python/einops/transform.ts';
import { N } from '../../server/src/graph/dim.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';

type Recorded = readonly [
  operation: Operation,
  pattern: string,
  input: readonly number[],
  lengths: Readonly<Record<string, number>>,
  output: readonly number[] | null,
];

const recorded = readFileSync(new URL('../conformance/data/einops.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

describe('patterns', () => {
  test.each(recorded)('%s %s of %j', (operation, text, input, lengths, output) => {
    const pattern = readPattern(text, operation, Object.keys(lengths));
    const solved = isMistake(pattern) ? pattern : solvePattern(pattern, input, new Map(Object.entries(lengths)));
    expect('output' in solved ? solved.output : null).toEqual(output);
  });

  test('the batch is a symbol', () => {
    const pattern = readPattern('(b t) (h d) n -> b h n (t d)', 'rearrange', ['t', 'h']);
    if (isMistake(pattern)) throw new Error(pattern.mistake);
    const solved = solvePattern(
      pattern,
      [{ ...N, numerator: 8 }, 12, 5],
      new Map([
        ['t', 4],
        ['h', 3],
      ]),
    );
    expect('output' in solved && solved.output).toEqual([{ ...N, numerator: 2 }, 3, 5, 16]);
  });
});

describe('functions', () => {
  const printed: readonly (readonly [code: string, result: string])[] = [
    [`tuple(rearrange([torch.ones(3, 4), torch.ones(3, 4)], 't a b -> a (t b)').shape)`, '(3, 8)'],
    [`rearrange(torch.arange(6), '(a b) -> b a', a=2).tolist()`, '[[0, 3], [1, 4], [2, 5]]'],
    [`tuple(reduce(torch.ones(2, 3, 8, 8), 'b c (h 2) (w 2) -> b c h w', 'max').shape)`, '(2, 3, 4, 4)'],
    [`tuple(repeat(torch.ones(3, 4), 'h w -> (r h) w c', r=2, c=5).shape)`, '(6, 4, 5)'],
    [
      `tuple(einsum(torch.ones(2, 3, 4), torch.ones(4, 7), 'b row in_dim, in_dim out -> b out row').shape)`,
      '(2, 7, 3)',
    ],
    [`parse_shape(torch.ones(2, 3, 4, 5), 'b _ ... w')`, "{'b': 2, 'w': 5}"],
    [
      `[tuple(pack([torch.ones(2, 5), torch.ones(2, 3, 4, 5)], 'b * c')[0].shape), pack([torch.ones(2, 5), torch.ones(2, 3, 4, 5)], 'b * c')[1]]`,
      '[(2, 13, 5), [(), (3, 4)]]',
    ],
    [`[tuple(x.shape) for x in unpack(torch.ones(2, 13, 5), [(), (3, 4)], 'b * c')]`, '[(2, 5), (2, 3, 4, 5)]'],
    [`[tuple(x.shape) for x in unpack(torch.ones(2, 13), [(-1,), 3], 'b *')]`, '[(2, 10), (2, 3)]'],
    [
      `[tuple(p.shape) for p in EinMix('b t (h c) -> b t (h o)', 'h c o', 'h o', h=4, c=3, o=2).parameters()]`,
      '[(4, 3, 2), (1, 1, 4, 2)]',
    ],
  ];

  test.each(printed)('%s', (code, result) => {
    const interpreter = torchInterpreter([]);
    const imports =
      'import torch\nfrom einops import rearrange, reduce, repeat, einsum, pack, unpack, parse_shape\n' +
      'from einops.layers.torch import Rearrange, Reduce, EinMix\n';
    const { module, failures } = interpreter.runModule('main.py', 'main', `${imports}out = ${code}\n`);
    expect(failures).toEqual([]);
    expect(interpreter.repr(module.namespace.get('out') ?? null)).toBe(result);
  });
});

describe('in a model', () => {
  const source = `
import torch
from torch import nn
from einops import rearrange, repeat
from einops.layers.torch import EinMix, Rearrange, Reduce

class Tokens(nn.Module):
    def __init__(self, width=24, side=8, heads=3):
        super().__init__()
        self.heads = heads
        self.cut = nn.Sequential(Rearrange('b c (h p) (w q) -> b (h w) (p q c)', p=side, q=side), nn.Linear(3 * side * side, width))
        self.first = nn.Parameter(torch.zeros(1, 1, width))
        self.mix = EinMix('b n (g c) -> b n (g d)', 'g c d', 'g d', g=2, c=width // 2, d=5)
        self.pool = Reduce('b n c -> b c', 'mean')

    def forward(self, image):
        x = self.cut(image)
        x = torch.cat((repeat(self.first, '1 1 d -> b 1 d', b=image.shape[0]), x), dim=1)
        x = rearrange(x, 'b n (h d) -> (b h) n d', h=self.heads)
        x = rearrange(x, '(b h) n d -> b n (h d)', h=self.heads)
        return self.pool(self.mix(x))
`;

  test('shapes, parameters, MACs', () => {
    const { graph, failure } = buildModel(
      torchInterpreter([]),
      { uri: 'main.py', name: 'main', text: source },
      'Tokens()',
      [volume([N, 3, 32, 32])],
    );
    expect(failure).toBeUndefined();
    expect(graph.findings).toEqual([]);
    expect(graph.outputs.map(({ tensor }) => tensor.volume.dims)).toEqual([[N, 10]]);
    const mix = graph.layers.find(({ module }) => module.operator.id === 'einsum');
    expect(mix?.macs).toBe(17 * 2 * 12 * 5);
  });
});
