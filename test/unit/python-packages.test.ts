// A file that lies in a package: where modules import each other in a circle, Python's order decides what each finds.
import { expect, it } from 'vitest';
import { analyzeIn, type Workspace } from '../../server/src/analyze.ts';
import '../harness/grammars.ts';

const FILES: Readonly<Record<string, string>> = {
  'file:///w/lib/__init__.py': 'from .models import net\n',
  'file:///w/lib/tools.py': 'def double(x): return 2 * x\n',
  'file:///w/lib/models/__init__.py': 'from .net import Net\nfrom .head import Head\n',
  // Whoever begins here meets `base` again, half done, before it has defined `Base`.
  'file:///w/lib/models/base.py':
    'from lib.tools import double\nfrom torch import nn\nclass Base(nn.Module):\n    width = double(4)\n',
  'file:///w/lib/models/block.py':
    'from torch import nn\nfrom .base import Base\n\nclass Block(Base):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Conv2d(3, self.width, 3)\n\n    def forward(self, x):\n        return self.conv(x)\n',
  'file:///w/lib/models/net.py':
    'from .block import Block\nfrom .base import Base\n\nclass Net(Base):\n    def __init__(self):\n        super().__init__()\n        self.block = Block()\n\n    def forward(self, x):\n        return self.block(x)\n',
  'file:///w/lib/models/head.py':
    'import torch.nn as nn\nfrom .base import Base\nfrom .block import Block\n\nclass Head(Base):\n    def __init__(self):\n        super().__init__()\n        self.name = [__name__, Block.__module__]\n        self.block = Block()\n\n    def forward(self, x):\n        return self.block(x)\n\nif __name__ == "__main__":\n    head = Head()\n',
};

const STAR = `from lib.models.head import *

class Star(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x):
        return self.block(x)
`;

const workspace: Workspace = {
  read: async (uri) => FILES[uri],
  rootsOf: () => ['file:///w/'],
  resource: async () => undefined,
};

it('a file whose imports lead back into its package is run behind that package', async () => {
  const uri = 'file:///w/lib/models/head.py';
  for (const edit of ['', '\n# later\n']) {
    const text = `${FILES[uri]}${edit}`;
    const analysis = await analyzeIn({ uri, text, inputs: [[3, 8, 8]] }, workspace);
    const [model, ...more] = analysis?.models ?? [];
    expect(more).toEqual([]);
    expect(model?.name).toBe('head');
    expect(model?.totals).toMatchObject({ params: 8 * 3 * 9 + 8, complete: true });
    expect(analysis?.problems).toEqual([]);
  }
});

it('a module that is imported by a relative name has the name of its package', async () => {
  const uri = 'file:///w/lib/models/head.py';
  const asked = 'nn.Sequential(nn.Conv2d(3, len(Block.__module__), 1))';
  const analysis = await analyzeIn({ uri, text: FILES[uri] ?? '', models: [asked], inputs: [[3, 8, 8]] }, workspace);
  expect(analysis?.models[0]?.graph.outputs[0]?.tensor.volume.dims?.[1]).toBe('lib.models.block'.length);
});

it('a file whose classes are made from others of the project speaks of torch, if at all, in its text', async () => {
  const uri = 'file:///w/lib/larger.py';
  const text =
    'from lib.models.head import Head\n\nclass Larger(Head):\n    "A `torch.nn.Module`."\n    def __init__(self):\n        super().__init__()\n';
  const analysis = await analyzeIn({ uri, text, inputs: [[3, 8, 8]] }, workspace);
  expect(analysis?.models.map(({ name, totals }) => [name, totals.params])).toEqual([['Larger', 8 * 3 * 9 + 8]]);
  expect(await analyzeIn({ uri, text: '# torch.nn.Module\n' }, workspace)).toBeUndefined();
});

it('a file may get torch from another one', async () => {
  const analysis = await analyzeIn({ uri: 'file:///w/lib/star.py', text: STAR, inputs: [[3, 8, 8]] }, workspace);
  expect(analysis?.models.map(({ name, totals }) => [name, totals.params])).toEqual([['Star', 8 * 3 * 9 + 8]]);
});
