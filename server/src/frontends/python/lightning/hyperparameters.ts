// What `self.save_hyperparameters()` keeps: the arguments of the constructors that call it, as `self.hparams`.
// Source: lightning/pytorch/{core/mixins/hparams_mixin,utilities/parsing}.py, Lightning 2.5.
import { instanceMethods } from '../builtins/declare.ts';
import { put } from '../builtins/dict.ts';
import type { Frame } from '../evaluator/frame.ts';
import { localsOf } from '../evaluator/frame-functions.ts';
import type { Interpreter } from '../evaluator/interpreter.ts';
import { DICT, defineClass } from '../evaluator/objects/builtin-classes.ts';
import { PyDict, PyFunction, PyInstance, PyList, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';

/** A dict whose items are attributes, too. */
const ATTRIBUTE_DICT = defineClass('AttributeDict', [DICT], {}, 'lightning.fabric.utilities.data');
const METHODS = instanceMethods({
  '__getattr__(key)': (runtime, self, key = null) =>
    entry(self as PyDict, key) ??
    (self as PyDict).lost ??
    runtime.raise('AttributeError', `Missing attribute "${String(key)}"`),
  '__setattr__(key, value)': (runtime, self, key = null, value = null) => {
    put(runtime, self as PyDict, key, value);
    return null;
  },
});
for (const [name, method] of METHODS) ATTRIBUTE_DICT.namespace.set(name, method);

function entry({ entries }: PyDict, key: Value): Value | undefined {
  return typeof key === 'string' ? entries.get(key)?.[1] : undefined;
}

/** `args`: names of arguments to keep, or the one object that holds them all. */
export function saveHyperparameters(runtime: Runtime, self: Value, args: Value, ignore: Value): Value {
  const given = args instanceof PyTuple ? args.items : [];
  const whole = given.filter((each) => typeof each !== 'string');
  const kept = whole.length === 1 ? whole[0] : undefined;
  const names = new Set(given.filter((each) => typeof each === 'string'));
  const ignored = namesIn(ignore);
  const saved = kept === undefined ? argumentsOf(runtime as Interpreter, self) : fieldsOf(kept);
  const chosen = [...saved].filter(([name]) => (names.size === 0 || names.has(name)) && !ignored.has(name));
  const hparams = new PyDict(ATTRIBUTE_DICT);
  for (const [name, value] of chosen) hparams.entries.set(name, [name, value]);
  if (kept !== undefined && runtime.isUnknown(kept)) hparams.lost = kept;
  runtime.setAttribute(self, 'hparams', hparams);
  return null;
}

function namesIn(given: Value): ReadonlySet<Value> {
  return new Set(given instanceof PyList || given instanceof PyTuple ? given.items : [given]);
}

/** A dict, or a namespace as argparse makes it. */
function fieldsOf(of: Value): ReadonlyMap<string, Value> {
  if (of instanceof PyInstance) return of.attributes;
  const items = of instanceof PyDict ? [...of.entries.values()] : [];
  return new Map(items.flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : [])));
}

/** Of all constructors of the object that are under way; the outermost one's win. */
function argumentsOf(interpreter: Interpreter, self: Value): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const frame of [...interpreter.frames].reverse()) {
    const init = constructorOf(frame, self);
    if (!init) break;
    const locals = localsOf(frame);
    for (const { name, kind } of interpreter.signature(init)?.slice(1) ?? []) {
      const value = locals.get(name);
      if (value === undefined || kind === '*') continue;
      if (kind !== '**') found.set(name, value);
      else for (const [key, item] of fieldsOf(value)) found.set(key, item);
    }
  }
  return found;
}

/** The constructor that this frame runs, where it makes this object. */
function constructorOf({ name, locals: [first] }: Frame, self: Value): PyFunction | undefined {
  if (!(self instanceof PyInstance) || first !== self) return undefined;
  const of = self.class.mro.find((each) => name.endsWith(`${each.name}.__init__`));
  const init = of?.namespace.get('__init__');
  return init instanceof PyFunction ? init : undefined;
}
