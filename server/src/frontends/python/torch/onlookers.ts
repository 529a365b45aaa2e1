// Packages that count, draw, log or save the models that they are given, and leave them as they are. What they are given to
// run a model on says its input, as a call of it does.
import type { Cause } from '../../../graph/cause.ts';
import { type Arguments, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { isModule } from './module/registries.ts';
import { sessionOf } from './session.ts';
import { tensorOf } from './tensor/tensor.ts';

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
  'pytorch_lightning',
  'lightning',
  'matplotlib',
  'torch.onnx',
  'torch.utils.tensorboard',
  'torch.jit.save',
];

const ONLOOKER = new RegExp(`^(?:${PACKAGES.join('|').replaceAll('.', '\\.')})(?:\\.|$)`);

/** Whether what is unknown for this reason leaves what it is called with as it is. */
function isOnlooker({ reason, facts }: Cause): boolean {
  if (reason === 'unknown-import') return ONLOOKER.test(facts.module);
  return reason === 'not-modelled' && ONLOOKER.test(facts.name);
}

/** Whether a call of what is unknown for this reason leaves everything as it is; its model is then seen as called. */
export function looksOn(runtime: Runtime, callee: Cause, args: Arguments): boolean {
  if (!isOnlooker(callee)) return false;
  showModel(runtime, args);
  return true;
}

/** `export(model, x)`, `profile(model, inputs=(x, y))` */
const INPUTS = ['args', 'inputs', 'input', 'input_to_model', 'example_inputs', 'input_data', 'dummy_input'];

export function showModel(runtime: Runtime, { positional, keywords }: Arguments): void {
  const { called } = sessionOf(runtime);
  const [model = keywords.get('model'), next] = positional;
  if (!called || !isModule(model)) return;
  const given = next ?? INPUTS.map((name) => keywords.get(name)).find((value) => value !== undefined);
  const inputs: readonly Value[] = given instanceof PyTuple ? given.items : [given ?? null];
  if (inputs.every((input) => tensorOf(input))) called(model, inputs);
}
