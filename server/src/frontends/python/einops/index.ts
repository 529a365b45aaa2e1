// The Python modules of einops, which most code for attention imports.
import { natives } from '../builtins/declare.ts';
import type { Value } from '../evaluator/values.ts';
import { type Entries, type OpenModules, openModules } from '../torch/open-module.ts';
import { EINOPS_ERROR } from './error.ts';
import { EINOPS_FUNCTIONS } from './functions.ts';
import { EINOPS_LAYERS } from './layers.ts';

const FUNCTIONS: Entries = EINOPS_FUNCTIONS.map(({ name, asFunction }) => [name, asFunction] as const);
const LAYERS: Entries = EINOPS_LAYERS.map((of) => [of.name, of] as const);
const ALL: Entries = [...FUNCTIONS, ['EinopsError', EINOPS_ERROR satisfies Value], ['__version__', '0.8.1']];

export const EINOPS_MODULES: OpenModules = openModules({
  einops: () => ALL,
  'einops.einops': () => ALL,
  'einops.packing': () => FUNCTIONS,
  'einops.parsing': () => [],
  'einops.layers': () => [],
  'einops.layers.torch': () => LAYERS,
  'einops._torch_specific': () => natives({ 'allow_ops_in_compiled_graph()': () => null }),
});
