// What a call of a layer says beside its input, and what hooks around it do.
import { describe, expect, it } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';

function run(code: string) {
  return runTorch(`import torch\nfrom torch import nn\nx = given('f', 'N', 8, 5, 5)\n${code}`);
}

const CALLS: readonly (readonly [string, unknown])[] = [
  ['up(x)', ['N', 4, 9, 9]],
  ['up(x, output_size=(10, 10))', ['N', 4, 10, 10]],
  ['up(x, [9, 10])', ['N', 4, 9, 10]],
  ['up(x, (2, 4, 10, 9))', ['N', 4, 10, 9]],
  ['up(x, output_size=torch.zeros(1, 1, 10, 10).size())', ['N', 4, 10, 10]],
  ['nn.LazyConvTranspose2d(4, 3, stride=2)(x, output_size=[12, 11])', ['N', 4, 12, 11]],
  ['nn.MaxUnpool2d(2)(*nn.MaxPool2d(2, return_indices=True)(x))', ['N', 8, 4, 4]],
  ['nn.MaxUnpool2d(2)(*nn.MaxPool2d(2, return_indices=True)(x), output_size=x.size())', ['N', 8, 5, 5]],
];

describe('the size that a call wants', () => {
  const up = 'up = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1)\n';
  it.each(CALLS)('%s', (call, shape) => {
    const { value, findings, raised } = run(`${up}result = ${call}`);
    expect([findings, raised]).toEqual([[], []]);
    expect(value('result')).toEqual(shape);
  });

  it('is refused where no padding gives it', () => {
    const { findings } = run(`${up}result = up(x, output_size=(12, 10))`);
    expect(findings.map(({ quote }) => quote)).toEqual([
      'requested an output size of [12, 10], but valid sizes range from [9, 9] to [10, 10] (for an input of torch.Size([5, 5]))',
    ]);
  });

  it('leaves the layer its weights, once', () => {
    const { graph } = run(`${up}result = up(x, output_size=(10, 10)) + up(x, output_size=(10, 10))`);
    const modules = graph.modules.filter(({ type }) => type === 'ConvTranspose2d');
    expect(new Set(modules.flatMap(({ parameters }) => parameters)).size).toBeLessThanOrEqual(2);
  });
});

const HOOKS: readonly (readonly [string, string, unknown])[] = [
  [
    'keep what passes by',
    'kept = {}\nconv.register_forward_hook(lambda m, i, o: kept.update(y=o))\nconv(x)\nresult = kept["y"]',
    ['N', 4, 5, 5],
  ],
  ['change what comes out', 'conv.register_forward_hook(lambda m, i, o: o.flatten(1))\nresult = conv(x)', ['N', 100]],
  [
    'change what goes in',
    'conv.register_forward_pre_hook(lambda m, i: (i[0][:, :, :2],))\nresult = conv(x)',
    ['N', 4, 2, 5],
  ],
  [
    'fail without harm',
    'def f(m, i, o): raise ValueError\nconv.register_forward_hook(f)\nresult = conv(x)',
    ['N', 4, 5, 5],
  ],
  [
    'are taken away again',
    'h = conv.register_forward_hook(lambda m, i, o: o.sum())\nh.remove()\nresult = conv(x)',
    ['N', 4, 5, 5],
  ],
  [
    'run in their order',
    'o = []\nconv.register_forward_hook(lambda *a: o.append(1))\nconv.register_forward_hook(lambda *a: o.append(2), prepend=True)\nconv(x)\nresult = o',
    { py: [2, 1] },
  ],
  [
    'are told keywords where they ask',
    'o = []\nclass A(nn.Module):\n    def forward(self, x, k=1): return x\na = A()\na.register_forward_hook(lambda m, i, kw, out: o.append(kw["k"]), with_kwargs=True)\na(x, k=3)\nresult = o',
    { py: [3] },
  ],
  ['around the backward pass do nothing', 'conv.register_full_backward_hook(print)\nresult = conv(x)', ['N', 4, 5, 5]],
];

describe('hooks', () => {
  it.each(HOOKS)('%s', (_, code, wanted) => {
    const { value, findings, raised } = run(`conv = nn.Conv2d(8, 4, 1)\n${code}`);
    expect([findings, raised]).toEqual([[], []]);
    expect(value('result')).toEqual(wanted);
  });
});
