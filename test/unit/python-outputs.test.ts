// What a model gives back: every tensor of it, also those that no layer has made, and what may be one.
import { expect, it } from 'vitest';
import { analyzeIn, type Workspace } from '../../server/src/analyze.ts';
import '../harness/grammars.ts';

const NOWHERE: Workspace = { read: async () => undefined, rootsOf: () => [], resource: async () => undefined };

const ROWS: readonly (readonly [string, readonly unknown[], number])[] = [
  ['y, self.table', [[4], [5, 2]], 0],
  ['{"a": y, "b": [self.table, 3, None]}', [[4], [5, 2]], 0],
  ['y, absent.made(x)', [[4], undefined], 1],
  // Numbers are none, whether they are known or not.
  ['y, x.shape[1], y.sum().item()', [[4]], 0],
];

it.each(ROWS)('forward gives %s', async (result, outputs, gaps) => {
  const text = `import absent, torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.table = torch.zeros(5, 2)
    def forward(self, x):
        y = self.fc(x)
        return ${result}
`;
  const analysis = await analyzeIn({ uri: 'file:///w/net.py', text }, NOWHERE);
  const graph = analysis?.models[0]?.graph;
  const shapes = graph?.outputs.map(({ tensor }) => tensor.volume.dims?.filter((dim) => typeof dim === 'number'));
  expect([shapes, graph?.gaps.length]).toEqual([outputs, gaps]);
});

it('a model is made in training, and run in evaluation', async () => {
  const text = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        if self.training:
            self.aux = nn.Linear(4, 5)
    def forward(self, x):
        x = self.fc(x)
        return (x, self.aux(x)) if self.training else x
`;
  const analysis = await analyzeIn({ uri: 'file:///w/net.py', text }, NOWHERE);
  const graph = analysis?.models[0]?.graph;
  expect([graph?.modules.map(({ path }) => path), graph?.outputs.length]).toEqual([['fc', 'aux'], 1]);
  expect(analysis?.problems).toEqual([]);
});
