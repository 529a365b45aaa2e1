// `torch.return_types`: tuples whose items have names, for functions that give values and their places.
import { defineClass, TUPLE } from '../../evaluator/objects/builtin-classes.ts';
import { nativeMethod, type PyClass, PyProperty, PyTuple, type Value } from '../../evaluator/values.ts';

/** `torch.return_types.max`: a tuple whose items have names. */
function returnType(name: string, ...fields: readonly string[]): PyClass {
  const properties = fields.map(
    (field, index) =>
      [
        field,
        new PyProperty(
          nativeMethod(field, (_, { positional: [self] }) =>
            self instanceof PyTuple ? (self.items[index] ?? null) : null,
          ),
        ),
      ] as const,
  );
  return defineClass(name, [TUPLE], new Map<string, Value>(properties), 'torch.return_types');
}

export const RETURN_TYPES: Readonly<Record<string, PyClass>> = Object.fromEntries<PyClass>([
  ['aminmax', returnType('aminmax', 'min', 'max')],
  ...['max', 'min', 'median', 'nanmedian', 'mode', 'sort', 'topk', 'kthvalue', 'cummax', 'cummin'].map(
    (name) => [name, returnType(name, 'values', 'indices')] as const,
  ),
]);

export function pair(name: string, values: Value, indices: Value): Value {
  return new PyTuple([values, indices], RETURN_TYPES[name]);
}

/** What `load_state_dict` gives back: which keys did not fit. */
export const INCOMPATIBLE_KEYS = returnType('_IncompatibleKeys', 'missing_keys', 'unexpected_keys');
