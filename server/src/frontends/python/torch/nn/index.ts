// torch.nn and what lies below it, as Python modules.
import type { Value } from '../../evaluator/values.ts';
import { ABSTRACT_CLASSES, LAYER_CLASSES } from '../layer/classes.ts';
import { MODULE_LIST, SEQUENTIAL } from '../module/containers.ts';
import { MODULE_DICT, PARAMETER_DICT, PARAMETER_LIST } from '../module/parameter-containers.ts';
import { INIT } from './init.ts';
import '../module/module.ts';
import '../module/methods.ts';
import { BUFFER, MODULE, PARAMETER, UNINITIALIZED } from '../module/nn-classes.ts';
import { type OpenModules, openModules } from '../open-module.ts';
import { NN_UTILS, PARALLEL, TUPLES } from './utils.ts';
import '../module/parameter.ts';
import { TRANSFORMER_CLASSES } from './transformer.ts';

const CLASSES: readonly (readonly [string, Value])[] = [
  ...LAYER_CLASSES,
  ...[
    MODULE,
    SEQUENTIAL,
    MODULE_LIST,
    MODULE_DICT,
    PARAMETER_LIST,
    PARAMETER_DICT,
    PARAMETER,
    BUFFER,
    ...TRANSFORMER_CLASSES,
    ...PARALLEL,
  ].map((of) => [of.name, of] as const),
];

/** Files of torch/nn/modules: any of them has all classes, which is more than each has and does no harm. */
const FILES = [
  'activation',
  'adaptive',
  'batchnorm',
  'channelshuffle',
  'container',
  'conv',
  'distance',
  'dropout',
  'flatten',
  'fold',
  'instancenorm',
  'lazy',
  'linear',
  'loss',
  'module',
  'normalization',
  'padding',
  'pixelshuffle',
  'pooling',
  'rnn',
  'sparse',
  'transformer',
  'upsampling',
];

const everything = () => [...CLASSES, ...ABSTRACT_CLASSES];
const parallel = () => PARALLEL.map((of) => [of.name, of] as const);

export const NN_MODULES: OpenModules = openModules({
  'torch.nn': () => CLASSES,
  'torch.nn.modules': everything,
  ...Object.fromEntries(FILES.map((file) => [`torch.nn.modules.${file}`, everything])),
  'torch.nn.modules.utils': () => TUPLES,
  'torch.nn.parameter': () => [
    ['Parameter', PARAMETER],
    ['Buffer', BUFFER],
    ['UninitializedParameter', UNINITIALIZED],
  ],
  'torch.nn.init': () => INIT,
  'torch.nn.parallel': parallel,
  'torch.nn.parallel.distributed': parallel,
  ...Object.fromEntries(Object.entries(NN_UTILS).map(([name, entries]) => [name, () => entries])),
});
