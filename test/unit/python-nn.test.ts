// What nn.Module, containers and layers do, snippet by snippet, as PyTorch does it; and how their findings come about.
import { describe, expect, test } from 'vitest';
import { volume } from '../../server/src/graph/volume.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';
import { findPython } from '../harness/real-python.ts';
import { askPython, readSnippets } from '../harness/snippets.ts';

const snippets = readSnippets('torch-nn.py');
const python = findPython('import torch');
if (python === undefined) console.warn('SKIPPED: no python3 with torch here: the answers are as recorded');

describe('torch.nn', () => {
  test.each(snippets.map((snippet) => [snippet.name, snippet]))('%s', (_, { source, asked }) => {
    const interpreter = torchInterpreter([]);
    const { module, failures } = interpreter.runModule('main.py', 'main', source);
    expect(failures.map((failure) => ('exception' in failure ? interpreter.str(failure.exception) : failure))).toEqual(
      [],
    );
    const answer = (index: number) => interpreter.repr(module.namespace.get(`_${index}`) ?? null);
    expect(asked.map(({ expression }, index) => ({ expression, answer: answer(index) }))).toEqual(asked);
  });

  test.skipIf(python === undefined)(
    'the answers are those of PyTorch',
    () => {
      expect(askPython(python ?? '', snippets)).toEqual(snippets);
    },
    120_000,
  );
});

const HEAD = 'import torch\nimport torch.nn as nn\n';

function findingsOf(classes: string, expression: string, input: readonly number[]) {
  const text = `${HEAD}${classes}`;
  const { graph, failure } = buildModel(torchInterpreter([]), { uri: 'main.py', name: 'main', text }, expression, [
    volume(input),
  ]);
  const found = graph.findings.map(({ rule, span, quote, facts }) => ({
    rule,
    quote,
    facts,
    at: text.slice(span.start, span.end),
  }));
  return { found, graph, failure };
}

test('products of weights cost what they cost, but for those with a vector; whatever else is worked out from them is no layer', () => {
  const text = `${HEAD}
class Merged(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.zeros(3, 3) @ torch.zeros(3, 3)
        self.weight = nn.Parameter(torch.zeros(6, 4))
        self.up, self.down = nn.Parameter(torch.zeros(6, 2)), nn.Parameter(torch.zeros(2, 4))
    def forward(self, x):
        gain = self.weight.abs().mean()
        gain = gain * torch.mv(self.weight, torch.ones(4)).norm()
        return x @ (self.weight * gain + self.up @ self.down).t()
`;
  const file = { uri: 'main.py', name: 'main', text };
  const { graph } = buildModel(torchInterpreter([]), file, 'Merged()', [volume([2, 4])]);
  const costs = graph.layers.filter(({ macs }) => macs !== 0).map(({ inputs, macs }) => [inputs[0]?.volume.dims, macs]);
  expect(costs).toEqual([
    [[6, 2], (6 * 2 * 4) / 2],
    [[2, 4], 4 * 6],
  ]);
  expect(graph.layers.map(({ module }) => module.type)).not.toContain('abs');
});

test("a weight that may have been put in another's place is trained like both", () => {
  const text = `${HEAD}
import absent
class Moving(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(6, 4))
        if absent.flag:
            self.weight = nn.Parameter(self.weight * 2)
    def forward(self, x):
        return x @ self.weight.t()
`;
  const { graph } = buildModel(torchInterpreter([]), { uri: 'main.py', name: 'main', text }, 'Moving()', [
    volume([2, 4]),
  ]);
  expect(graph.freeParameters.map(({ dims, trainable }) => [dims, trainable])).toEqual([[[6, 4], true]]);
});

test.each([
  ['', false],
  [', freeze=False', true],
])('weights of an embedding that are given are not trained, unless that is said%s', (more, trained) => {
  const text = `${HEAD}
made = nn.Embedding.from_pretrained(torch.zeros(6, 4)${more})
`;
  const { graph } = buildModel(torchInterpreter([]), { uri: 'main.py', name: 'main', text }, 'made', [volume([2])]);
  const weights = graph.modules.flatMap(({ parameters }) => parameters);
  expect(weights.map(({ dims, trainable }) => [dims, trainable])).toEqual([[[6, 4], trained]]);
});

describe('findings of modules', () => {
  test.each([
    ['nn.Conv2d(3, 8, 3, strides=2)', "__init__() got an unexpected keyword argument 'strides'"],
    ['nn.Conv2d(3, 8)', "__init__() missing 1 required positional argument: 'kernel_size'"],
    ['nn.Linear(3)', "__init__() missing 1 required positional argument: 'out_features'"],
    ['nn.ReLU(True, False)', '__init__() takes from 1 to 2 positional arguments but 3 were given'],
    ['nn.Conv2d(3, 8, 3, in_channels=3)', "__init__() got multiple values for argument 'in_channels'"],
    [
      'nn.Conv2d(3, 16 / 2, 3)',
      "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0",
    ],
  ])('%s is a wrong call', (layer, quote) => {
    const { found } = findingsOf(`m = nn.Sequential(${layer})`, 'm', [2, 3, 8, 8]);
    expect(found.filter(({ rule }) => rule === 'wrong-call').map((finding) => finding.quote)).toEqual([quote]);
  });

  test.each([
    ['nn.Conv2d(3, 8, 3, groups=True)', ['bad-value']],
    ['nn.Conv2d(3, True, 3)', ['bad-value']],
    ['nn.MaxPool2d(True)', ['bad-value']],
    // Python computes with these before ATen sees them.
    ['nn.Conv2d(3, 8, True)', []],
    ['nn.InstanceNorm2d(3.0)', []],
    ['nn.InstanceNorm2d(3.0, affine=True)', ['wrong-call']],
    ['nn.BatchNorm2d(3, True)', ['norm-eps-looks-like-momentum']],
  ])('%s: True is no integer to ATen', (layer, rules) => {
    const { found } = findingsOf(`m = nn.Sequential(${layer})`, 'm', [2, 3, 8, 8]);
    expect(found.map(({ rule }) => rule)).toEqual(rules);
  });

  test('a layer before super().__init__() is one finding, and the model goes on', () => {
    const source =
      'class Net(nn.Module):\n  def __init__(self):\n    self.a = nn.Linear(8, 8)\n    self.b = nn.Linear(8, 4)\n' +
      '  def forward(self, x):\n    return self.b(self.a(x))\n';
    const { found, graph, failure } = findingsOf(source, 'Net()', [2, 8]);
    expect(failure).toBeUndefined();
    expect(found.map(({ rule, facts }) => [rule, facts])).toEqual([
      ['super-init-missing', { class: 'Net', attribute: 'a' }],
    ]);
    expect(graph.outputs[0]?.tensor.volume.dims).toEqual([2, 4]);
  });

  test('what another model made is none of this one', () => {
    const source = 'other = nn.Conv2d(3, 8, 3, bad=1)\nm = nn.Sequential(nn.Conv2d(3, 4, 3))\n';
    const { found, graph } = findingsOf(source, 'm', [2, 3, 8, 8]);
    expect(found).toEqual([]);
    expect(graph.modules.map(({ path }) => path)).toEqual(['0']);
  });

  test('layers know their paths, blocks their layers, and shared weights count once', () => {
    const source =
      'class Tied(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.a = nn.Linear(8, 8)\n' +
      '    self.b = nn.Linear(8, 8)\n    self.b.weight = self.a.weight\n    self.body = nn.Sequential(self.a, nn.ReLU())\n' +
      '  def forward(self, x):\n    return self.b(self.body(x))\n';
    const { graph } = findingsOf(source, 'Tied()', [2, 8]);
    expect(graph.layers.map(({ path }) => path)).toEqual(['a', 'body.1', 'b']);
    expect(graph.blocks.map(({ path, first, end }) => [path, first, end])).toEqual([['body', 0, 2]]);
    const weights = new Set(graph.modules.flatMap(({ parameters }) => parameters));
    expect([...weights].reduce((sum, { count }) => sum + Number(count), 0)).toBe(8 * 8 + 8 + 8);
  });
});
