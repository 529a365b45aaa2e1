// `torch.FloatTensor`, `torch.cuda.FloatTensor` and their like: classes of which nothing is an instance but by its type of number.
// They make tensors.
import { instanceMethods } from '../../builtins/declare.ts';
import { defineClass, TYPE } from '../../evaluator/objects/builtin-classes.ts';
import { nativeMethod, type PyClass, type Value } from '../../evaluator/values.ts';
import { tensorConstructor } from './cast.ts';
import type { DtypeName } from './dtype.ts';
import { tensorOf } from './tensor.ts';
import { TENSORS } from './type-name.ts';

function typed(name: string, dtype: DtypeName, module: 'torch' | 'torch.cuda'): PyClass {
  const isInstance = instanceMethods({
    '__instancecheck__(instance)': (runtime, _, value = null) => {
      const tensor = tensorOf(value);
      if (tensor?.isVague) return runtime.lost(value);
      // What runs here has no other device.
      return tensor?.dtype === dtype && module === 'torch';
    },
  });
  const make = nativeMethod('__new__', (runtime, args) =>
    tensorConstructor(dtype)(runtime, { ...args, positional: args.positional.slice(1) }),
  );
  const meta = defineClass('tensortype', [TYPE], new Map(isInstance), 'torch');
  return defineClass(name, undefined, { __new__: make }, module, meta);
}

export function typedTensors(module: 'torch' | 'torch.cuda'): readonly (readonly [string, Value])[] {
  return Object.entries(TENSORS).map(([dtype, each]) => {
    const name = `${each}Tensor`;
    return [name, typed(name, dtype as DtypeName, module)];
  });
}
