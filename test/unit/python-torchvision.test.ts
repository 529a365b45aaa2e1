// What code does with torchvision's models, where torchvision's own source is not at hand.
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../server/src/engine/totals.ts';
import { N } from '../../server/src/graph/dim.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';

const SOURCE = `
import torch.nn as nn
import torchvision
from torchvision import models
from torchvision.models.resnet import BasicBlock, ResNet, conv3x3
from torchvision.models.vgg import VGG, cfgs, make_layers

def tuned(arch='resnet18', classes=7):
    model = models.__dict__[arch](weights='DEFAULT', progress=False)
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.fc = nn.Linear(model.fc.in_features, classes)
    return model

def head(classes=7):
    model = torchvision.models.get_model('VGG16', weights=None)
    model.classifier[6] = nn.Linear(model.classifier[6].in_features, classes)
    return model

class Block(BasicBlock):
    def forward(self, x):
        return self.relu(self.bn1(self.conv1(x))) + (self.downsample(x) if self.downsample else x)

class Narrow(ResNet):
    def __init__(self):
        super().__init__(Block, [1, 1, 1, 1], num_classes=5)
        self.conv1 = conv3x3(1, 64)

    def _forward_impl(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(x)))))

class Deep(VGG):
    def __init__(self):
        super().__init__(make_layers(cfgs['D']))
`;

const build = (expression: string, channels: number) => {
  const side = expression.includes('inception') ? 299 : 64;
  const file = { uri: 'main.py', name: 'main', text: SOURCE };
  return buildModel(torchInterpreter([]), file, expression, [volume([N, channels, side, side])]);
};

describe('torchvision without its source', () => {
  test.each([
    ['tuned()', 3, 11_176_512 + 512 * 7 + 7, [N, 7]],
    ['tuned("resnet50")', 3, 23_508_032 + 2048 * 7 + 7, [N, 7]],
    ['head()', 3, 138_357_544 - 993 * 4097, [N, 7]],
    ['Deep()', 3, 138_357_544, [N, 1000]],
    ['models.mobilenet_v2(num_classes=10, width_mult=0.5)', 3, 700_490, [N, 10]],
    ['models.resnet34(num_classes=3, norm_layer=nn.InstanceNorm2d)', 3, 21_267_648 + 513 * 3, [N, 3]],
    ['nn.Sequential(*list(models.densenet121().children())[:-1])', 3, 6_953_856, [N, 1024, 2, 2]],
    ["models.inception_v3(weights='DEFAULT', num_classes=8)", 3, 27_161_264 - 992 * (2049 + 769), [N, 8]],
    ['Narrow()', 1, 4_899_525, [N, 512, 8, 8]],
  ])('%s', (expression, channels, params, output) => {
    const { graph, failure } = build(expression, channels);
    expect(failure).toBeUndefined();
    expect(graph.findings).toEqual([]);
    expect(graph.outputs.map(({ tensor }) => tensor.volume.dims)).toEqual([output]);
    expect(totalsOf(graph).params).toBe(params);
  });

  // Of its versions some take more, and some have more.
  test.each(['models.mobilenet_v3_large(_width_mult=2.0)', "models.__dict__['newnet50']()"])('%s', (expression) => {
    expect(build(expression, 3).failure).toContain('not-modelled');
  });
});
