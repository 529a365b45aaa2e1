// `torch.FloatTensor` and its like: classes of which nothing is an instance but by its type of number. They make tensors.
import { instanceMethods } from '../../builtins/declare.ts';
import { defineClass, TYPE } from '../../evaluator/objects/builtin-classes.ts';
import { nativeMethod, type Value } from '../../evaluator/values.ts';
import { tensorConstructor } from './cast.ts';
import type { DtypeName } from './dtype.ts';
import { tensorOf } from './tensor.ts';

const TYPES: Readonly<Record<string, DtypeName>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};

export const TYPED_TENSORS: readonly (readonly [string, Value])[] = Object.entries(TYPES).map(([name, dtype]) => {
  const meta = defineClass(
    'tensortype',
    [TYPE],
    new Map(
      instanceMethods({
        '__instancecheck__(instance)': (runtime, _, value = null) => {
          const tensor = tensorOf(value);
          return tensor?.isVague ? runtime.lost(value) : tensor?.dtype === dtype;
        },
      }),
    ),
    'torch',
  );
  const make = nativeMethod('__new__', (runtime, args) =>
    tensorConstructor(dtype)(runtime, { ...args, positional: args.positional.slice(1) }),
  );
  return [name, defineClass(name, undefined, { __new__: make }, 'torch', meta)];
});
