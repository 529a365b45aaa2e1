// torch.nn's normalization layers. Source: torch/nn/modules/{batchnorm,instancenorm,normalization}.py, PyTorch 2.13.
import type { ModuleBinding, PythonParameter } from './binding.ts';
import { argument, FACTORY, ignored, truth } from './signature.ts';

const features = argument('num_features', 'features');
/** New in 2.13; comes after `device` and `dtype`. */
const bias: PythonParameter = { ...truth('bias', 'bias', true), keywordOnly: true };

function statistics(affine: boolean, track: boolean): readonly PythonParameter[] {
  return [
    argument('eps', 'epsilon', 1e-5),
    argument('momentum', 'momentum', 0.1),
    truth('affine', 'affine', affine),
    truth('track_running_stats', 'trackRunningStats', track),
  ];
}

const batch = (operator: string): ModuleBinding => ({
  operator,
  parameters: [features, ...statistics(true, true), ...FACTORY, bias],
});
const lazyBatch = (operator: string): ModuleBinding => ({
  operator,
  parameters: [...statistics(true, true), ...FACTORY, bias],
});
const instance = (operator: string): ModuleBinding => ({
  operator,
  parameters: [features, ...statistics(false, false), ...FACTORY, bias],
});
/** Its defaults are those of lazy batch normalization: one class says them for both. */
const lazyInstance = lazyBatch;

export const NORMALIZATION: Readonly<Record<string, ModuleBinding>> = {
  BatchNorm1d: batch('batch-norm1d'),
  BatchNorm2d: batch('batch-norm2d'),
  BatchNorm3d: batch('batch-norm3d'),
  LazyBatchNorm1d: lazyBatch('batch-norm1d'),
  LazyBatchNorm2d: lazyBatch('batch-norm2d'),
  LazyBatchNorm3d: lazyBatch('batch-norm3d'),
  SyncBatchNorm: {
    operator: 'sync-batch-norm',
    parameters: [features, ...statistics(true, true), ...ignored('process_group'), ...FACTORY],
  },
  InstanceNorm1d: instance('instance-norm1d'),
  InstanceNorm2d: instance('instance-norm2d'),
  InstanceNorm3d: instance('instance-norm3d'),
  LazyInstanceNorm1d: lazyInstance('instance-norm1d'),
  LazyInstanceNorm2d: lazyInstance('instance-norm2d'),
  LazyInstanceNorm3d: lazyInstance('instance-norm3d'),
  GroupNorm: {
    operator: 'group-norm',
    parameters: [
      argument('num_groups', 'groups'),
      argument('num_channels', 'features'),
      argument('eps', 'epsilon', 1e-5),
      truth('affine', 'affine', true),
      ...FACTORY,
      bias,
    ],
  },
  LayerNorm: {
    operator: 'layer-norm',
    parameters: [
      argument('normalized_shape', 'shape'),
      argument('eps', 'epsilon', 1e-5),
      truth('elementwise_affine', 'affine', true),
      truth('bias', 'bias', true),
      ...FACTORY,
    ],
  },
  RMSNorm: {
    operator: 'rms-norm',
    parameters: [
      argument('normalized_shape', 'shape'),
      argument('eps', 'epsilon', null),
      truth('elementwise_affine', 'affine', true),
      ...FACTORY,
    ],
  },
  LocalResponseNorm: {
    operator: 'local-response-norm',
    parameters: [
      argument('size', 'size'),
      argument('alpha', 'alpha', 1e-4),
      argument('beta', 'beta', 0.75),
      argument('k', 'k', 1),
    ],
  },
};
