// `contextlib` and `abc`: managers from generators, and decorators that change nothing here.

import { instanceMethods, natives } from '../builtins/declare.ts';
import { isSubclassOf } from '../builtins/instance-check.ts';
import { defineClass, TYPE } from '../evaluator/builtin-classes.ts';
import {
  nativeFunction,
  type PyClass,
  PyClassMethod,
  PyInstance,
  PyProperty,
  PyRaise,
  PyStaticMethod,
  type PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { standardModule } from './module.ts';

const GENERATOR = '_generator';

/** What `with` gets of a generator function's call; as a decorator it runs around the function. */
const MANAGER = defineClass(
  '_GeneratorContextManager',
  undefined,
  new Map(
    instanceMethods({
      '__enter__()': (runtime, self) => {
        const value = runtime.next(own(self, GENERATOR));
        return value !== undefined ? value : runtime.raise('RuntimeError', "generator didn't yield");
      },
      '__exit__(*exception)': (runtime, self, exception) => {
        const generator = own(self, GENERATOR);
        const [type = null, value = null] = (exception as PyTuple).items;
        if (type === null) {
          runtime.next(generator);
          return false;
        }
        // It may catch what has happened, and then ends.
        const result = runtime.attempt(() => runtime.call(runtime.getAttribute(generator, 'throw'), [value]));
        if ('value' in result || result.raised === value) return false;
        if (result.raised.class.name === 'StopIteration') return true;
        throw new PyRaise(result.raised);
      },
      '__call__(function)': (_, _self, callee) => callee,
    }),
  ),
  'contextlib',
);

function own(self: Value, name: string): Value {
  return (self as PyInstance).attributes.get(name) ?? null;
}

function instance(of: PyClass, attributes: Readonly<Record<string, Value>>): PyInstance {
  const made = new PyInstance(of);
  for (const [name, value] of Object.entries(attributes)) made.attributes.set(name, value);
  return made;
}

/** A class of managers by what entering gives and whether an exception ends there. */
function managerClass(
  name: string,
  signature: string,
  attribute: string,
  swallows: (runtime: Runtime, self: Value, type: Value) => Value,
): PyClass {
  return defineClass(
    name,
    undefined,
    new Map([
      ...instanceMethods({
        [`__init__(${signature})`]: (_, self, value) => {
          (self as PyInstance).attributes.set(attribute, value);
          return null;
        },
        '__enter__()': (_, self) => own(self, attribute),
        '__exit__(type=None, value=None, traceback=None)': (runtime, self, type) =>
          type === null ? false : swallows(runtime, self, type),
      }),
    ]),
    'contextlib',
  );
}

const SUPPRESS = managerClass('suppress', '*exceptions', 'exceptions', (runtime, self, type) =>
  isSubclassOf(runtime, type, own(self, 'exceptions')),
);
const NULL_CONTEXT = managerClass('nullcontext', 'enter_result=None', 'enter_result', () => false);
const CLOSING = managerClass('closing', 'thing', 'thing', () => false);

const EXIT_STACK = defineClass(
  'ExitStack',
  undefined,
  new Map(
    instanceMethods({
      '__enter__()': (_, self) => self,
      '__exit__(*exception)': () => false,
      'enter_context(cm, /)': (runtime, _, manager) => {
        const enter = runtime.special(manager, '__enter__');
        return enter === undefined ? runtime.lost(manager) : runtime.call(enter, []);
      },
      'push(exit, /)': (_, _self, exit) => exit,
      'callback(callback, /, *args, **keywords)': (_, _self, callback) => callback,
      'close()': () => null,
      'pop_all()': (_, self) => self,
    }),
  ),
  'contextlib',
);

/** As a decorator it leaves the function as it is. */
const DECORATOR = defineClass(
  'ContextDecorator',
  undefined,
  new Map(
    instanceMethods({
      '__call__(function)': (_, _self, callee) => callee,
    }),
  ),
  'contextlib',
);

function manager(_: Runtime, make: Value): Value {
  return nativeFunction(
    'contextmanager',
    (runtime, { positional, keywords, site }) =>
      instance(MANAGER, { [GENERATOR]: runtime.call(make, positional, keywords, site) }),
    make,
  );
}

const identity = (_: Runtime, value: Value): Value => value;

export const CONTEXTLIB = standardModule('contextlib', () => [
  ...[SUPPRESS, NULL_CONTEXT, CLOSING, EXIT_STACK, DECORATOR].map((of): [string, Value] => [of.name, of]),
  ['AbstractContextManager', DECORATOR],
  ...natives({
    'contextmanager(func)': manager,
    'asynccontextmanager(func)': manager,
    'redirect_stdout(target)': () => instance(NULL_CONTEXT, { enter_result: null }),
    'redirect_stderr(target)': () => instance(NULL_CONTEXT, { enter_result: null }),
  }),
]);

/** Whether all abstract methods are there is a type checker's affair. */
const ABC_META = defineClass(
  'ABCMeta',
  [TYPE],
  new Map(
    instanceMethods({
      'register(subclass)': (_, _self, subclass) => subclass,
    }),
  ),
  'abc',
);

export const ABC = standardModule('abc', () => [
  ['ABCMeta', ABC_META],
  ['ABC', defineClass('ABC', undefined, {}, 'abc', ABC_META)],
  ...natives({
    'abstractmethod(funcobj)': identity,
    'abstractproperty(fget=None)': (_, get) => new PyProperty(get),
    'abstractclassmethod(callable)': (_, callee) => new PyClassMethod(callee),
    'abstractstaticmethod(callable)': (_, callee) => new PyStaticMethod(callee),
  }),
]);
