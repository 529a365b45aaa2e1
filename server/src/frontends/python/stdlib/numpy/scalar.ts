// numpy's numbers are Python's here: what code asks of them as numpy's, any number answers.

import { addMethods, type NativeTable } from '../../builtins/declare.ts';
import { FLOAT, INT } from '../../evaluator/objects/builtin-classes.ts';
import type { Value } from '../../evaluator/values.ts';
import { array, cast, isNumber, itemsOf } from './array.ts';

const METHODS: NativeTable = {
  'item()': (_, self) => self,
  'tolist()': (_, self) => self,
  'astype(dtype)': (runtime, self, type) => {
    const found = cast(runtime, array([self]), type);
    return itemsOf(found)?.[0] ?? found;
  },
};

for (const of of [INT, FLOAT])
  addMethods<Value>(of, (given) => (isNumber(given) ? given : undefined), METHODS, { absorbs: true });
