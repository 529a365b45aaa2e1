// Code that walks over the batch: its body runs once, for all samples; what comes out is as many as the batch says.
import { describe, expect, it } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';

function result(code: string): unknown {
  const { value, raised, findings } = runTorch(`import torch\nx = given('f', 'N', 8, 5, 5)\n${code}`);
  expect(raised).toEqual([]);
  expect(findings).toEqual([]);
  return value('result');
}

describe('over the batch', () => {
  it('lists are as long as the batch', () => {
    expect(result('result = [len(list(range(x.shape[0]))), len([1 for _ in x]), len(list(x))]')).toEqual({
      py: ['N', 'N', 'N'],
    });
  });

  const STACKED: readonly (readonly [string, unknown])[] = [
    ['torch.stack([y.mean(0) for y in x])', ['N', 5, 5]],
    ['torch.stack([x[i] for i in range(len(x))], 1)', [8, 'N', 5, 5]],
    ['torch.cat([x[i, :4].unsqueeze(0) for i in range(x.size(0))], 0)', ['N', 4, 5, 5]],
    ['torch.cat([y for y in x], dim=-1)', [8, 5, '5N']],
    ['torch.stack(list(map(lambda t: t.flatten(1), x)))', ['N', 8, 25]],
    ['torch.stack([a * b.sum() for a, b in zip(x, x)])', ['N', 8, 5, 5]],
    ['torch.stack([x[i] + y for i, y in enumerate(x)])', ['N', 8, 5, 5]],
    ['torch.stack([y for y in x if y.sum() > 0])', '?'],
  ];

  it.each(STACKED)('%s', (code, shape) => expect(result(`result = ${code}`)).toEqual(shape));

  it('loops fill lists, and count what is not known', () => {
    const code = 'out = []\nn = 0\nfor i in range(x.size(0)):\n    out.append(x[i].flatten())\n    n += 1\n';
    expect(result(`${code}result = torch.stack(out)`)).toEqual(['N', 200]);
    expect(result(`${code}result = [len(out), n]`)).toEqual({ py: ['N', '?'] });
    expect(result(`${code}out.append(x[0])\nresult = torch.stack(out)`)).toEqual('?');
  });

  it('loops may leave by what they find', () => {
    expect(result('def f(x):\n    for y in x:\n        return y\nresult = f(x)')).toEqual([8, 5, 5]);
    expect(result('for i, y in enumerate(x):\n    if i == 3: break\nresult = y')).toEqual([8, 5, 5]);
    expect(result('n = 0\nfor y in x:\n    n += 1\n    if y.sum() > 0: break\nresult = n')).toEqual({ py: '?' });
  });

  it('may be taken apart where there are as many as names', () => {
    expect(result('a, b = x.mean(1)\nresult = a @ b')).toEqual([5, 5]);
    expect(result('a, b = x\nresult = a')).toEqual([8, 5, 5]);
  });

  it('sizes that grow from turn to turn are not known', () => {
    expect(
      result('h = torch.zeros(1, 8)\nfor y in x:\n    h = torch.cat([h, y.mean((1, 2))[None]])\nresult = h'),
    ).toEqual(['?', 8]);
  });
});
