// `operator`: Python's operators as functions.

import { native, natives } from '../builtins/declare.ts';
import { integer } from '../builtins/iteration.ts';
import { LIST } from '../evaluator/objects/builtin-classes.ts';
import { COMPARISON } from '../evaluator/protocols/operations.ts';
import { type Keywords, PyDict, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { standardModule } from './module.ts';

const BINARY: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  mod: '%',
  pow: '**',
  matmul: '@',
  and_: '&',
  or_: '|',
  xor: '^',
  lshift: '<<',
  rshift: '>>',
  concat: '+',
};
const COMPARISONS = { ...COMPARISON, is_: 'is', is_not: 'is not' };

function dotted(runtime: Runtime, object: Value, path: Value): Value {
  return String(path)
    .split('.')
    .reduce<Value>((value, name) => runtime.getAttribute(value, name), object);
}

/** One name gives its value, several give a tuple. */
function getter(keys: readonly Value[], read: (runtime: Runtime, object: Value, key: Value) => Value): Value {
  return native('getter(obj)', (runtime, object) => {
    const [only, ...more] = keys;
    if (only !== undefined && more.length === 0) return read(runtime, object, only);
    return new PyTuple(keys.map((key) => read(runtime, object, key)));
  });
}

function namesOf(keywords: Value | undefined): Keywords {
  const entries = keywords instanceof PyDict ? [...keywords.entries.values()] : [];
  return new Map(entries.map(([name, value]) => [String(name), value]));
}

function truthOf(runtime: Runtime, value: Value, isNegated: boolean): Value {
  const truth = runtime.truth(value);
  return truth === undefined ? runtime.lost(value) : truth !== isNegated;
}

export const OPERATOR = standardModule('operator', () => [
  ...Object.entries(BINARY).flatMap(([name, operator]) =>
    [name, `i${name.replace('_', '')}`].flatMap((each) =>
      natives({ [`${each}(a, b, /)`]: (runtime, a, b) => runtime.binary(operator, a, b) }),
    ),
  ),
  ...Object.entries(COMPARISONS).flatMap(([name, operator]) =>
    natives({ [`${name}(a, b, /)`]: (runtime, a, b) => runtime.compare(operator, a, b) }),
  ),
  ...natives({
    'neg(a, /)': (runtime, a) => runtime.unary('-', a),
    'pos(a, /)': (runtime, a) => runtime.unary('+', a),
    'inv(a, /)': (runtime, a) => runtime.unary('~', a),
    'invert(a, /)': (runtime, a) => runtime.unary('~', a),
    'not_(a, /)': (runtime, a) => truthOf(runtime, a, true),
    'truth(a, /)': (runtime, a) => truthOf(runtime, a, false),
    'index(a, /)': (runtime, a) => (runtime.isUnknown(a) ? a : (integer(runtime, a) ?? a)),
    'abs(a, /)': (runtime, a) => runtime.call(runtime.getAttribute(a, '__abs__'), []),
    'countOf(a, b, /)': (runtime, a, b) => runtime.call(runtime.getAttribute(runtime.call(LIST, [a]), 'count'), [b]),
    'indexOf(a, b, /)': (runtime, a, b) => runtime.call(runtime.getAttribute(runtime.call(LIST, [a]), 'index'), [b]),
    'call(obj, /, *args, **keywords)': (runtime, callee, args, keywords) =>
      runtime.call(callee, (args as PyTuple).items, namesOf(keywords)),
    'contains(a, b, /)': (runtime, a, b) => runtime.compare('in', b, a),
    'getitem(a, b, /)': (runtime, a, b) => runtime.getItem(a, b),
    'setitem(a, b, c, /)': (runtime, a, b, c) => {
      runtime.setItem(a, b, c);
      return null;
    },
    'delitem(a, b, /)': (runtime, a, b) => {
      runtime.deleteItem(a, b);
      return null;
    },
    'length_hint(obj, default=0, /)': (runtime, object) => runtime.length(object),
    'itemgetter(*items)': (_, items) =>
      getter((items as PyTuple).items, (runtime, object, key) => runtime.getItem(object, key)),
    'attrgetter(*attrs)': (_, names) => getter((names as PyTuple).items, dotted),
    'methodcaller(name, /, *args, **keywords)': (_, name, args, keywords) =>
      native('caller(obj)', (runtime, object) =>
        runtime.call(runtime.getAttribute(object, String(name)), (args as PyTuple).items, namesOf(keywords)),
      ),
  }),
]);
