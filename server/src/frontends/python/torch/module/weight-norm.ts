// torch.nn.utils.weight_norm and spectral_norm: another way to hold a layer's weight. The layer computes with the same shape;
// what it registers, and so what counts, is different.
// Source: torch/nn/utils/{weight_norm,spectral_norm,parametrizations}.py, PyTorch 2.13.
import { type Dim, multiply, product } from '../../../../graph/dim.ts';
import { native } from '../../builtins/declare.ts';
import { PyInstance, type Runtime, type Value } from '../../evaluator/values.ts';
import type { Entries } from '../open-module.ts';
import { newTensor, tensorOf } from '../tensor/tensor.ts';
import { newParameter } from './parameter.ts';
import { isModule, register, registered, unregister } from './registries.ts';

interface Held {
  readonly module: PyInstance;
  readonly name: string;
  readonly dims: readonly Dim[];
}

/** The parameter that is to be held otherwise; undefined where it is not there, or nothing is known of it. */
function heldIn(module: Value, name: Value): Held | undefined {
  if (!isModule(module) || typeof name !== 'string') return undefined;
  const value = registered(module, '_parameters', name);
  const dims = value instanceof PyInstance ? tensorOf(value)?.dims : undefined;
  return dims && { module, name, dims };
}

/** The plain attribute that `forward` reads takes the parameter's place. */
function instead(
  runtime: Runtime,
  { module, name, dims }: Held,
  parameters: Readonly<Record<string, readonly Dim[]>>,
): void {
  unregister(runtime, module, name, ['_parameters']);
  for (const [own, size] of Object.entries(parameters))
    register(runtime, module, '_parameters', own, newParameter(size));
  runtime.touch(module);
  module.attributes.set(name, newTensor(dims));
}

/** Back to one parameter, as large as the one of that name. */
function back(runtime: Runtime, module: Value, name: Value, kept: string, others: readonly string[]): void {
  const held = heldIn(module, `${String(name)}${kept}`);
  if (!held) return;
  for (const suffix of [kept, ...others])
    unregister(runtime, held.module, `${String(name)}${suffix}`, ['_parameters', '_buffers']);
  runtime.touch(held.module);
  held.module.attributes.delete(String(name));
  register(runtime, held.module, '_parameters', String(name), newParameter(held.dims));
}

/** One length for each slice along an axis, or one for all. */
function lengths(dims: readonly Dim[], axis: Value): readonly Dim[] {
  if (typeof axis !== 'number') return [];
  const at = axis < 0 ? axis + dims.length : axis;
  return axis === -1 ? [] : dims.map((dim, index) => (index === at ? dim : 1));
}

function spectral(
  runtime: Runtime,
  module: Value,
  name: Value,
  axis: Value,
  suffixes: readonly [string, string, string],
) {
  const held = heldIn(module, name);
  if (!held) return;
  const isTransposed = held.module.class.mro.some((of) => /^ConvTranspose\dd$/.test(of.name));
  const at = typeof axis === 'number' ? axis : isTransposed ? 1 : 0;
  const rows = held.dims[at] ?? 1;
  const columns = product(held.dims.filter((_, index) => index !== at));
  const [original, left, right] = suffixes;
  instead(runtime, held, { [`${held.name}${original}`]: held.dims });
  register(runtime, held.module, '_buffers', `${held.name}${left}`, newTensor([multiply(rows, 1)]));
  register(runtime, held.module, '_buffers', `${held.name}${right}`, newTensor([columns]));
}

export const WEIGHT_NORMS: Entries = [
  [
    'weight_norm',
    native("weight_norm(module, name='weight', dim=0)", (runtime, module = null, name = null, axis = null) => {
      const held = heldIn(module, name);
      if (held) instead(runtime, held, { [`${held.name}_g`]: lengths(held.dims, axis), [`${held.name}_v`]: held.dims });
      return module;
    }),
  ],
  [
    'remove_weight_norm',
    native("remove_weight_norm(module, name='weight')", (runtime, module = null, name = null) => {
      back(runtime, module, name, '_v', ['_g']);
      return module;
    }),
  ],
  [
    'spectral_norm',
    native(
      "spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None)",
      (runtime, module = null, name = null, _, __, axis = null) => {
        spectral(runtime, module, name, axis, ['_orig', '_u', '_v']);
        return module;
      },
    ),
  ],
  [
    'remove_spectral_norm',
    native("remove_spectral_norm(module, name='weight')", (runtime, module = null, name = null) => {
      back(runtime, module, name, '_orig', ['_u', '_v']);
      return module;
    }),
  ],
];
