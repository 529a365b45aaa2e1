// torchvision's ResNets, as rows of the kind `TorchVision` wrap them. Other models of torchvision are not expanded.
// Source: torchvision 0.24, models/resnet.py; He et al., 2015, arXiv:1512.03385; Xie et al., 2016; Zagoruyko, 2016.
import type { Tensor } from '../../../graph/graph.ts';
import { moduleOf } from './activations.ts';
import { anything, count, defineBlock, flag, word } from './block.ts';
import type { Net } from './net.ts';

interface ResNet {
  readonly blocks: readonly number[];
  /** Groups and channels per group of the 3×3 convolutions; blocks of two 3×3 convolutions where absent. */
  readonly bottleneck?: { readonly groups: number; readonly width: number };
}

const deep = (blocks: readonly number[], groups = 1, width = 64): ResNet => ({ blocks, bottleneck: { groups, width } });

const RESNETS: ReadonlyMap<string, ResNet> = new Map([
  ['resnet18', { blocks: [2, 2, 2, 2] }],
  ['resnet34', { blocks: [3, 4, 6, 3] }],
  ['resnet50', deep([3, 4, 6, 3])],
  ['resnet101', deep([3, 4, 23, 3])],
  ['resnet152', deep([3, 8, 36, 3])],
  ['resnext50_32x4d', deep([3, 4, 6, 3], 32, 4)],
  ['resnext101_32x8d', deep([3, 4, 23, 3], 32, 8)],
  ['resnext101_64x4d', deep([3, 4, 23, 3], 64, 4)],
  ['wide_resnet50_2', deep([3, 4, 6, 3], 1, 128)],
  ['wide_resnet101_2', deep([3, 4, 23, 3], 1, 128)],
]);

/** The model's children in their order, each as a step. */
function children(net: Net, { blocks, bottleneck }: ResNet): readonly ((x: Tensor) => Tensor)[] {
  const relu = (x: Tensor, name: string) => {
    const { type, operator, attributes } = moduleOf('ReLU');
    return net.module(type, name, operator, attributes, x);
  };
  const layers = blocks.map((count, stage) => (x: Tensor) => {
    let y = x;
    for (let i = 0; i < count; i++) {
      const s = i === 0 && stage > 0 ? 2 : 1;
      const c = 64 * 2 ** stage;
      y = net.part(bottleneck ? 'Bottleneck' : 'BasicBlock', `m.${4 + stage}.${i}`, y, (z) =>
        residual(net, z, c, s, bottleneck),
      );
    }
    return y;
  });
  return [
    (x) => net.conv2d('m.0', x, 64, { k: 7, s: 2, p: 3, bias: false }),
    (x) => net.batchNorm('m.1', x),
    (x) => relu(x, 'm.2'),
    (x) => net.maxPool('m.3', x, 3, 2, 1),
    ...layers,
    (x) => net.module('AdaptiveAvgPool2d', 'm.8', 'adaptive-avg-pool2d', { outputSize: 1 }, x),
    (x) => net.linear('m.9', net.apply('flatten', {}, x), 1000),
  ];
}

/** One ReLU serves the whole block. */
function residual(net: Net, x: Tensor, c: number, s: number, bottleneck: ResNet['bottleneck']): Tensor {
  const relu = net.declare('ReLU', 'relu', 'relu');
  const step = (i: number, y: Tensor, channels: number, k: number, stride: number, g = 1) =>
    net.batchNorm(
      `bn${i}`,
      net.conv2d(`conv${i}`, y, channels, { k, s: stride, g, p: Math.floor(k / 2), bias: false }),
    );
  const inner = bottleneck ? Math.floor(c * (bottleneck.width / 64)) * bottleneck.groups : c;
  const out = bottleneck ? 4 * c : c;
  const y = bottleneck
    ? step(
        3,
        net.call(relu, step(2, net.call(relu, step(1, x, inner, 1, 1)), inner, 3, s, bottleneck.groups)),
        out,
        1,
        1,
      )
    : step(2, net.call(relu, step(1, x, c, 3, s)), c, 3, 1);
  const fits = s === 1 && net.channels(x) === out;
  const past = fits ? x : net.batchNorm('downsample.1', net.conv2d('downsample.0', x, out, { s, bias: false }));
  return net.call(relu, net.add(y, past));
}

export const TorchVision = defineBlock({
  doc: 'A model of torchvision, without its last layers. ResNets are expanded; others are not, and their output is unknown.',
  args: {
    c2: count('Channels that go out.'),
    model: word('Its name in torchvision.models.'),
    weights: anything('Which trained weights to load.', 'DEFAULT'),
    unwrap: flag('Takes it apart into its children, to leave some out.', true),
    truncate: count('How many children to leave out at the end.', 2, 0),
    split: flag('Gives the output of every child, not only the last.', false),
  },
  forward(net, [x], { c2, model, unwrap, truncate, split }) {
    const resnet = RESNETS.get(model);
    if (!resnet) return net.unknownModule(`TorchVision ${model}`, x, c2);
    const steps = children(net, resnet);
    const kept = unwrap ? steps.slice(0, steps.length - truncate) : steps;
    const outputs = [x];
    for (const step of kept) outputs.push(step(outputs.at(-1) ?? x));
    return split ? outputs : (outputs.at(-1) ?? x);
  },
});
