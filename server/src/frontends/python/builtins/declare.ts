// How natives are written down: `'sum(iterable, /, start=0)': (runtime, iterable, start) => …`. The key is Python's own
// signature; arguments are bound to it as Python binds them. Knows no single function.
import {
  type Arguments,
  BatchItems,
  type NativeCode,
  type NativeFunction,
  nativeFunction,
  nativeMethod,
  type PyClass,
  PyDict,
  PyFloat,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { nameOf, type Parameter, parseSignature } from './signature.ts';

/**
 * Gets its arguments in the signature's order: `*rest` as a tuple, `**keywords` as a dict, and undefined for what has the
 * default `...` and is not given. Annotate those: `(runtime, x, fallback: Value | undefined) => …`.
 */
type Body = { body(runtime: Runtime, ...args: Value[]): Value }['body'];
type MethodBody<Self> = { body(runtime: Runtime, self: Self, ...args: Value[]): Value }['body'];

export type NativeTable = Readonly<Record<string, Body>>;
export type MethodTable<Self> = Readonly<Record<string, MethodBody<Self>>>;

export interface NativeOptions {
  /** An argument that is not known, or depends on the batch, makes the result unknown. */
  readonly absorbs?: boolean;
  /** The signature is only part of the real one: a call that does not fit gives this unknown, not a TypeError. */
  readonly otherwise?: Value;
}

/** Functions by name, for a module's namespace. */
export function natives(table: NativeTable, options: NativeOptions = {}): [name: string, value: NativeFunction][] {
  return Object.entries(table).map(([signature, body]) => {
    const name = nameOf(signature);
    return [name, nativeFunction(name, bound(name, signature, body, options))];
  });
}

/** One function on its own. */
export function native(signature: string, body: Body, options: NativeOptions = {}): NativeFunction {
  const name = nameOf(signature);
  return nativeFunction(name, bound(name, signature, body, options));
}

/** Methods of classes that have no JavaScript class of their own. */
export function instanceMethods(table: NativeTable, options: NativeOptions = {}): [string, NativeFunction][] {
  return Object.entries(table).map(([signature, body]) => {
    const name = nameOf(signature);
    return [name, nativeMethod(name, bound(name, withSelf(signature), body, options))];
  });
}

/** Which of Python's values a built-in class's methods take as `self`; undefined: not of this class. */
export type Receiver<Self> = (value: Value) => Self | undefined;

/** Adds methods to a built-in class. A container that is lost makes what it is asked unknown, too. */
export function addMethods<Self extends Value>(
  to: PyClass,
  receive: Receiver<Self>,
  table: MethodTable<Self>,
  options: NativeOptions = {},
): void {
  for (const [signature, body] of Object.entries(table)) {
    const name = nameOf(signature);
    const code: Body = (runtime, given, ...rest) => {
      const self = receive(given);
      if (self === undefined) {
        if (runtime.isUnknown(given)) return given;
        return runtime.raise(
          'TypeError',
          `descriptor '${name}' for '${to.name}' objects doesn't apply to a '${runtime.typeOf(given).name}' object`,
        );
      }
      const lost = lostContents(self);
      if (lost === undefined) return body(runtime, self, ...rest);
      if (self instanceof PyList && name !== '__init__') {
        runtime.touch(self);
        BatchItems.spoil(self);
      }
      return lost;
    };
    to.namespace.set(name, nativeMethod(name, bound(name, withSelf(signature), code, options)));
  }
}

/** Methods that change their object: it is saved first, where a branch may have to be undone. */
export function addMutators<Self extends Value & { snapshot(): unknown; restore(snapshot: unknown): void }>(
  to: PyClass,
  receive: Receiver<Self>,
  table: MethodTable<Self>,
): void {
  const touching = Object.entries(table).map(([signature, body]): [string, MethodBody<Self>] => [
    signature,
    (runtime, self, ...rest) => {
      runtime.touch(self);
      return body(runtime, self, ...rest);
    },
  ]);
  addMethods(to, receive, Object.fromEntries(touching));
}

export function addStatics(to: PyClass, entries: readonly (readonly [string, Value])[]): void {
  for (const [name, value] of entries) to.namespace.set(name, value);
}

function lostContents(self: Value): Value | undefined {
  return typeof self === 'object' && self !== null && 'lost' in self ? self.lost : undefined;
}

/** An unknown, or a number of which only the multiple of the batch is known. */
export function isAbstract(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof PyFloat) return typeof value.value === 'object';
  if (value.kind === 'unknown' || value.kind === 'batch') return true;
  return 'lost' in value && value.lost !== undefined;
}

/** The unknown that comes of it. */
export function absorbed(runtime: Runtime, values: readonly Value[]): Value | undefined {
  for (const value of values) if (isAbstract(value)) return runtime.lost(lostContents(value) ?? value);
  return undefined;
}

/** As `absorbed`, also within tuples, lists and dicts. */
export function absorbedDeep(runtime: Runtime, values: Iterable<Value>, depth = 4): Value | undefined {
  for (const value of values) {
    if (isAbstract(value)) return runtime.lost(lostContents(value) ?? value);
    if (depth === 0 || typeof value !== 'object' || value === null) continue;
    const inner = childrenOf(value);
    const found = inner && absorbedDeep(runtime, inner, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(value: Exclude<Value, number | bigint | string | boolean | null>): Iterable<Value> | undefined {
  if (value.kind === 'list' || value.kind === 'tuple') return value.items;
  if (value.kind === 'set') return value.entries.values();
  return value.kind === 'dict' ? [...value.entries.values()].flat() : undefined;
}

function withSelf(signature: string): string {
  const open = signature.indexOf('(') + 1;
  const rest = signature.slice(open, -1);
  const parts = ['self', rest.split(', ').includes('/') ? '' : '/', rest].filter((part) => part !== '');
  return `${signature.slice(0, open)}${parts.join(', ')})`;
}

function bound(name: string, signature: string, body: Body, { absorbs = false, otherwise }: NativeOptions): NativeCode {
  let parameters: readonly Parameter[] | undefined;
  let plain = 0;
  const run = absorbs ? absorbing(body) : body;
  return (runtime, args) => {
    if (!parameters) {
      parameters = parseSignature(signature);
      plain = parameters.every(({ kind }) => kind === 'normal' || kind === 'positional-only') ? parameters.length : -1;
    }
    if (args.positional.length === plain && args.keywords.size === 0) return run(runtime, ...args.positional);
    if (otherwise === undefined) return run(runtime, ...(bind(runtime, name, parameters, args) as Value[]));
    const fitting = parameters;
    const outcome = runtime.attempt(() => bind(runtime, name, fitting, args));
    return 'value' in outcome ? run(runtime, ...(outcome.value as Value[])) : otherwise;
  };
}

function absorbing(body: Body): Body {
  return (runtime, ...args) =>
    absorbed(
      runtime,
      args.filter((arg) => arg !== undefined),
    ) ?? body(runtime, ...args);
}

/** Arguments in the parameters' order, as Python binds them; raises its TypeErrors. */
function bind(
  runtime: Runtime,
  name: string,
  parameters: readonly Parameter[],
  { positional, keywords }: Arguments,
): (Value | undefined)[] {
  const values: (Value | undefined)[] = [];
  let next = 0;
  const used = new Set<string>();
  for (const { name: parameter, kind, required, fallback } of parameters) {
    if (kind === '*') {
      values.push(new PyTuple(positional.slice(next)));
      next = positional.length;
    } else if (kind === '**') {
      const rest = new PyDict();
      for (const [key, value] of keywords) {
        if (!used.has(key)) rest.entries.set(runtime.keyOf(key), [key, value]);
        used.add(key);
      }
      values.push(rest);
    } else if (kind !== 'keyword-only' && next < positional.length) {
      if (kind === 'normal' && keywords.has(parameter))
        return runtime.raise('TypeError', `${name}() got multiple values for argument '${parameter}'`);
      values.push(positional[next++]);
    } else if (kind !== 'positional-only' && keywords.has(parameter)) {
      used.add(parameter);
      values.push(keywords.get(parameter));
    } else if (required) {
      return runtime.raise('TypeError', `${name}() missing required argument '${parameter}'`);
    } else values.push(fallback);
  }
  if (next < positional.length) {
    const most = parameters.filter(({ kind }) => kind === 'normal' || kind === 'positional-only').length;
    const own = parameters[0]?.name === 'self' ? 1 : 0;
    return runtime.raise(
      'TypeError',
      `${name}() takes at most ${most - own} arguments (${positional.length - own} given)`,
    );
  }
  for (const key of keywords.keys())
    if (!used.has(key)) return runtime.raise('TypeError', `${name}() got an unexpected keyword argument '${key}'`);
  return values;
}
