// The Python modules of timm that code written with it imports.
import { PyFloat, PyTuple, type Value } from '../evaluator/values.ts';
import { passing } from '../torch/nn/utils.ts';
import { type Entries, type OpenModules, openModules } from '../torch/open-module.ts';
import { BLOCK_ENTRIES, LAYER_ENTRIES } from './layers.ts';
import { TRANSFORMER_ENTRIES } from './transformer.ts';

const floats = (...numbers: readonly number[]): Value => new PyTuple(numbers.map((number) => new PyFloat(number)));

const STATISTICS: Entries = [
  ['DEFAULT_CROP_PCT', new PyFloat(0.875)],
  ['IMAGENET_DEFAULT_MEAN', floats(0.485, 0.456, 0.406)],
  ['IMAGENET_DEFAULT_STD', floats(0.229, 0.224, 0.225)],
  ['IMAGENET_INCEPTION_MEAN', floats(0.5, 0.5, 0.5)],
  ['IMAGENET_INCEPTION_STD', floats(0.5, 0.5, 0.5)],
];

const REGISTRY: Entries = passing('register_model');

export const TIMM_MODULES: OpenModules = openModules({
  timm: () => [],
  'timm.layers': () => LAYER_ENTRIES,
  'timm.layers.drop': () => LAYER_ENTRIES,
  'timm.layers.helpers': () => LAYER_ENTRIES,
  'timm.layers.weight_init': () => LAYER_ENTRIES,
  'timm.models.layers': () => LAYER_ENTRIES,
  'timm.models.layers.drop': () => LAYER_ENTRIES,
  'timm.models.layers.helpers': () => LAYER_ENTRIES,
  'timm.models.layers.weight_init': () => LAYER_ENTRIES,
  'timm.models': () => REGISTRY,
  'timm.models.registry': () => REGISTRY,
  'timm.models.efficientnet_blocks': () => BLOCK_ENTRIES,
  'timm.models.vision_transformer': () => TRANSFORMER_ENTRIES,
  'timm.data': () => STATISTICS,
  'timm.data.constants': () => STATISTICS,
});
