// `contextlib` and `abc`: managers from generators, and decorators that change nothing here.

import { addStatics, instanceMethods, natives } from '../builtins/declare.ts';
import { isSubclassOf } from '../builtins/instance-check.ts';
import { defineClass, TYPE } from '../evaluator/objects/builtin-classes.ts';
import {
  nativeFunction,
  nativeMethod,
  type PyClass,
  PyClassMethod,
  type PyDict,
  PyInstance,
  PyList,
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
addStatics(
  CLOSING,
  instanceMethods({
    '__exit__(*exception)': (runtime, self) => runtime.call(runtime.getAttribute(own(self, 'thing'), 'close'), []),
  }),
);

const EXIT_STACK = defineClass(
  'ExitStack',
  undefined,
  new Map(
    instanceMethods({
      '__enter__()': (_, self) => self,
      '__exit__(*exception)': (runtime, self, exception) => unwound(runtime, self, (exception as PyTuple).items),
      'enter_context(cm, /)': (runtime, self, manager) => {
        const enter = runtime.special(manager, '__enter__');
        if (enter === undefined) return runtime.lost(manager);
        const entered = runtime.call(enter, []);
        const exit = runtime.special(manager, '__exit__');
        if (exit !== undefined) exitsOf(runtime, self).items.push(exit);
        return entered;
      },
      'push(exit, /)': (runtime, self, exit) => {
        exitsOf(runtime, self).items.push(runtime.special(exit, '__exit__') ?? exit);
        return exit;
      },
      'callback(callback, /, *args, **keywords)': (runtime, self, callback, args, keywords) => {
        const later = nativeFunction('callback', () => {
          const named = [...(keywords as PyDict).entries.values()].map(
            ([name, value]) => [String(name), value] as const,
          );
          runtime.call(callback, (args as PyTuple).items, new Map(named));
          return false;
        });
        exitsOf(runtime, self).items.push(later);
        return callback;
      },
      'close()': (runtime, self) => {
        unwound(runtime, self, [null, null, null]);
        return null;
      },
      'pop_all()': (_, self) => self,
    }),
  ),
  'contextlib',
);

const EXITS = '_exit_callbacks';

function exitsOf(runtime: Runtime, stack: Value): PyList {
  const { attributes } = stack as PyInstance;
  const known = attributes.get(EXITS);
  const exits = known instanceof PyList ? known : new PyList([]);
  runtime.touch(stack as PyInstance);
  runtime.touch(exits);
  attributes.set(EXITS, exits);
  return exits;
}

/** The last one first; whether one of them has swallowed the exception. */
function unwound(runtime: Runtime, stack: Value, exception: readonly Value[]): boolean {
  const exits = exitsOf(runtime, stack).items.splice(0).reverse();
  let swallowed = false;
  for (const exit of exits) {
    const given = swallowed ? [null, null, null] : exception;
    if (runtime.truth(runtime.call(exit, given)) === true && given[0] !== null) swallowed = true;
  }
  return swallowed;
}

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
  return nativeMethod(
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
