// How modules that PyTorch and torchvision write in Python are written here: made from other modules, and called like them.
import type { Span } from '../../../base/span.ts';
import { instanceMethods, type NativeTable } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/builtin-classes.ts';
import type { CallSite, PassedArgument, PyClass, Runtime, Value } from '../evaluator/values.ts';
import { LAYER_CLASSES } from './layer-classes.ts';
import { MODULE } from './nn-classes.ts';

export function defineModule(name: string, methods: NativeTable, base: PyClass, file: string): PyClass {
  const of = defineClass(name, [base], {}, file);
  for (const [method, body] of instanceMethods(methods)) of.namespace.set(method, body);
  return of;
}

/** `super().__init__()` */
export function begin(runtime: Runtime, self: Value): void {
  const init = MODULE.namespace.get('__init__');
  if (init !== undefined) runtime.call(init, [self]);
}

const NOTHING: ReadonlyMap<string, PassedArgument> = new Map();

/** The call in the text that is under way; none of its arguments is an argument of what is called here. */
class InnerSite implements CallSite {
  readonly #outer: CallSite;
  readonly passed = NOTHING;
  constructor(outer: CallSite) {
    this.#outer = outer;
  }
  get uri(): string {
    return this.#outer.uri;
  }
  get span(): Span {
    return this.#outer.span;
  }
  get head(): Span {
    return this.#outer.head;
  }
}

export function innerSite(runtime: Runtime): CallSite {
  return new InnerSite(runtime.site);
}

/** `nn.<type>(…)` */
export function makeLayer(
  runtime: Runtime,
  type: string,
  args: readonly Value[],
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  const of = LAYER_CLASSES.get(type);
  return of ? callInner(runtime, of, args, keywords) : null;
}

export function callInner(
  runtime: Runtime,
  callee: Value,
  args: readonly Value[],
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  return runtime.call(callee, args, new Map(Object.entries(keywords)), innerSite(runtime));
}

/** `self.<child>(…)` */
export function callChild(runtime: Runtime, self: Value, child: string, args: readonly Value[]): Value {
  return runtime.call(runtime.getAttribute(self, child), args, undefined, innerSite(runtime));
}

export function setAll(runtime: Runtime, self: Value, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) runtime.setAttribute(self, name, value);
}
