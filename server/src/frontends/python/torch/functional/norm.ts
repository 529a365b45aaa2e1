// Normalization as functions: statistics and weights come as arguments.
import type { Dim } from '../../../../graph/dim.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';
import type { Attributes } from './layer.ts';

/** How many channels the statistics or weights are for; the input's own where there are none. */
function normFeatures(call: TorchCall, ...names: readonly string[]): Dim | undefined {
  for (const name of names) {
    const size = call.has(name) ? call.native(name).dims?.[0] : undefined;
    if (size !== undefined) return size;
  }
  return call.native('input').dims?.[1];
}

export const batchNorm: TorchBody = (call) => {
  const input = call.native('input');
  const rank = input.dims?.length ?? 4;
  const operator =
    rank === 2 || rank === 3
      ? 'batch-norm1d'
      : rank === 4
        ? 'batch-norm2d'
        : rank === 5
          ? 'batch-norm3d'
          : 'sync-batch-norm';
  const features = normFeatures(call, 'running_mean', 'weight');
  const ownStatistics = call.flag('training') || !call.has('running_mean');
  const attributes: Attributes = {
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
    trackRunningStats: { value: !ownStatistics },
  };
  return call.one(operator, [input], attributes, { weightless: true });
};

export const instanceNorm: TorchBody = (call) => {
  const input = call.native('input');
  const rank = Math.min(3, Math.max(1, (input.dims?.length ?? 4) - 2));
  const features = normFeatures(call, 'weight', 'running_mean');
  const attributes: Attributes = {
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
    trackRunningStats: { value: !call.flag('use_input_stats', true) },
  };
  return call.one(`instance-norm${rank}d`, [input], attributes, { weightless: true });
};

export const groupNorm: TorchBody = (call) => {
  const input = call.native('input');
  const features = normFeatures(call, 'weight');
  const attributes: Attributes = {
    groups: call.given('num_groups', call.int('num_groups')),
    ...(features === undefined ? {} : { features: { value: features } }),
    affine: { value: call.has('weight') },
  };
  return call.one('group-norm', [input], attributes, { weightless: true });
};

export const shapeNorm =
  (operator: string): TorchBody =>
  (call) => {
    const sizes = call.ints('normalized_shape');
    const attributes: Attributes = {
      ...('lost' in sizes ? {} : { shape: call.given('normalized_shape', [...sizes.dims]) }),
      affine: { value: call.has('weight') },
    };
    return call.one(operator, [call.native('input')], attributes, { weightless: true });
  };

export const normalize: TorchBody = (call) =>
  call.has('dim') && !isSequence(call.value('dim') ?? null)
    ? call.one('l2-normalize', [call.native('input')], { axis: call.given('dim', call.int('dim')) })
    : call.lightOne([call.native('input')], [call.native('input').volume]);
