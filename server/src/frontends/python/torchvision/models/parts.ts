// How torchvision's models are written here, for when its own source is not at hand: children by name, and the way through
// them. Knows no model.
import { unknownDim } from '../../../../graph/dim.ts';
import { type NativeTable, native } from '../../builtins/declare.ts';
import { makeDict } from '../../builtins/iteration.ts';
import { DICT, defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { type PyClass, PyDict, PyFloat, type Runtime, type Value } from '../../evaluator/values.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { SEQUENTIAL } from '../../torch/module/containers.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { begin, callChild, callInner, defineModule, makeLayer, setAll } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';

/** torchvision's own have more than is written here. */
export function define(file: string, name: string, methods: NativeTable, base: PyClass = MODULE): PyClass {
  const module = `torchvision.models.${file}`;
  const open = unknownDim({ reason: 'not-modelled', facts: { name: `${module}.${name}` } });
  const made = defineModule(name, methods, base, module, open);
  const init = Object.keys(methods).find((signature) => signature.startsWith('__init__('));
  TAKES.set(made, new Set(init?.match(/\w+(?=[=,)])/g)));
  return made;
}

/** What each class's `__init__` takes. */
const TAKES = new Map<PyClass, ReadonlySet<string>>();

export type Children = Readonly<Record<string, Value>>;

/** What `__init__` leaves. */
export function become(runtime: Runtime, self: Value, children: Children): null {
  begin(runtime, self);
  setAll(runtime, self, children);
  return null;
}

/** `nn.Sequential(…)`: numbered, or by name. */
export function sequence(runtime: Runtime, layers: readonly Value[] | Children): Value {
  return callInner(runtime, SEQUENTIAL, isList(layers) ? layers : [makeDict(runtime, Object.entries(layers))]);
}

function isList(layers: readonly Value[] | Children): layers is readonly Value[] {
  return Array.isArray(layers);
}

/** A child's name, or what is done between children. */
export type Step = string | ((runtime: Runtime, x: Value) => Value);

export function through(runtime: Runtime, self: Value, x: Value, steps: readonly Step[]): Value {
  const take = (now: Value, step: Step) =>
    typeof step === 'string' ? callChild(runtime, self, step, [now]) : step(runtime, now);
  return steps.reduce(take, x);
}

export const FLAT: Step = (runtime, x) => callInner(runtime, runtime.getAttribute(x, 'flatten'), [1]);

/** `F.<name>(x, …)` */
export function functional(name: string, ...args: readonly Value[]): Step {
  return (runtime, x) =>
    callInner(runtime, runtime.getAttribute(runtime.importModule('torch.nn.functional'), name), [x, ...args]);
}

/** `forward`, where it is one way through the children. */
export function forward(...steps: readonly Step[]): NativeTable {
  return { 'forward(x)': (runtime, self, x = null) => through(runtime, self, x, steps) };
}

/** The same with the name that subclasses call. */
export function forwardImpl(...steps: readonly Step[]): NativeTable {
  return {
    '_forward_impl(x)': (runtime, self, x = null) => through(runtime, self, x, steps),
    'forward(x)': (runtime, self, x = null) => callChild(runtime, self, '_forward_impl', [x]),
  };
}

/** `torch.cat(parts, 1)` */
export function concat(runtime: Runtime, parts: Value): Value {
  return callInner(runtime, runtime.getAttribute(runtime.importModule('torch'), 'cat'), [parts, 1]);
}

/** `x += other` */
export function add(runtime: Runtime, x: Value, other: Value): Value {
  return callInner(runtime, runtime.getAttribute(x, 'add_'), [other]);
}

export const relu = (runtime: Runtime): Value => makeLayer(runtime, 'ReLU', [], { inplace: true });

/** A layer's class, or what was given in its place. */
export function layerOr(given: Value | undefined, usual: string): Value {
  return given === undefined || given === null ? (LAYER_CLASSES.get(usual) ?? null) : given;
}

export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof PyFloat && typeof value.value === 'number' ? value.value : undefined;
}

/** What only says which weights are loaded. */
const WEIGHTS = new Set(['pretrained', 'weights', 'weights_backbone', 'progress']);

export type Factory = readonly [name: string, value: Value];

/**
 * `resnet18(weights=None, progress=True, **settings)`: `args` are the factory's own. Which version it is nobody knows: what
 * callers set that is not written here makes it unknown.
 */
export function factory(name: string, of: PyClass, args: Children | ((runtime: Runtime) => Children) = {}): Factory {
  const code = native(`${name}(*args, **keywords)`, (runtime, _ = null, given = null) => {
    const entries = given instanceof PyDict ? [...given.entries.values()] : [];
    const named = entries.flatMap(([key, value]) => (WEIGHTS.has(String(key)) ? [] : [[String(key), value] as const]));
    const strange = named.find(([key]) => TAKES.get(of)?.has(key) !== true);
    if (strange) return unknownDim({ reason: 'not-modelled', facts: { name: `${name}(${strange[0]}=…)` } });
    const own = typeof args === 'function' ? args(runtime) : args;
    return callInner(runtime, of, [], { ...own, ...Object.fromEntries(named) });
  });
  return [name, code];
}

const ANY_NAME = defineClass('dict', [DICT], {
  __missing__: native('__missing__(self, key)', (_, __, key = null) =>
    unknownDim({ reason: 'not-modelled', facts: { name: `torchvision.models.${String(key)}` } }),
  ),
});

/** A module's names, of which `__dict__` gives no more than are written here; others are unknown. */
export function withDict(entries: Entries): Entries {
  const dict = new PyDict(ANY_NAME);
  for (const [name, value] of entries) dict.entries.set(name, [name, value]);
  return [...entries, ['__dict__', dict]];
}
