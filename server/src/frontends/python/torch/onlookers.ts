// Packages that count, draw, log or save the models that they are given, and leave them as they are.
import type { Cause } from '../../../graph/cause.ts';

const PACKAGES = [
  'torchsummary',
  'torchsummaryX',
  'torchinfo',
  'pytorch_model_summary',
  'torchstat',
  'torchscan',
  'thop',
  'ptflops',
  'flopth',
  'calflops',
  'fvcore',
  'torchviz',
  'torchview',
  'hiddenlayer',
  'netron',
  'onnx',
  'tensorboardX',
  'tensorboard_logger',
  'wandb',
  'mlflow',
  'visdom',
  'tqdm',
  'matplotlib',
  'torch.onnx',
  'torch.utils.tensorboard',
  'torch.jit.save',
];

const ONLOOKER = new RegExp(`^(?:${PACKAGES.join('|').replaceAll('.', '\\.')})(?:\\.|$)`);

/** Whether what is unknown for this reason leaves what it is called with as it is. */
export function onlyLooksOn({ reason, facts }: Cause): boolean {
  if (reason === 'unknown-import') return ONLOOKER.test(facts.module);
  return reason === 'not-modelled' && ONLOOKER.test(facts.name);
}
