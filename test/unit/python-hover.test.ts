// What hovers say of expressions in Python: shapes in each instance, numbers, definitions, what is lost and what never runs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-types';
import { type Analysis, analyzeIn, type Workspace } from '../../server/src/analyze.ts';
import { hoverAt } from '../../server/src/ide/hover.ts';
import { lineHints } from '../../server/src/ide/line-hints.ts';
import { statusOf } from '../../server/src/ide/totals.ts';

const require = createRequire(import.meta.url);

const workspace: Workspace = {
  read: async () => undefined,
  rootsOf: () => [],
  resource: async (name) =>
    readFileSync(
      require.resolve(name === 'tree-sitter.wasm' ? `web-tree-sitter/${name}` : `tree-sitter-python/${name}`),
    ),
};

let files = 0;
async function analysed(text: string): Promise<Analysis> {
  const analysis = await analyzeIn({ uri: `file:///hover${files++}.py`, text }, workspace);
  if (!analysis) throw new Error('no analysis');
  return analysis;
}

/** Where `text` begins, and so many characters further. */
function said(analysis: Analysis, text: string, further = 0): string {
  const at = analysis.request.text.indexOf(text);
  if (at < 0) throw new Error(`${text} is not there`);
  return (hoverAt(analysis, at + further)?.contents as MarkupContent | undefined)?.value ?? '';
}

const STAGES = `# convlint: input=3x32x32
import torch
import torch.nn as nn


def halve(t, factor=2):
    b, c, h, w = t.shape
    return t.view(b, c * factor, h // factor, w)


class Block(nn.Module):
    def __init__(self, inputs, outputs, shortcut=None):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs * 2 // 2, 3, padding=1)
        self.shortcut = shortcut
        self.spare = nn.Linear(3, 3)

    def forward(self, x):
        out = self.conv(x)
        if x is None:
            out = out * 2
        return out if self.shortcut is None else out + self.shortcut(x)


class Net(nn.Module):
    def __init__(self, widths=(8, 8, 16)):
        super().__init__()
        stages = []
        inputs = 3
        for width in widths:
            stages.append(Block(inputs, width, nn.Conv2d(inputs, width, 1) if width != inputs else None))
            inputs = width
        self.stages = nn.Sequential(*stages)
        self.last = nn.ModuleDict({'head': nn.Linear(16, 10)})

    def forward(self, x):
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x.mean((2, 3)))
        small = halve(x)
        vector = features[-1]
        return {'out': self.last['head'](vector), 'small': small}


def slim():
    return Net()


def wide():
    return Net((16, 16, 16))


def test():
    net = Net()
    y = net(torch.randn(2, 3, 32, 32))
    print(y['out'].size())
`;

describe('a model of blocks', async () => {
  const analysis = await analysed(STAGES);

  test('a variable has its shape in each instance, alike ones together', () => {
    expect(said(analysis, 'out = self.conv(x)')).toBe(
      '`out` in slim:\n\n- `stages.0`, `stages.1`: **[N, 8, 32, 32]**\n- `stages.2`: **[N, 16, 32, 32]**',
    );
    expect(said(analysis, '(self, x):\n        out', 7)).toContain('`stages.0`: **[N, 3, 32, 32]**');
  });

  test('a number, a shape, an item and a helper’s argument', () => {
    expect(said(analysis, 'outputs * 2 // 2', 8)).toBe('`outputs * 2` in slim: **16, 32**');
    expect(said(analysis, 't.shape', 3)).toBe('`t.shape` in slim: **[N, 16, 32, 32]**');
    expect(said(analysis, 'w = t.shape')).toBe('`w` in slim: **32**');
    expect(said(analysis, 't, factor')).toBe('`t` in slim: **[N, 16, 32, 32]**');
    expect(said(analysis, 'halve(x)', 1)).toBe('`halve(…)` in slim: **[N, 32, 16, 32]**');
    expect(said(analysis, 'features[-1]', 9)).toBe('`features[-1]` in slim: **[N, 16]**');
    expect(said(analysis, 'features.append', 1)).toContain('[N, 8]');
  });

  test('an attribute that holds a module, None, or what is never called', () => {
    expect(said(analysis, 'self.conv = ', 6)).toContain('`stages.0.conv`: [N, 3, 32, 32] → **[N, 8, 32, 32]**');
    expect(said(analysis, 'self.conv = ', 6)).toContain('Called in line [19]');
    expect(said(analysis, 'self.shortcut is', 6)).toContain('`stages.1`: **None**');
    expect(said(analysis, 'self.spare', 6)).toContain('Never called · 36 parameters');
  });

  test('a layer’s call leads to where it is made, a block’s to where it is made', () => {
    expect(said(analysis, 'self.conv(x)', 6)).toContain('Built in line [14]');
    expect(said(analysis, 'stage(x)', 1)).toContain('**Block**');
    expect(said(analysis, 'stage(x)', 1)).toContain('Built in line [31]');
  });

  test('classes, factories and trials', () => {
    expect(said(analysis, 'class Block', 7)).toContain('- `stages.0`: [N, 3, 32, 32] → **[N, 8, 32, 32]**');
    expect(said(analysis, 'class Block', 7)).toContain('Also in wide');
    expect(said(analysis, 'class Net', 7)).toContain('- wide · ');
    expect(said(analysis, 'def wide', 5)).toContain('wide · ');
    expect(said(analysis, "y['out']", 0)).toContain("'out': [2, 10]");
  });

  test('what says itself, or never runs, has none', () => {
    expect(said(analysis, 'import torch', 8)).toBe('');
    expect(said(analysis, 'return out', 1)).toBe('');
    expect(said(analysis, 'out = out * 2', 6)).toBe('');
    expect(said(analysis, 'self.conv(x)')).toBe('');
    expect(said(analysis, 'super().__init__()', 10)).toBe('');
  });
});

test('what raises: the lines behind say why they are not reached', async () => {
  const analysis = await analysed(`# convlint: input=3x8x8
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        before = self.conv(x)
        size = [1, 2][before.ndim]
        after = self.conv(before)
        return after
`);
  expect(said(analysis, 'before = ')).toBe('`before`: **[N, 4, 6, 6]**');
  expect(said(analysis, 'after = ')).toContain('Not reached.');
  expect(said(analysis, 'after = ')).toContain('IndexError');
});

test('half a line leaves the rest as it is', async () => {
  const analysis = await analysed(STAGES.replace('small = halve(x)\n', 'small = halve(x\n'));
  expect(said(analysis, 'b, c, h')).not.toContain('undefined');
  const broken = await analysed(STAGES.replace('print(y', 'print(y['));
  expect(said(broken, 'out = self.conv(x)')).toContain('`stages.2`: **[N, 16, 32, 32]**');
});

test('a model that the file itself makes and calls is told by its instances, and what the file does by itself', async () => {
  const analysis = await analysed(`import torch
import torch.nn as nn


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(Shrink())
        self.conv = nn.Conv2d(3, 3, 1)
        self.second = Shrink()

    def forward(self, x):
        return self.second(self.first(self.conv(x)))


class Shrink(nn.Module):
    def forward(self, x):
        return x[..., ::2]


pair = Pair()
result = pair(torch.randn(4, 3, 8, 8))
size = result.shape
import plots
figure = plots.draw(size)
`);
  expect(said(analysis, 'figure = ')).toBe('');
  expect(said(analysis, 'x[..., ::2]')).toContain('- `first.0`: **[N, 3, 8, 8]**\n- `second`: **[N, 3, 8, 4]**');
  expect(said(analysis, 'self.conv = ', 6)).toContain('[N, 3, 8, 8] → **[N, 3, 8, 8]**');
  expect(said(analysis, 'size = result')).toBe('`size`: **[4, 3, 8, 2]**');
});

test('models of one class stand where each is made: the status knows them by these lines', async () => {
  const text = `import torch.nn as nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)


def small():
    return Net(8)


def large():
    return Net(16)
`;
  const { models } = statusOf(await analysed(text), 0);
  expect(models.map(({ name, range }) => [name, range.start.line])).toEqual([
    ['small', 12],
    ['large', 16],
  ]);
});

const OUT_OF_SIGHT = `# convlint: input=3x64x64
import torch.nn as nn
from torchvision import models

plain = nn.Sequential(
    nn.Conv2d(3, 8, 3, stride=2),
    nn.ReLU(),
    nn.Flatten(),
)
tuned = models.resnet18()
tuned.fc = nn.Linear(tuned.fc.in_features, 2)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = models.vgg11().features

    def forward(self, x):
        return self.features(x) - self.features(x * 2)
`;

test('what one call makes out of sight is one thing; where nobody calls a model, its layers are told where they are made', async () => {
  const analysis = await analysed(OUT_OF_SIGHT);
  const hints = lineHints(analysis, { start: 0, end: OUT_OF_SIGHT.length }, 'shape-and-parameters');
  expect(hints.map(({ position, label }) => [OUT_OF_SIGHT.split('\n')[position.line]?.trim(), label])).toEqual([
    ['nn.Conv2d(3, 8, 3, stride=2),', '→ [N, 8, 31, 31] · 224'],
    ['nn.Flatten(),', '→ [N, 7688]'],
    ['tuned = models.resnet18()', '→ [N, 512, 1, 1] · 11,176,512'],
    ['tuned.fc = nn.Linear(tuned.fc.in_features, 2)', '→ [N, 2] · 1,026'],
    ['self.features = models.vgg11().features', '→ [N, 512, 2, 2] ×2 · 9,220,480'],
    ['return self.features(x) - self.features(x * 2)', '→ [N, 512, 2, 2] · 9,220,480'],
  ]);
  expect(said(analysis, 'models.resnet18', 8)).toBe(
    '**resnet18** — tuned\n\n[N, 3, 64, 64] → **[N, 512, 1, 1]**\n\n- Layers: 59\n- Parameters: 11,176,512\n- MACs: 148,045,824',
  );
});
