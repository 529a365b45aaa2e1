// How modules that PyTorch and torchvision write in Python are written here: made from other modules, and called like them.
import type { UnknownDim } from '../../../../graph/dim.ts';
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import type { PyClass, Runtime, Value } from '../../evaluator/values.ts';
import { innerSite } from '../call/inner-site.ts';
import { LAYER_CLASSES } from '../layer/classes.ts';
import { MODULE } from '../module/nn-classes.ts';

/** `open`: it has more than is written here, which is unknown to whoever asks. */
export function defineModule(
  name: string,
  methods: NativeTable,
  base: PyClass,
  file: string,
  open?: UnknownDim,
): PyClass {
  const of = defineClass(name, [base], {}, file, undefined, open);
  for (const [method, body] of instanceMethods(methods)) of.namespace.set(method, body);
  return of;
}

/** `super().__init__()` */
export function begin(runtime: Runtime, self: Value): void {
  const init = MODULE.namespace.get('__init__');
  if (init !== undefined) runtime.call(init, [self]);
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
