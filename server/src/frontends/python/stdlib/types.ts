// `types`: the names of Python's own classes, and plain namespaces.
import {
  DICT,
  FUNCTION,
  GENERATOR,
  METHOD,
  MODULE,
  NATIVE_FUNCTION,
  NONE_TYPE,
} from '../evaluator/objects/builtin-classes.ts';
import { BoundMethod, nativeFunction } from '../evaluator/values.ts';
import { standardModule } from './module.ts';
import { plainNamespace } from './plain-namespace.ts';

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
  ['SimpleNamespace', plainNamespace('SimpleNamespace', 'namespace', 'types')],
]);
