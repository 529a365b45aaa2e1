// nn.Parameter: a tensor that a module registers when it becomes its attribute.
import type { Dim } from '../../../../graph/dim.ts';
import { unknownVolume, volume } from '../../../../graph/volume.ts';
import { instanceMethods, native } from '../../builtins/declare.ts';
import { PyClass, PyInstance } from '../../evaluator/values.ts';
import { TensorNative, tensorOf } from '../tensor/tensor.ts';
import { BUFFER, PARAMETER, UNINITIALIZED } from './nn-classes.ts';

/** A weight that a layer makes. */
export function newParameter(dims: readonly Dim[]): PyInstance {
  const tensor = new TensorNative(volume(dims), 'float32', undefined);
  tensor.requiresGrad = true;
  return new PyInstance(PARAMETER, tensor);
}

/** A weight that a lazy layer does not have yet. */
export function uninitialized(): PyInstance {
  return new PyInstance(UNINITIALIZED, new TensorNative(unknownVolume(NOT_YET), 'float32', undefined));
}

const NOT_YET = { reason: 'missing-input', facts: {} } as const;

/** Of the same shape and type, and nothing else in common. */
function copyOfTensor(original: PyInstance): PyInstance {
  const tensor = tensorOf(original);
  if (!tensor) return original;
  const copy = new TensorNative(tensor.volume, tensor.dtype, undefined);
  copy.cells = tensor.cells;
  copy.requiresGrad = tensor.requiresGrad;
  return new PyInstance(original.class, copy);
}

PARAMETER.namespace.set(
  '__new__',
  native('__new__(cls, data=None, requires_grad=True)', (runtime, of, data = null, requiresGrad = true) => {
    if (runtime.isUnknown(data)) return data;
    const given = tensorOf(data);
    if (data !== null && !given) {
      const type = runtime.typeOf(data).name;
      return runtime.raise('TypeError', `Parameter data must be a Tensor, but got ${type}`);
    }
    const tensor = new TensorNative(given?.volume ?? volume([0]), given?.dtype ?? 'float32', undefined);
    tensor.cells = given?.cells;
    tensor.requiresGrad = runtime.truth(requiresGrad) ?? true;
    return new PyInstance(of instanceof PyClass ? of : PARAMETER, tensor);
  }),
);

BUFFER.namespace.set(
  '__new__',
  native('__new__(cls, data=None, *, persistent=True)', (runtime, of, data = null) => {
    const given = tensorOf(data);
    if (!given) return runtime.lost(data);
    const tensor = new TensorNative(given.volume, given.dtype, undefined);
    tensor.cells = given.cells;
    return new PyInstance(of instanceof PyClass ? of : BUFFER, tensor);
  }),
);

for (const of of [PARAMETER, BUFFER]) {
  for (const [name, method] of instanceMethods({
    '__init__(*args, **keywords)': () => null,
    '__deepcopy__(memo=None)': (_, self) => (self instanceof PyInstance ? copyOfTensor(self) : self),
  }))
    of.namespace.set(name, method);
}
