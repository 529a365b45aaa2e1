// Graphs of code of which it is not known whether it runs: what is listed, what is counted, which findings stay.
import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../server/src/engine/totals.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';
import { runTorch } from '../harness/python-torch.ts';

const HEAD = [
  'import torch',
  'from torch import nn',
  'import torch.nn.functional as F',
  'import nowhere',
  'maybe = nowhere.flag',
  'x = given("f", 2, 3, 8, 8)',
  'a = nn.Conv2d(3, 4, 1)',
  'b = nn.Conv2d(3, 4, 3, padding=1)',
  'wrong = nn.Conv2d(5, 4, 1)',
  'alike = nn.Conv2d(3, 4, 1)',
].join('\n');

const A = 3 * 4 * 64;
const B = 9 * A;

function run(code: string) {
  const { graph, value, raised } = runTorch(`${HEAD}\n${code}`);
  return {
    value,
    raised,
    layers: graph.layers.map(
      ({ module, alternative, index }) => `${index} ${module.type}${alternative ? ' (or)' : ''}`,
    ),
    findings: graph.findings.map(({ rule }) => rule),
    macs: totalsOf(graph).macs,
    gaps: graph.gaps.length,
  };
}

const inFunction = (body: string) =>
  `def f(x):\n${body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\ny = f(x)`;

describe('either side of a branch on an unknown', () => {
  it('is listed, the cheaper one is counted, and that is a gap', () => {
    const found = run('if maybe:\n    y = b(x)\nelse:\n    y = a(x)');
    expect(found.layers).toEqual(['0 Conv2d', '1 Conv2d (or)']);
    expect(found).toMatchObject({ macs: A, gaps: 1, findings: [] });
    expect(found.value('y')).toEqual([2, 4, 8, 8]);
    expect(run('if maybe:\n    y = a(x)\nelse:\n    y = b(x)')).toMatchObject({
      layers: ['0 Conv2d (or)', '1 Conv2d'],
      macs: A,
      gaps: 1,
    });
  });

  it('is no gap where both cost the same', () => {
    expect(run('if maybe:\n    y = alike(x)\nelse:\n    y = a(x)')).toMatchObject({ macs: A, gaps: 0 });
    expect(run('y = a(x) if maybe else alike(x)')).toMatchObject({ macs: A, gaps: 0 });
    expect(run('if maybe:\n    print(x)\ny = a(x)')).toMatchObject({ macs: A, gaps: 0, layers: ['0 Conv2d'] });
  });

  it('keeps a finding that every side has, and no other', () => {
    expect(run('if maybe:\n    y = wrong(x)\nelse:\n    y = a(x)').findings).toEqual([]);
    expect(run('y = wrong(x)\nif maybe:\n    y = a(x)').findings).toEqual(['channels-mismatch']);
    expect(run('def f(x): return wrong(x)\nif maybe:\n    y = f(x)\nelse:\n    y = f(x)').findings).toEqual([
      'channels-mismatch',
    ]);
    expect(run('y = a(x) if maybe else wrong(x)').findings).toEqual([]);
  });

  it('leaves nothing behind where it raises', () => {
    const rest = { layers: ['0 Conv2d'], findings: [], macs: A, gaps: 0, raised: [] };
    const raising = 'y = b(wrong(x))\n    raise ValueError';
    expect(run(`if maybe:\n    ${raising}\nelse:\n    y = a(x)`)).toMatchObject(rest);
    expect(run(`if maybe:\n    y = a(x)\nelse:\n    ${raising}`)).toMatchObject(rest);
  });

  it('is one of several sides', () => {
    const found = run('if maybe == 1:\n    y = b(x)\nelif maybe == 2:\n    y = a(x)\nelse:\n    y = alike(x)');
    expect(found.macs).toBe(A);
    expect(found.layers.filter((layer) => layer.endsWith('(or)')).length).toBe(2);
    expect(found.layers.map((layer) => Number(layer.split(' ')[0]))).toEqual([0, 1, 2]);
  });
});

describe('a way that leaves early', () => {
  it('is not counted: the one that goes on is', () => {
    const found = run(inFunction('if maybe:\n    return x\nx = a(x)\nreturn x'));
    expect(found).toMatchObject({ layers: ['0 Conv2d'], macs: A, gaps: 1 });
    const dear = run(inFunction('if maybe:\n    return b(x)\nreturn a(x)'));
    expect(dear).toMatchObject({ layers: ['0 Conv2d', '1 Conv2d (or)'], macs: A, gaps: 1 });
    expect(dear.value('y')).toEqual([2, 4, 8, 8]);
  });

  it('takes no finding of the other along', () => {
    expect(run(inFunction('if maybe:\n    return wrong(x)\nreturn a(x)')).findings).toEqual([]);
    expect(run(inFunction('if maybe:\n    return a(x)\nreturn wrong(x)')).findings).toEqual([]);
  });

  it('is what is left where the other raises', () => {
    const found = run(inFunction('if maybe:\n    return a(x)\nwrong(x)\nraise ValueError'));
    expect(found).toMatchObject({ layers: ['0 Conv2d'], findings: [], macs: A, raised: [] });
  });

  it('out of loops, too', () => {
    const found = run('for i in range(3):\n    y = a(x)\n    if maybe:\n        break');
    expect(found).toMatchObject({ macs: 3 * A, findings: [], gaps: 1 });
    expect(found.layers.length).toBe(3);
  });
});

it('a loop that runs an unknown number of times is listed, and counts nothing', () => {
  const found = run('for i in nowhere.things:\n    y = wrong(x)\n    z = b(x)');
  expect(found).toMatchObject({ macs: 0, findings: [], raised: [] });
  expect(found.layers).toEqual(['0 Conv2d (or)', '1 Conv2d (or)']);
  expect(B).toBeGreaterThan(A);
});

describe('what code itself expects to fail', () => {
  const CAUGHT = [
    'try:\n    y = wrong(x)\nexcept RuntimeError:\n    y = a(x)',
    'try:\n    y = wrong(x)\nexcept:\n    y = a(x)',
    'try:\n    y = wrong(x)\nexcept (ValueError, Exception) as e:\n    y = a(x)',
    'try:\n    y = F.conv2d(x, torch.zeros(4, 5, 1, 1))\nexcept RuntimeError:\n    y = a(x)',
    'try:\n    try:\n        y = wrong(x)\n    finally:\n        z = 1\nexcept RuntimeError:\n    y = a(x)',
    'try:\n    try:\n        y = wrong(x)\n    except KeyError:\n        y = x\nexcept RuntimeError:\n    y = a(x)',
    'class Net(nn.Module):\n    def forward(self, x): return wrong(x)\ntry:\n    y = Net()(x)\nexcept RuntimeError:\n    y = a(x)',
    'try:\n    y = nn.Conv2d(3, 4.5, 1)(x)\nexcept TypeError:\n    y = a(x)',
  ];

  it.each(CAUGHT)('is no finding: %#', (code) => {
    const found = run(code);
    expect(found).toMatchObject({ findings: [], layers: ['0 Conv2d'], macs: A, gaps: 0, raised: [] });
    expect(found.value('y')).toEqual([2, 4, 8, 8]);
  });

  const NOT_CAUGHT = [
    'try:\n    y = wrong(x)\nexcept KeyError:\n    y = a(x)',
    'try:\n    y = wrong(x)\nfinally:\n    z = 1',
    'try:\n    y = x\nexcept RuntimeError:\n    y = x\nelse:\n    y = wrong(x)',
    'try:\n    raise ValueError\nexcept ValueError:\n    y = wrong(x)',
  ];

  it.each(NOT_CAUGHT)('is one where nothing catches it: %#', (code) => {
    expect(run(code)).toMatchObject({ findings: ['channels-mismatch'], raised: [] });
  });
});

it('blocks stand for their own layers, whichever side they are on', () => {
  const text = [
    'import nowhere',
    'from torch import nn',
    'class Pair(nn.Module):',
    '    def __init__(self, n):',
    '        super().__init__()',
    '        self.one = nn.Conv2d(4, n, 1)',
    '        self.two = nn.Conv2d(n, 4, 3, padding=1)',
    '    def forward(self, x): return self.two(self.one(x))',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.first = Pair(4)',
    '        self.small = Pair(8)',
    '        self.large = Pair(16)',
    '        self.last = Pair(4)',
    '    def choose(self, x):',
    '        if nowhere.early: return self.large(x)',
    '        return self.small(x)',
    '    def forward(self, x):',
    '        x = self.first(x)',
    '        if nowhere.flag: x = self.large(x)',
    '        else: x = self.choose(x)',
    '        return self.last(x)',
  ].join('\n');
  const { graph, failure } = buildModel(torchInterpreter([]), { uri: 'main.py', name: '__main__', text }, 'Net()', [
    volume([1, 4, 8, 8]),
  ]);
  expect(failure).toBeUndefined();
  expect(graph.layers.map(({ index }) => index)).toEqual(graph.layers.map((_, index) => index));
  for (const block of graph.blocks) {
    const paths = graph.layers.slice(block.first, block.end).map(({ path }) => path);
    expect(paths).toEqual([`${block.path}.one`, `${block.path}.two`]);
  }
  expect(graph.layers.filter(({ alternative }) => !alternative).map(({ path }) => path.split('.')[0])).toEqual([
    'first',
    'first',
    'small',
    'small',
    'last',
    'last',
  ]);
  const cost = (n: number) => 64 * (4 * n + 36 * n);
  expect(totalsOf(graph)).toMatchObject({ macs: cost(4) + cost(8) + cost(4), complete: false });
});

it.each([
  'for i, c in enumerate(nowhere.widths): self.add_module(f"s{i}", nn.Conv2d(4, 4, 1))',
  'for name, c in zip(["s0", "s1"], nowhere.widths): setattr(self, name, nn.Conv2d(4, 4, 1))',
  'self.add_module("s0", nowhere.layer())',
])('a module that may have parts under any name misses none, and is not complete: %s', (line) => {
  const text = [
    'import nowhere',
    'from torch import nn',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    `        ${line}`,
    '    def forward(self, x): return self.s0(x)',
    'net = Net()',
  ].join('\n');
  const { graph, failure } = buildModel(torchInterpreter([]), { uri: 'main.py', name: '__main__', text }, 'net', [
    volume([1, 4, 8, 8]),
  ]);
  expect(failure).toBeUndefined();
  expect(graph.gaps.map(({ cause }) => cause.reason)).toContain('unknown-import');
});

it('what a class of unknown bases takes away may have been there', () => {
  const { failures } = torchInterpreter([]).runModule(
    'main.py',
    '__main__',
    `from nowhere import Base, Other
from torch import nn
class Encoder(Base, nn.Module):
    def __init__(self):
        super().__init__()
        del self.fc
class Plain(Other):
    def __init__(self):
        del self.fc
Encoder(), Plain()`,
  );
  expect(failures).toEqual([]);
});

it('what is caught and raised again comes from where it was raised first', () => {
  const text =
    'def f():\n    return {}["a"]\ndef g():\n    try:\n        f()\n    except KeyError as e:\n        raise';
  const { failures } = torchInterpreter([]).runModule('main.py', '__main__', `${text}\ng()`);
  const [failure] = failures;
  expect(failure && 'place' in failure && failure.place?.span.start).toBe(text.indexOf('{}["a"]'));
});
