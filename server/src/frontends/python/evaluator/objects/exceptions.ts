// Python's built-in exceptions: their classes, raising and catching.

import type { Interpreter } from '../interpreter.ts';
import {
  nativeFunction,
  nativeMethod,
  PyClass,
  PyInstance,
  PyList,
  PyProperty,
  PyRaise,
  PyTuple,
  type Runtime,
  type Value,
} from '../values.ts';
import { defineClass, OBJECT } from './builtin-classes.ts';
import { isSubclass } from './method-order.ts';

const BASE_EXCEPTION = defineClass('BaseException', [OBJECT], {
  __new__: nativeFunction('__new__', (runtime, { positional: [of, ...args] }) => {
    if (!(of instanceof PyClass)) return runtime.raise('TypeError', 'BaseException.__new__(X): X is not a type object');
    return makeInstance(of, args);
  }),
  __init__: nativeMethod('__init__', (runtime, { positional: [self, ...args] }) => {
    if (self instanceof PyInstance) runtime.setAttribute(self, 'args', new PyTuple(args));
    return null;
  }),
  __str__: nativeMethod('__str__', (runtime, { positional: [self] }) => {
    const args = argsOf(self);
    if (args.length > 1) return runtime.str(new PyTuple(args));
    return args.length === 0 ? '' : runtime.str(args[0] as Value);
  }),
  __repr__: nativeMethod('__repr__', (runtime, { positional: [self] }) => {
    const listed = argsOf(self).map((item) => runtime.repr(item));
    return `${self === undefined ? '' : runtime.typeOf(self).name}(${listed.join(', ')})`;
  }),
  with_traceback: nativeMethod('with_traceback', (_, { positional: [self = null] }) => self),
  add_note: nativeMethod('add_note', (runtime, { positional: [self, note = null] }) => {
    if (!(self instanceof PyInstance)) return null;
    const notes = self.own('__notes__');
    if (notes instanceof PyList) notes.items.push(note);
    else runtime.setAttribute(self, '__notes__', new PyList([note]));
    return null;
  }),
  __suppress_context__: false,
  __traceback__: null,
  __cause__: null,
  __context__: null,
});

function argsOf(exception: Value | undefined): readonly Value[] {
  const args = exception instanceof PyInstance ? exception.attributes.get('args') : undefined;
  return args instanceof PyTuple ? args.items : [];
}

/** Name, and what it derives from. */
const HIERARCHY: readonly (readonly [string, string])[] = [
  ['SystemExit', 'BaseException'],
  ['KeyboardInterrupt', 'BaseException'],
  ['GeneratorExit', 'BaseException'],
  ['Exception', 'BaseException'],
  ['StopIteration', 'Exception'],
  ['StopAsyncIteration', 'Exception'],
  ['ArithmeticError', 'Exception'],
  ['FloatingPointError', 'ArithmeticError'],
  ['OverflowError', 'ArithmeticError'],
  ['ZeroDivisionError', 'ArithmeticError'],
  ['AssertionError', 'Exception'],
  ['AttributeError', 'Exception'],
  ['BufferError', 'Exception'],
  ['EOFError', 'Exception'],
  ['ImportError', 'Exception'],
  ['ModuleNotFoundError', 'ImportError'],
  ['LookupError', 'Exception'],
  ['IndexError', 'LookupError'],
  ['KeyError', 'LookupError'],
  ['MemoryError', 'Exception'],
  ['NameError', 'Exception'],
  ['UnboundLocalError', 'NameError'],
  ['OSError', 'Exception'],
  ['FileNotFoundError', 'OSError'],
  ['FileExistsError', 'OSError'],
  ['IsADirectoryError', 'OSError'],
  ['NotADirectoryError', 'OSError'],
  ['PermissionError', 'OSError'],
  ['TimeoutError', 'OSError'],
  ['ConnectionError', 'OSError'],
  ['ReferenceError', 'Exception'],
  ['RuntimeError', 'Exception'],
  ['NotImplementedError', 'RuntimeError'],
  ['RecursionError', 'RuntimeError'],
  ['SyntaxError', 'Exception'],
  ['SystemError', 'Exception'],
  ['TypeError', 'Exception'],
  ['ValueError', 'Exception'],
  ['UnicodeError', 'ValueError'],
  ['UnicodeDecodeError', 'UnicodeError'],
  ['UnicodeEncodeError', 'UnicodeError'],
  ['Warning', 'Exception'],
  ['UserWarning', 'Warning'],
  ['DeprecationWarning', 'Warning'],
  ['PendingDeprecationWarning', 'Warning'],
  ['RuntimeWarning', 'Warning'],
  ['SyntaxWarning', 'Warning'],
  ['ImportWarning', 'Warning'],
  ['FutureWarning', 'Warning'],
  ['UnicodeWarning', 'Warning'],
  ['BytesWarning', 'Warning'],
  ['ResourceWarning', 'Warning'],
];

export const EXCEPTIONS: ReadonlyMap<string, PyClass> = makeHierarchy();

function makeHierarchy(): Map<string, PyClass> {
  const classes = new Map([['BaseException', BASE_EXCEPTION]]);
  for (const [name, parent] of HIERARCHY) classes.set(name, defineClass(name, [classes.get(parent) as PyClass]));
  const os = classes.get('OSError') as PyClass;
  // str(KeyError('a')) is "'a'".
  classes.get('KeyError')?.namespace.set(
    '__str__',
    nativeMethod('__str__', (runtime, { positional: [self] }) => {
      const args = argsOf(self);
      return args.length === 1 ? runtime.repr(args[0] as Value) : runtime.str(new PyTuple(args));
    }),
  );
  classes
    .get('StopIteration')
    ?.namespace.set(
      'value',
      new PyProperty(nativeMethod('value', (_, { positional: [self] }) => argsOf(self)[0] ?? null)),
    );
  return classes.set('IOError', os).set('EnvironmentError', os);
}

function makeInstance(of: PyClass, args: readonly Value[]): PyInstance {
  const instance = new PyInstance(of);
  instance.attributes.set('args', new PyTuple(args));
  return instance;
}

export function makeException(name: string, message: Value): PyInstance {
  const of = EXCEPTIONS.get(name) ?? (EXCEPTIONS.get('Exception') as PyClass);
  return makeInstance(of, message === '' ? [] : [message]);
}

/** What `raise value` raises; a bare `raise` raises again what is being handled. */
export function raised(
  interpreter: Interpreter,
  value: Value | undefined,
  handled: PyInstance | undefined,
  cause?: Value,
): PyRaise {
  if (value === undefined)
    return new PyRaise(handled ?? makeException('RuntimeError', 'No active exception to reraise'));
  const exception = value instanceof PyClass ? interpreter.call(value, []) : value;
  if (exception instanceof PyInstance && isSubclass(exception.class, BASE_EXCEPTION)) {
    const from = cause instanceof PyClass ? interpreter.call(cause, []) : cause;
    if (from !== undefined) {
      interpreter.setAttribute(exception, '__cause__', from);
      interpreter.setAttribute(exception, '__suppress_context__', true);
    }
    if (handled) follows(exception, handled);
    return new PyRaise(exception);
  }
  // Of a class that is not known: something is raised, it is not known what.
  if (interpreter.isUnknown(exception) || exception instanceof PyInstance)
    return new PyRaise(makeException('Exception', ''));
  return new PyRaise(makeException('TypeError', 'exceptions must derive from BaseException'));
}

/** It is raised while another one is being handled. */
export function follows(exception: PyInstance, handled: PyInstance): void {
  if (exception !== handled && !exception.attributes.has('__context__'))
    exception.attributes.set('__context__', handled);
}

/** Whether `except type` catches it; an unknown type may, and so does. */
export function catches(runtime: Runtime, type: Value, exception: PyInstance): boolean {
  if (type instanceof PyTuple) return type.items.some((item) => catches(runtime, item, exception));
  if (type instanceof PyClass) return isSubclass(exception.class, type) || type.open !== undefined;
  return runtime.isUnknown(type);
}

/** "TypeError: unsupported operand …" */
export function describeException(runtime: Runtime, exception: PyInstance): string {
  const text = runtime.str(exception);
  return text === '' ? exception.class.name : `${exception.class.name}: ${text}`;
}
