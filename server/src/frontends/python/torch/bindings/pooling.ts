// torch.nn's pooling. Source: torch/nn/modules/pooling.py, PyTorch 2.13.
import type { ModuleBinding, PythonParameter } from './binding.ts';
import { exactly, pairs } from './python-values.ts';
import { argument, truth } from './signature.ts';

const CEIL = truth('ceil_mode', 'ceil', false);
const INDICES = truth('return_indices', 'indices', false);
const PADDING = { ...argument('padding', 'padding', 0), convert: pairs };
const WINDOW = [argument('kernel_size', 'kernel'), argument('stride', 'stride', null)] as const;

function maxPool(rank: number): ModuleBinding {
  return {
    operator: `max-pool${rank}d`,
    parameters: [...WINDOW, PADDING, argument('dilation', 'dilation', 1), INDICES, CEIL],
  };
}

function avgPool(rank: number): ModuleBinding {
  const counted = truth('count_include_pad', 'countIncludePad', true);
  const divisor = rank === 1 ? [] : [argument('divisor_override', 'divisorOverride', null)];
  return { operator: `avg-pool${rank}d`, parameters: [...WINDOW, PADDING, CEIL, counted, ...divisor] };
}

function lpPool(rank: number): ModuleBinding {
  // The norm is multiplied by the kernel size itself, which in 1-d must then be a number.
  const kernel = { ...argument('kernel_size', 'kernel'), convert: exactly(rank === 1 ? 0 : rank) };
  const [, stride] = WINDOW;
  return { operator: `lp-pool${rank}d`, parameters: [argument('norm_type', 'norm'), kernel, stride, CEIL] };
}

function adaptivePool(kind: 'avg' | 'max', rank: number): ModuleBinding {
  const size: PythonParameter = argument('output_size', 'outputSize');
  return { operator: `adaptive-${kind}-pool${rank}d`, parameters: kind === 'max' ? [size, INDICES] : [size] };
}

function fractionalMaxPool(rank: number): ModuleBinding {
  return {
    operator: `fractional-max-pool${rank}d`,
    parameters: [
      { ...argument('kernel_size', 'kernel'), convert: exactly(rank) },
      { ...argument('output_size', 'outputSize', null), convert: exactly(rank) },
      argument('output_ratio', 'outputRatio', null),
      INDICES,
      { name: '_random_samples', default: null },
    ],
  };
}

function maxUnpool(rank: number): ModuleBinding {
  return { operator: `max-unpool${rank}d`, parameters: [...WINDOW, PADDING] };
}

export const POOLING: Readonly<Record<string, ModuleBinding>> = {
  MaxPool1d: maxPool(1),
  MaxPool2d: maxPool(2),
  MaxPool3d: maxPool(3),
  AvgPool1d: avgPool(1),
  AvgPool2d: avgPool(2),
  AvgPool3d: avgPool(3),
  LPPool1d: lpPool(1),
  LPPool2d: lpPool(2),
  LPPool3d: lpPool(3),
  AdaptiveAvgPool1d: adaptivePool('avg', 1),
  AdaptiveAvgPool2d: adaptivePool('avg', 2),
  AdaptiveAvgPool3d: adaptivePool('avg', 3),
  AdaptiveMaxPool1d: adaptivePool('max', 1),
  AdaptiveMaxPool2d: adaptivePool('max', 2),
  AdaptiveMaxPool3d: adaptivePool('max', 3),
  FractionalMaxPool2d: fractionalMaxPool(2),
  FractionalMaxPool3d: fractionalMaxPool(3),
  MaxUnpool1d: maxUnpool(1),
  MaxUnpool2d: maxUnpool(2),
  MaxUnpool3d: maxUnpool(3),
};
