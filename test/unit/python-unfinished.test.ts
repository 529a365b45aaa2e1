// A line that is being typed: whatever it lacks, all around it is read as ever, and nothing false is said of it.
import { expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { isKnown, isUnknown } from '../../server/src/graph/dim.ts';
import { codeLenses } from '../../server/src/ide/code-lens.ts';
import { diagnosticsOf } from '../../server/src/ide/diagnostics.ts';
import { hoverAt } from '../../server/src/ide/hover.ts';
import '../harness/grammars.ts';

const TEXT = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.ReLU()]
        self.conv = nn.Conv2d(1, 8, 3)
        self.last = nn.Conv2d(8, 16, 3)
        self.fc = nn.Linear(16 * 24 * 24, 10)

    def forward(self, x):
        x = self.conv(x)
        x = self.last(x)
        return self.fc(x.flatten(1))

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 20)

    def forward(self, x):
        return self.fc(x)

Net()(torch.zeros(2, 1, 28, 28))
Other()(torch.zeros(2, 11))
`;

const LAST = '        self.last = nn.Conv2d(8, 16, 3)';
const CALL = '        x = self.last(x)';

/** What stands in the text, and what is typed in its place. */
const TYPED: readonly (readonly [string, string])[] = [
  ...['self.last = nn.Conv2d(', 'self.last = nn.Conv2d(8, 16, ', 'self.last = nn.Conv2d(8, 16, kernel_size='].map(
    row(LAST),
  ),
  ...['self.last = ', 'self.last =', 'self.last = nn.', 'self.last: nn.Module =', "self.last = f('"].map(row(LAST)),
  ...[
    'self.last = nn.Sequential(\n            nn.Conv2d(8, 16, 3),\n            nn.Conv2d(16, 16,\n            nn.ReLU(),\n        )',
  ].map(row(LAST)),
  ...['self.last = nn.Sequential(\n            nn.Conv2d(8, 16, 3),\n            nn.\n        )'].map(row(LAST)),
  ...['layers.append(\n        self.last = nn.Conv2d(8, 16, 3)', 'self.\n        self.last = nn.Conv2d(8, 16, 3)'].map(
    row(LAST),
  ),
  ...['for i in \n        self.last = nn.Conv2d(8, 16, 3)', '@\n        self.last = nn.Conv2d(8, 16, 3)'].map(
    row(LAST),
  ),
  ...[
    'x = self.',
    'x = torch.',
    'x = x + ',
    'x = torch.cat([x, ',
    'x = self.last(',
    'x = self.last(x',
    'x = x[',
    'x = x.view(',
  ].map(row(CALL)),
  ...[
    'if x.size(1) ==\n        x = self.last(x)',
    'for i in \n        x = self.last(x)',
    'return self.',
    "return 'abc",
    'x = self.last(x, )]',
    'x = self.last(x)\n        print(f"{x',
  ].map(row(CALL)),
  ['        super().__init__()\n        layers', '        super().__init__(\n        layers'],
  ['    def forward(self, x):\n        x = self.conv', '    def forward(self, x\n        x = self.conv'],
  ['    def forward(self, x):\n        x = self.conv', '    def forward(self, x, *, y=\n        x = self.conv'],
  ['class Net(nn.Module):', 'class Net(nn.Module'],
  ['\nclass Other', '\n    def \n\nclass Other'],
  ['\nclass Other', '\n    def more(self, \n\nclass Other'],
  ['\nclass Other', '\nclass More(\n\nclass Other'],
  ['Net()(', 'net = Net(\n\nNet()('],
  ['import torch.nn as nn', 'import torch.nn as nn\nfrom torch import'],
  ['import torch.nn as nn', 'import torch.nn as nn\nfrom to'],
];

function row(stands: string): (typed: string) => readonly [string, string] {
  return (typed) => [stands, `        ${typed}`];
}

const LAYERS = (typed: string) => `import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(1, 8, 3),
${typed}
    nn.ReLU(),
)
other = nn.Linear(10, 20)
net(torch.zeros(2, 1, 28, 28))
other(torch.zeros(2, 10))
`;

/** Between two layers of a list, and what is told of `net`'s output: what is whole but for its comma is read as it is meant. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ['    nn.Conv2d(8, 16, 3)', 'N 16 24 24'],
  ['    nn.Conv2d(8, 16, 3)  # deeper', 'N 16 24 24'],
  ['    nn.Conv2d(8, 16, 3), nn.Flatten()', 'N 9216'],
  ['    nn.Conv2d(8, 16, 3', ''],
  ['    nn.Conv2d(8, 16, kernel_size=)', ''],
  ['    nn.Conv2d(8, 16, kernel_size=),', ''],
  ['    nn.Conv2d(', ''],
  ['    nn.Sequential(nn.Conv2d(8, 16,', ''],
  ['    nn.Sequential(\n        nn.Conv2d(8, 16,\n    ),', ''],
  ['    nn.C', ''],
  ['    nn.', ''],
];

function analyzed(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///typed.py', text });
  if (!analysis) throw new Error('no analysis');
  return analysis;
}

test.each(TYPED)('%#: of %j, %j is there', (stands, typed) => {
  expect(TEXT).toContain(stands);
  const { models, problems } = analyzed(TEXT.replace(stands, typed));
  const other = models.find(({ name }) => name === 'Other');
  expect(other?.graph.layers.map(({ path }) => path)).toEqual(['fc']);
  expect(problems.map(({ rule }) => rule)).toEqual(['features-mismatch']);
});

test.each(ELEMENTS)('%#: below %j, the list goes on', (typed, output) => {
  const { models, problems } = analyzed(LAYERS(typed));
  const [net, other] = models;
  expect(net?.graph.layers.map(({ path }) => path)).toContain('0');
  expect(shown(net)).toBe(output);
  expect(shown(other)).toBe('N 20');
  expect(problems).toEqual([]);
});

function shown(model: Analysis['models'][number] | undefined): string {
  const dims = model?.graph.outputs[0]?.tensor.volume.dims ?? [];
  return dims.map((dim) => (isUnknown(dim) ? '?' : isKnown(dim) ? dim : 'N')).join(' ');
}

test.each([
  ["NameError: name 'what' is not defined", '        self.last = nn.Conv2d(8, what, 3)'],
  ["AttributeError: 'Net' object has no attribute 'l'", '        self.l'],
  [
    'TypeError: torch.nn.modules.conv.Conv2d is not a Module subclass',
    '        self.last = nn.Sequential(\n            nn.Conv2d\n            nn.ReLU())',
  ],
])('a model that cannot be made for what is typed keeps its lens', (why, typed) => {
  const analysis = analyzed(TEXT.replace(LAST, typed));
  const lens = codeLenses(analysis, true).find(({ range }) => range.start.line === 3);
  expect(lens?.command?.title).toBe(`Net cannot be made: ${why}`);
  expect(JSON.stringify(diagnosticsOf(analysis))).not.toContain('NameError');
});

test('what looks unfinished to the eye, and is not', () => {
  const text = TEXT.replace(
    '        layers = [nn.ReLU()]',
    `        """Ends in a
        word.
        width =
        """
        layers = [nn.ReLU()
        ]
        widths = dict(
        first=
        8)
        from math import *  # x =
        a = 1, \\
            2`,
  );
  expect(analyzed(text).problems.map(({ rule }) => rule)).toEqual(['features-mismatch']);
  expect(analyzed(text).models[0]?.graph.outputs[0]?.tensor.volume.dims).toHaveLength(2);
});

test('what fails on a guessed input is no problem, but the lens and the hover say so', () => {
  const text = `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fold = nn.PixelUnshuffle(9)

    def forward(self, x):
        return self.fold(self.conv(x))
`;
  const analysis = analyze({ uri: 'file:///guessed.py', text });
  if (!analysis) throw new Error('no analysis');
  expect(analysis.problems).toEqual([]);
  expect(JSON.stringify(codeLenses(analysis, true))).toContain('does not run on [N, 3, 224, 224] (a guess)');
  expect(JSON.stringify(hoverAt(analysis, text.indexOf('fold(self')))).toContain('9 does not divide 224');
});
