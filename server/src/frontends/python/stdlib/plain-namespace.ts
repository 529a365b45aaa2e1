// Classes whose objects hold what they are given by name: `types.SimpleNamespace`, `argparse.Namespace`.
import { instanceMethods, type NativeTable } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { NOT_IMPLEMENTED, PyAttributes, type PyClass, type PyDict, PyInstance } from '../evaluator/values.ts';

/** `shown`: its name as `repr` says it. */
export function plainNamespace(name: string, shown: string, file: string, more: NativeTable = {}): PyClass {
  const methods: NativeTable = {
    '__init__(**keywords)': (_, self, keywords) => {
      for (const [key, value] of (keywords as PyDict).entries.values())
        (self as PyInstance).attributes.set(key as string, value);
      return null;
    },
    '__eq__(other, /)': (runtime, self, other) =>
      other instanceof PyInstance && other.class === (self as PyInstance).class
        ? runtime.compare('==', new PyAttributes(self as PyInstance), new PyAttributes(other))
        : NOT_IMPLEMENTED,
    '__repr__()': (runtime, self) =>
      `${shown}(${[...(self as PyInstance).attributes].map(([key, value]) => `${key}=${runtime.repr(value)}`).join(', ')})`,
    ...more,
  };
  return defineClass(name, undefined, new Map(instanceMethods(methods)), file);
}
