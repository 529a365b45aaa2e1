// numpy's arrays of several axes, or of numbers that nobody knows: each holds a tensor, and what is computed with them torch
// computes. Knows torch by its Python module alone, and no function of numpy's.
import { type Dim, isKnown, unknownDim } from '../../../../graph/dim.ts';
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { COMPARISON, DUNDER } from '../../evaluator/protocols/operations.ts';
import {
  nativeMethod,
  PyClass,
  PyFloat,
  PyInstance,
  PyIterator,
  PyList,
  PyRange,
  PySlice,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { type DtypeName, kindOf } from '../../torch/tensor/dtype.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';
import { atRunTime } from '../module.ts';
import { ARRAY, array, forgetItems, isNumber, itemsOf, PARTLY } from './array.ts';

const HELD = '_tensor';
const TENSOR_ARRAY = defineClass('ndarray', [ARRAY], {}, 'numpy');

/** The tensor that such an array holds. */
export function tensorIn(value: Value | undefined): PyInstance | undefined {
  const held = value instanceof PyInstance && isArray(value) ? value.own(HELD) : undefined;
  return held instanceof PyInstance ? held : undefined;
}

function isArray(value: PyInstance): boolean {
  return value.class === TENSOR_ARRAY || value.class === ARRAY;
}

export type Named = Readonly<Record<string, Value | undefined>>;

/** `torch.name(…)` of arrays, lists and numbers, as numpy gives it: without `float32` in, none comes out. */
export function viaTorch(runtime: Runtime, name: string, args: readonly Value[], named: Named = {}): Value {
  const given = args.map((value) => asTensor(runtime, value));
  const callee = runtime.getAttribute(runtime.importModule('torch'), name);
  return asArray(runtime, runtime.call(callee, given, keywordsOf(named)), given);
}

/** The same for methods of tensors. */
export function viaMethod(
  runtime: Runtime,
  name: string,
  self: Value,
  args: readonly Value[],
  named: Named = {},
): Value {
  const tensor = asTensor(runtime, self);
  if (!tensorOf(tensor)) return runtime.isUnknown(tensor) ? tensor : atRunTime('numpy');
  return asArray(runtime, runtime.call(runtime.getAttribute(tensor, name), args, keywordsOf(named)), [tensor]);
}

function keywordsOf(named: Named): ReadonlyMap<string, Value> {
  return new Map(Object.entries(named).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

/** Of arrays, lists, tuples and ranges; everything else is as it is. */
export function asTensor(runtime: Runtime, value: Value): Value {
  const held = tensorIn(value);
  if (held) return held;
  const items = value instanceof PyRange ? (runtime.iterate(value) ?? undefined) : itemsOf(value);
  if (!items && !(value instanceof PyList || value instanceof PyTuple)) return value;
  const list = items ? new PyList([...items]) : value;
  const torch = runtime.importModule('torch');
  const tensor = runtime.getAttribute(torch, 'tensor');
  const made = runtime.call(tensor, [list]);
  return isShort(made)
    ? runtime.call(tensor, [list], keywordsOf({ dtype: runtime.getAttribute(torch, 'float64') }))
    : made;
}

function isShort(value: Value): boolean {
  return /^(?:float32|float16|bfloat16)$/.test(tensorOf(value)?.dtype ?? '');
}

function inDouble(runtime: Runtime, tensor: Value): Value {
  return runtime.call(runtime.getAttribute(tensor, 'double'), []);
}

/** What torch gave for these; a number where it has no axes, and plain numbers where they are known. */
export function asArray(runtime: Runtime, result: Value, given: readonly Value[] = []): Value {
  if (result instanceof PyTuple || result instanceof PyList)
    return new PyList(result.items.map((each) => asArray(runtime, each, given)));
  const native = tensorOf(result);
  if (!native) return runtime.isUnknown(result) ? result : atRunTime('numpy');
  if (isShort(result) && !given.some(isShort)) return asArray(runtime, inDouble(runtime, result), [result]);
  const { cells, dtype, volume } = native;
  if (!volume.dims) return unknownDim(volume.cause);
  const { dims } = volume;
  const numbers = dims.length < 2 ? cells?.map((cell) => numberOf(cell, dtype)) : undefined;
  if (dims.length === 0) return numbers?.[0] ?? atRunTime('numpy');
  if (numbers && !isShort(result)) return array(numbers);
  const made = new PyInstance(TENSOR_ARRAY);
  hold(made, result, dims);
  return made;
}

function hold(made: PyInstance, tensor: Value, dims: readonly Dim[]): void {
  made.attributes.set(HELD, tensor);
  made.attributes.set('shape', new PyTuple(dims));
  made.attributes.set('size', dims.every(isKnown) ? dims.reduce((a, b) => a * b, 1) : atRunTime('numpy'));
  made.attributes.set('ndim', dims.length);
}

/** The very array, in another form: a row of numbers is none any more. */
function reshapeInPlace(runtime: Runtime, self: Value, method: string, shape: readonly Value[]): null {
  const tensor = runtime.call(runtime.getAttribute(asTensor(runtime, self), method), shape);
  if (!(self instanceof PyInstance)) return null;
  runtime.touch(self);
  forgetItems(self);
  const dims = tensorOf(tensor)?.dims;
  if (dims) hold(self, tensor, dims);
  else self.attributes.set('shape', atRunTime('numpy'));
  return null;
}

function numberOf(cell: number, dtype: DtypeName): Value {
  const kind = kindOf(dtype);
  return kind === 'float' ? new PyFloat(cell) : kind === 'boolean' ? cell !== 0 : cell;
}

const TYPES: Readonly<Record<string, string>> = { int: 'int64', float: 'float64', bool: 'bool', bool_: 'bool' };

/** torch's own type for numpy's; `undefined` where none is given. */
export function typeOf(runtime: Runtime, type: Value): Value | undefined {
  if (type === null) return undefined;
  const name = type instanceof PyClass ? type.name : type;
  if (typeof name !== 'string') return atRunTime('numpy.dtype');
  return runtime.getAttribute(runtime.importModule('torch'), TYPES[name] ?? name);
}

/** Indices with arrays in them as tensors; undefined where torch has no such index. */
function indexOf(runtime: Runtime, index: Value): Value | undefined {
  if (index instanceof PySlice) return typeof index.step === 'number' && index.step < 0 ? undefined : index;
  if (!(index instanceof PyTuple)) return asTensor(runtime, index);
  const parts = index.items.map((each) => indexOf(runtime, each));
  return parts.every((part) => part !== undefined) ? new PyTuple(parts) : undefined;
}

const OPERATORS = ['+', '-', '*', '/', '//', '%', '**', '@'].map(
  (operator) => [DUNDER[operator] ?? '', operator] as const,
);

function computed(runtime: Runtime, operator: string, a: Value, b: Value): Value {
  const given = [a, b].map((value) => asTensor(runtime, value));
  const [left = null, right = null] = given;
  return asArray(runtime, runtime.binary(operator, left, right), given);
}

/** `axis` and `keepdims` by torch's names. */
export function along(axis: Value, keepdims: Value = null): Named {
  return {
    ...(axis === null ? {} : { dim: axis }),
    ...(keepdims === null || axis === null ? {} : { keepdim: keepdims }),
  };
}

const reduction =
  (name: string): NativeTable[string] =>
  (runtime, self, axis = null, keepdims = null) =>
    viaTorch(runtime, name, [self], along(axis, keepdims));

/** Of whole numbers they are none. */
const moment =
  (name: string, more: Named = {}): NativeTable[string] =>
  (runtime, self, axis = null, keepdims = null) => {
    const tensor = asTensor(runtime, self);
    const real = isShort(tensor) || !tensorOf(tensor) ? tensor : inDouble(runtime, tensor);
    return viaTorch(runtime, name, [real], { ...along(axis, keepdims), ...more });
  };

/** By numpy's names: what makes one number of many along axes. */
export const REDUCTIONS: NativeTable = {
  'sum(a, axis=None, keepdims=None)': reduction('sum'),
  'mean(a, axis=None, keepdims=None)': moment('mean'),
  'prod(a, axis=None, keepdims=None)': reduction('prod'),
  'max(a, axis=None, keepdims=None)': reduction('amax'),
  'min(a, axis=None, keepdims=None)': reduction('amin'),
  'any(a, axis=None, keepdims=None)': reduction('any'),
  'all(a, axis=None, keepdims=None)': reduction('all'),
  'argmax(a, axis=None, keepdims=None)': reduction('argmax'),
  'argmin(a, axis=None, keepdims=None)': reduction('argmin'),
  'std(a, axis=None, keepdims=None)': moment('std', { unbiased: false }),
  'var(a, axis=None, keepdims=None)': moment('var', { unbiased: false }),
};

/** By numpy's names: the same numbers on other axes. */
export const RESHAPINGS: NativeTable = {
  'squeeze(a, axis=None)': (runtime, self, axis = null) =>
    viaMethod(runtime, 'squeeze', self, axis === null ? [] : [axis]),
  'swapaxes(a, axis1, axis2)': (runtime, self, a = null, b = null) => viaMethod(runtime, 'transpose', self, [a, b]),
  'repeat(a, repeats, axis=None)': (runtime, self, count = null, axis = null) =>
    viaMethod(runtime, 'repeat_interleave', self, [count], along(axis)),
  'ravel(a)': (runtime, self) => viaMethod(runtime, 'flatten', self, []),
};

export function transposed(runtime: Runtime, self: Value, axes: readonly Value[]): Value {
  const [only] = axes;
  const order = axes.length === 1 && (only instanceof PyTuple || only instanceof PyList) ? only.items : axes;
  if (order.length > 0 && only !== null) return viaMethod(runtime, 'permute', self, order);
  const rank = tensorOf(asTensor(runtime, self))?.dims?.length ?? 0;
  return viaMethod(
    runtime,
    'permute',
    self,
    Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
  );
}

const itself: NativeTable[string] = (runtime, self) => viaMethod(runtime, 'clone', self, []);

for (const [name, method] of [
  ...OPERATORS.flatMap(([name, operator]) =>
    (['', 'r'] as const).map(
      (side) =>
        [
          `__${side}${name}__`,
          nativeMethod(name, (runtime, { positional: [a = null, b = null] }) =>
            side === 'r' ? computed(runtime, operator, b, a) : computed(runtime, operator, a, b),
          ),
        ] as const,
    ),
  ),
  ...Object.entries(COMPARISON).map(
    ([name, operator]) =>
      [
        `__${name}__`,
        nativeMethod(name, (runtime, { positional: [a = null, b = null] }) =>
          asArray(runtime, runtime.compare(operator, asTensor(runtime, a), asTensor(runtime, b))),
        ),
      ] as const,
  ),
  ...instanceMethods(
    {
      ...Object.fromEntries(
        Object.entries({ ...REDUCTIONS, ...RESHAPINGS }).map(([signature, body]) => [
          signature.replace(/\(a(?:, )?/, '('),
          body,
        ]),
      ),
      'reshape(*shape)': (runtime, self, shape = null) =>
        viaMethod(runtime, 'reshape', self, shape instanceof PyTuple ? shape.items : []),
      'transpose(*axes)': (runtime, self, axes = null) =>
        transposed(runtime, self, axes instanceof PyTuple ? axes.items : []),
      'astype(dtype)': (runtime, self, type = null) => {
        const dtype = typeOf(runtime, type) ?? null;
        const tensor = asTensor(runtime, self);
        if (runtime.isUnknown(dtype)) return dtype;
        const cast = runtime.call(runtime.getAttribute(tensor, 'to'), [dtype]);
        return asArray(runtime, cast, [cast]);
      },
      'resize(*shape, refcheck=True)': (runtime, self, shape = null) =>
        reshapeInPlace(runtime, self, 'new_empty', shape instanceof PyTuple ? shape.items : []),
      '__setattr__(name, value, /)': (runtime, self, name = null, value = null) => {
        if (name === 'shape') return reshapeInPlace(runtime, self, 'reshape', [value]);
        if (!(self instanceof PyInstance) || typeof name !== 'string') return null;
        runtime.touch(self);
        self.attributes.set(name, value);
        return null;
      },
      'copy()': itself,
      'flatten()': (runtime, self) => viaMethod(runtime, 'flatten', self, []),
      'cumsum(axis=0)': (runtime, self, axis = 0) => viaTorch(runtime, 'cumsum', [self], { dim: axis }),
      'dot(b)': (runtime, self, other = null) => viaTorch(runtime, 'matmul', [self, other]),
      'tolist()': (runtime, self) => runtime.call(runtime.getAttribute(asTensor(runtime, self), 'tolist'), []),
      'fill(value)': (runtime, self, value = null) => {
        runtime.call(runtime.getAttribute(asTensor(runtime, self), 'fill_'), [value]);
        return null;
      },
      'item()': () => atRunTime('numpy.ndarray'),
      '__neg__()': (runtime, self) => viaTorch(runtime, 'neg', [self]),
      '__abs__()': (runtime, self) => viaTorch(runtime, 'abs', [self]),
      '__invert__()': (runtime, self) => viaTorch(runtime, 'logical_not', [self]),
      '__bool__()': () => atRunTime('numpy.ndarray'),
      '__len__()': (runtime, self) => tensorOf(asTensor(runtime, self))?.dims?.[0] ?? atRunTime('numpy.ndarray'),
      '__iter__()': (runtime, self) => {
        const rows = runtime.iterate(asTensor(runtime, self));
        return rows
          ? PyIterator.over([...rows].map((row) => asArray(runtime, row, [asTensor(runtime, self)])))
          : atRunTime('numpy.ndarray');
      },
      '__getitem__(index, /)': (runtime, self, index = null) => {
        const [tensor, at] = [asTensor(runtime, self), indexOf(runtime, index)];
        return at === undefined ? atRunTime('numpy.ndarray') : asArray(runtime, runtime.getItem(tensor, at), [tensor]);
      },
      '__setitem__(index, value, /)': (runtime, self, index = null, value = null) => {
        const [tensor, at] = [tensorIn(self), indexOf(runtime, index)];
        const native = tensorOf(tensor);
        if (!tensor || !native) return null;
        if (at !== undefined) runtime.setItem(tensor, at, asTensor(runtime, value));
        else {
          runtime.touch(tensor);
          native.cells = undefined;
        }
        return null;
      },
      '__getattr__(name)': (runtime, self, name = null) =>
        name === 'T' ? transposed(runtime, self, []) : atRunTime(`numpy.ndarray.${name}`),
    },
    PARTLY,
  ),
])
  TENSOR_ARRAY.namespace.set(name, method);

/** Arrays of one axis have these, too; torch computes what they do not know themselves, and what is in another form by now. */
for (const [name, method] of TENSOR_ARRAY.namespace) {
  const own = ARRAY.namespace.get(name);
  const isOfItems = /^__(?:get|set)item__$/.test(name);
  const chosen = nativeMethod(name, (runtime, { positional, keywords }) => {
    const [self, index = null] = positional;
    const isPlain = !isOfItems || isNumber(index) || index instanceof PySlice || runtime.isUnknown(index);
    return runtime.call(own !== undefined && isPlain && !tensorIn(self) ? own : method, positional, keywords);
  });
  ARRAY.namespace.set(name, own === undefined ? method : chosen);
}
