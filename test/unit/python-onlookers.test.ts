// Models that are handed to packages of which nobody has the source: some only look, others may change what they are given.
import { expect, it } from 'vitest';
import { analyze } from '../../server/src/analyze.ts';
import '../harness/grammars.ts';

const MODEL = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)

net = Net()
`;

it.each([
  ['import torchsummary\ntorchsummary.summary(net, (3, 32, 32))', 0],
  ['from thop import profile\nprofile(net, inputs=(torch.zeros(1, 3, 32, 32),))', 0],
  ['torch.onnx.export(net, torch.zeros(1, 3, 32, 32), "net.onnx")', 0],
  ['from torch.utils.tensorboard import SummaryWriter\nSummaryWriter().add_graph(net)', 0],
  ['from nowhere import surgery\nsurgery(net)', 1],
])('%s', (code, gaps) => {
  const analysis = analyze({ uri: 'file:///net.py', text: `${MODEL}${code}\n` });
  expect(analysis?.models.map(({ graph }) => graph.gaps.length)).toEqual([gaps]);
});

it.each([
  'torch.onnx.export(net, torch.zeros(1, 3, 48, 40), "net.onnx")',
  'torch.onnx.export(net, (torch.zeros(1, 3, 48, 40),), "net.onnx")',
  'torch.jit.trace(net, torch.zeros(2, 3, 48, 40)).save("net.pt")',
  'from thop import profile\nprofile(net, inputs=(torch.zeros(1, 3, 48, 40),))',
  'from fvcore.nn import FlopCountAnalysis\nFlopCountAnalysis(net, torch.zeros(1, 3, 48, 40)).total()',
  'from torch.utils.tensorboard import SummaryWriter\nSummaryWriter().add_graph(net, torch.zeros(1, 3, 48, 40))',
])('takes what the model is run on for its input: %s', (code) => {
  const analysis = analyze({ uri: 'file:///net.py', text: `${MODEL}${code}\n` });
  const [input] = analysis?.models[0]?.graph.inputs ?? [];
  expect(input?.source).toBe('call');
  expect(input?.tensor.volume.dims?.slice(1)).toEqual([3, 48, 40]);
});
