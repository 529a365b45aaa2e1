// Calling: functions, methods, classes, and objects that can be called.
import { type UnknownDim, unknownDim } from '../../../../graph/dim.ts';
import { unknownDecoratorOf } from '../compile/decorators.ts';
import type { Interpreter } from '../interpreter.ts';
import { OBJECT, SUPER, TYPE } from '../objects/builtin-classes.ts';
import { isBehindUnknown, lookUp } from '../objects/method-order.ts';
import { unsettle } from '../objects/unsettled.ts';
import { type Arguments, type CallSite, PyClass, PyFunction, PySuper, type Value } from '../values.ts';
import { callFunction } from './functions.ts';

export function callValue(interpreter: Interpreter, callee: Value, args: Arguments): Value {
  if (typeof callee !== 'object' || callee === null) return notCallable(interpreter, callee);
  switch (callee.kind) {
    case 'function':
      return callFunction(interpreter, callee, args);
    case 'native':
      return callee.call(interpreter, args);
    case 'bound-method':
      return callValue(interpreter, callee.callee, withFirst(callee.self, args));
    case 'class':
      return callClass(interpreter, callee, args);
    case 'instance': {
      const call = interpreter.special(callee, '__call__');
      if (call !== undefined) return callValue(interpreter, call, args);
      return callee.class.open ?? notCallable(interpreter, callee);
    }
    case 'static-method':
      return callValue(interpreter, callee.callee, args);
    case 'unknown':
      if (!interpreter.imports.fileless.looksOn(callee.cause, args))
        for (const passed of [...args.positional, ...args.keywords.values()]) unsettledIn(passed, callee);
      return calledAt(interpreter, callee, args.site);
    default:
      return notCallable(interpreter, callee);
  }
}

/** What nobody knows may give an object attributes, itself or through a method of it that it calls. */
function unsettledIn(passed: Value, why: UnknownDim): void {
  if (typeof passed !== 'object' || passed === null) return;
  if (passed.kind === 'bound-method') unsettledIn(passed.self, why);
  else if (passed.kind === 'instance') unsettle(passed, why);
}

const calledUnknowns = new WeakMap<UnknownDim, Map<string, UnknownDim>>();

/** Where a name is unknown, tracking stops at each call of it: one unknown for each place. */
function calledAt({ trace }: Interpreter, callee: UnknownDim, { uri, span }: CallSite): UnknownDim {
  if (callee.cause.place || uri === '') return callee;
  trace?.places();
  const known = calledUnknowns.get(callee) ?? new Map<string, UnknownDim>();
  calledUnknowns.set(callee, known);
  const key = `${uri} ${span.start} ${span.end}`;
  const called = known.get(key) ?? unknownDim({ ...callee.cause, place: { uri, span } });
  known.set(key, called);
  return called;
}

function withFirst(first: Value, { positional, keywords, site }: Arguments): Arguments {
  return { positional: [first, ...positional], keywords, site };
}

/** A call that passes more than is known. */
export function callOpen(interpreter: Interpreter, callee: Value, args: OpenArguments): Value {
  if (interpreter.isUnknown(callee)) return callee;
  if (typeof callee !== 'object' || callee === null) return notCallable(interpreter, callee);
  if (callee.kind === 'function') return callFunction(interpreter, callee, args);
  if (callee.kind === 'bound-method')
    return callOpen(interpreter, callee.callee, { ...args, positional: [callee.self, ...args.positional] });
  return (callee.kind === 'class' && makeOpen(interpreter, callee, args)) || callInVain(interpreter, args);
}

type OpenArguments = Arguments & { readonly open: Value };

/** Undefined where its constructor does not say what it takes. */
function makeOpen(interpreter: Interpreter, of: PyClass, args: OpenArguments): Value | undefined {
  const init = lookUp(of, '__init__');
  if (!(init instanceof PyFunction) || of.meta || of.open) return undefined;
  const made = makeObject(interpreter, of, args);
  if (!interpreter.isInstance(made, of)) return undefined;
  callOpen(interpreter, interpreter.bind(init, made, interpreter.typeOf(made)), args);
  return made;
}

/** What might have come of it is not known, nor what it did to what it was given. */
function callInVain(interpreter: Interpreter, { positional, keywords, open }: OpenArguments): Value {
  const why = interpreter.lost(open);
  for (const passed of [...positional, ...keywords.values()]) unsettledIn(passed, why);
  return why;
}

function notCallable(interpreter: Interpreter, callee: Value): never {
  return interpreter.raise('TypeError', `'${interpreter.typeOf(callee).name}' object is not callable`);
}

function callClass(interpreter: Interpreter, of: PyClass, args: Arguments): Value {
  if (of === TYPE && args.positional.length === 1) return typeOfValue(interpreter, args.positional[0] as Value);
  if (of === SUPER) return makeSuper(interpreter, args);
  const call = of.meta && lookUp(of.meta, '__call__');
  if (call !== undefined && call !== lookUp(TYPE, '__call__')) return callValue(interpreter, call, withFirst(of, args));
  return instantiate(interpreter, of, args);
}

function typeOfValue(interpreter: Interpreter, value: Value): Value {
  return interpreter.isUnknown(value) ? value : interpreter.typeOf(value);
}

/** What `type.__call__` does: `__new__`, then `__init__`. */
export function instantiate(interpreter: Interpreter, of: PyClass, args: Arguments): Value {
  const init = lookUp(of, '__init__');
  const objectInit = lookUp(OBJECT, '__init__');
  // What nobody knows may have given it a constructor, as attrs does.
  const decorator = args.positional.length + args.keywords.size > 0 ? unknownDecoratorOf(of) : undefined;
  if (decorator && !of.mro.some((each) => each.definition && each.namespace.has('__init__'))) return decorator;
  if (lookUp(of, '__new__') === lookUp(OBJECT, '__new__') && init === objectInit && !of.open) {
    if (args.positional.length + args.keywords.size > 0)
      return interpreter.raise('TypeError', `${of.name}() takes no arguments`);
  }
  const made = makeObject(interpreter, of, args);
  if (init === undefined || init === objectInit || !interpreter.isInstance(made, of)) return made;
  const bound = interpreter.bind(init, made, interpreter.typeOf(made));
  if (of.open && isBehindUnknown(of, '__init__'))
    callOpen(interpreter, bound, { positional: [], keywords: new Map(), site: args.site, open: of.open });
  else interpreter.call(bound, args.positional, args.keywords, args.site);
  return made;
}

function makeObject(interpreter: Interpreter, of: PyClass, { positional, keywords, site }: Arguments): Value {
  const make = lookUp(of, '__new__');
  return make === undefined ? null : callValue(interpreter, make, { positional: [of, ...positional], keywords, site });
}

/** `super()` finds class and object in the frame that calls it. */
function makeSuper(interpreter: Interpreter, { positional }: Arguments): Value {
  const [of, self] = positional;
  if (of instanceof PyClass && self !== undefined) return new PySuper(of, self);
  if (of !== undefined && (interpreter.isUnknown(of) || of instanceof PyClass)) return interpreter.lost(of);
  if (of !== undefined)
    return interpreter.raise('TypeError', `super() argument 1 must be a type, not ${interpreter.typeOf(of).name}`);
  const frame = interpreter.currentFrame?.variables;
  const first = frame?.locals[0];
  const after = frame?.classCell?.class;
  if (!frame || first === undefined) return interpreter.raise('RuntimeError', 'super(): no arguments');
  if (!after) return interpreter.raise('RuntimeError', 'super(): __class__ cell not found');
  return new PySuper(after, first);
}
