// `types`: the names of Python's own classes, and plain namespaces.
import { instanceMethods } from '../builtins/declare.ts';
import {
  DICT,
  defineClass,
  FUNCTION,
  GENERATOR,
  METHOD,
  MODULE,
  NATIVE_FUNCTION,
  NONE_TYPE,
} from '../evaluator/builtin-classes.ts';
import {
  BoundMethod,
  NOT_IMPLEMENTED,
  nativeFunction,
  PyAttributes,
  type PyDict,
  PyInstance,
} from '../evaluator/values.ts';
import { standardModule } from './module.ts';

METHOD.namespace.set(
  '__new__',
  nativeFunction('__new__', (runtime, { positional: [, callee, self] }) =>
    callee === undefined || self === undefined
      ? runtime.raise('TypeError', 'method expected 2 arguments')
      : new BoundMethod(self, callee),
  ),
);

export const TYPES = standardModule('types', () => [
  ['FunctionType', FUNCTION],
  ['LambdaType', FUNCTION],
  ['MethodType', METHOD],
  ['BuiltinFunctionType', NATIVE_FUNCTION],
  ['ModuleType', MODULE],
  ['NoneType', NONE_TYPE],
  ['GeneratorType', GENERATOR],
  ['MappingProxyType', DICT],
  [
    'SimpleNamespace',
    defineClass(
      'SimpleNamespace',
      undefined,
      new Map(
        instanceMethods({
          '__init__(**keywords)': (_, self, keywords) => {
            for (const [name, value] of (keywords as PyDict).entries.values())
              (self as PyInstance).attributes.set(name as string, value);
            return null;
          },
          '__eq__(other, /)': (runtime, self, other) =>
            other instanceof PyInstance && other.class === (self as PyInstance).class
              ? runtime.compare('==', new PyAttributes(self as PyInstance), new PyAttributes(other))
              : NOT_IMPLEMENTED,
          '__repr__()': (runtime, self) =>
            `namespace(${[...(self as PyInstance).attributes].map(([name, value]) => `${name}=${runtime.repr(value)}`).join(', ')})`,
        }),
      ),
      'types',
    ),
  ],
]);
