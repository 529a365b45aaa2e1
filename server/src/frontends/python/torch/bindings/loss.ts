// torch.nn's losses. Source: torch/nn/modules/loss.py, torch/nn/_reduction.py, PyTorch 2.13.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { ModuleBinding, PythonArguments, PythonParameter } from './binding.ts';
import { argument, ignored } from './signature.ts';

const REDUCTION = argument('reduction', 'reduction', 'mean');
const OLD_MANNER = ignored('size_average', 'reduce');

/** `size_average` and `reduce` are the old way to say `reduction`, and win. */
function oldManner({ size_average, reduce }: PythonArguments): Readonly<Record<string, AttributeInput>> {
  if ((size_average ?? null) === null && (reduce ?? null) === null) return {};
  return { reduction: reduce === false ? 'none' : size_average === false ? 'sum' : 'mean' };
}

function loss(operator: string, ...parameters: readonly PythonParameter[]): ModuleBinding {
  return { operator, parameters, adapt: oldManner };
}

export const LOSS: Readonly<Record<string, ModuleBinding>> = {
  L1Loss: loss('l1-loss', ...OLD_MANNER, REDUCTION),
  MSELoss: loss('mse-loss', ...OLD_MANNER, REDUCTION),
  SmoothL1Loss: loss('smooth-l1-loss', ...OLD_MANNER, REDUCTION, ...ignored('beta')),
  HuberLoss: loss('huber-loss', REDUCTION, ...ignored('delta')),
  SoftMarginLoss: loss('soft-margin-loss', ...OLD_MANNER, REDUCTION),
  HingeEmbeddingLoss: loss('hinge-embedding-loss', ...ignored('margin'), ...OLD_MANNER, REDUCTION),
  KLDivLoss: loss('kl-divergence-loss', ...OLD_MANNER, REDUCTION, ...ignored('log_target')),
  PoissonNLLLoss: loss('poisson-nll-loss', ...ignored('log_input', 'full', 'size_average', 'eps', 'reduce'), REDUCTION),
  BCELoss: loss('bce-loss', ...ignored('weight'), ...OLD_MANNER, REDUCTION),
  BCEWithLogitsLoss: loss(
    'bce-with-logits-loss',
    ...ignored('weight'),
    ...OLD_MANNER,
    REDUCTION,
    ...ignored('pos_weight'),
  ),
  NLLLoss: loss('nll-loss', ...ignored('weight', 'size_average', 'ignore_index', 'reduce'), REDUCTION),
  CrossEntropyLoss: loss(
    'cross-entropy-loss',
    ...ignored('weight', 'size_average', 'ignore_index', 'reduce'),
    REDUCTION,
    argument('label_smoothing', 'labelSmoothing', 0),
  ),
};
