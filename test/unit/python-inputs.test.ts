// On how many inputs a model is tried: each try costs as much as a run.
import { expect, it } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { build } from '../../server/src/frontends/python/build.ts';
import { operators } from '../../server/src/operators/index.ts';
import '../harness/grammars.ts';

const TEXT = `import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.b = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        x = self.a(x)
        return torch.cat([x, self.b(x)], 1) + x
`;

/** With the search for other inputs that a finding must hold at. */
function tries(text: string, isTold = true): number {
  let count = 0;
  const source = { uri: `file:///inputs/${text.length}.py`, text, inputs: [], models: [] };
  const { models } = build(source, {
    operators,
    newBuilder: (options) => {
      if (options.name === 'Net') count++;
      return createBuilder(operators, options);
    },
  });
  for (const { graph, others } of models) {
    expect(graph.findings.length > 0).toBe(isTold);
    expect(others?.()?.length).toBeGreaterThan(isTold ? 2 : -1);
  }
  return count;
}

it.each([
  ['channels that do not meet', TEXT],
  ['what a layer does not read', TEXT.replace('Conv2d(8, 8, 3, p', 'Conv2d(9, 8, 3, p')],
])('what no size mends is not looked for at all of them: %s', (_, text) => {
  expect(tries(text)).toBeLessThan(8);
});

it('nor is what is given no tensor at all, where the input is a guess', () => {
  const text = TEXT.replace('(self, x)', '(self, x, turn)').replace(
    'torch.cat([x, self.b(x)], 1) + x',
    'turn(self.b(x))',
  );
  expect(tries(text, false)).toBeLessThan(12);
});
