// Named tuples, for `collections.namedtuple` and `typing.NamedTuple`.

import { addStatics, instanceMethods, native } from '../../builtins/declare.ts';
import { collect, makeDict } from '../../builtins/iteration.ts';
import { defineClass, TUPLE } from '../../evaluator/objects/builtin-classes.ts';
import {
  nativeFunction,
  PyClass,
  PyClassMethod,
  PyDict,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';

function values(
  runtime: Runtime,
  name: string,
  fields: readonly string[],
  defaults: ReadonlyMap<string, Value>,
  args: readonly Value[],
  given: PyDict,
): Value[] {
  if (args.length > fields.length) {
    return runtime.raise(
      'TypeError',
      `${name}.__new__() takes ${fields.length + 1} positional arguments but ${args.length + 1} were given`,
    );
  }
  for (const [key] of given.entries.values()) {
    if (!fields.includes(key as string)) {
      return runtime.raise('TypeError', `${name}.__new__() got an unexpected keyword argument '${key}'`);
    }
  }
  return fields.map((field, index) => {
    const passed = args[index];
    if (passed !== undefined) return passed;
    const named = given.entries.get(runtime.keyOf(field));
    if (named) return named[1];
    const fallback = defaults.get(field);
    return fallback !== undefined
      ? fallback
      : runtime.raise('TypeError', `${name}.__new__() missing 1 required positional argument: '${field}'`);
  });
}

/** A class of tuples whose items have names; `body` holds what a `class` statement adds. */
export function makeNamedTuple(
  name: string,
  fields: readonly string[],
  defaults: ReadonlyMap<string, Value>,
  body: ReadonlyMap<string, Value>,
): PyClass {
  const made = defineClass(name, [TUPLE], {}, '__main__');
  addStatics(made, [
    [
      '__new__',
      native('__new__(cls, *args, **keywords)', (runtime, cls, args, keywords) => {
        const items = values(runtime, name, fields, defaults, (args as PyTuple).items, keywords as PyDict);
        return new PyTuple(items, cls instanceof PyClass ? cls : made);
      }),
    ],
    [
      '_make',
      new PyClassMethod(
        native('_make(cls, iterable, /)', (runtime, cls, iterable) => {
          const items = collect(runtime, iterable);
          return Array.isArray(items) ? runtime.call(cls, items) : (items as Value);
        }),
      ),
    ],
    ['_fields', new PyTuple(fields)],
    ['__match_args__', new PyTuple(fields)],
    ...fields.map((field, index): [string, Value] => [
      field,
      new PyProperty(
        nativeFunction(
          field,
          (runtime, { positional: [self] }) =>
            self instanceof PyTuple ? (self.items[index] as Value) : runtime.lost(self as Value),
          index,
        ),
      ),
    ]),
    ...instanceMethods({
      '_asdict()': (runtime, self) =>
        makeDict(
          runtime,
          fields.map((field, index) => [field, (self as PyTuple).items[index] as Value]),
        ),
      '_replace(**keywords)': (runtime, self, keywords) => {
        const items = fields.map((field, index) => {
          const given = (keywords as PyDict).entries.get(runtime.keyOf(field));
          return given ? given[1] : ((self as PyTuple).items[index] as Value);
        });
        return new PyTuple(items, (self as PyTuple).of);
      },
      '__repr__()': (runtime, self) =>
        `${runtime.typeOf(self).name}(${fields.map((field, index) => `${field}=${runtime.repr((self as PyTuple).items[index] as Value)}`).join(', ')})`,
    }),
    ...[...body].filter(([key]) => !fields.includes(key)),
  ]);
  made.namespace.set('_field_defaults', namespaceDict(defaults));
  return made;
}

function namespaceDict(names: ReadonlyMap<string, Value>): PyDict {
  const dict = new PyDict();
  for (const [name, value] of names) dict.entries.set(name, [name, value]);
  return dict;
}
