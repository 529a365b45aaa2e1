// The operators of Python's own values as methods, for code that calls them by name: `super().__add__(other)`, `(5).__lt__(6)`.

import type { Interpreter } from '../interpreter.ts';
import { BYTES, DICT, FLOAT, FROZENSET, INT, LIST, SET, STR, TUPLE } from '../objects/builtin-classes.ts';
import { asNumber } from '../objects/numbers.ts';
import { NOT_IMPLEMENTED, nativeMethod, type PyClass, PyInstance, type Value } from '../values.ts';
import { plainEquals, plainOrdered } from './comparisons.ts';
import { DUNDER, ORDER, plainBinary, unary } from './operations.ts';
import { plainRepr } from './printing.ts';
import { truth } from './truth.ts';

type Own = (interpreter: Interpreter, self: Value, other: Value) => Value;

function put(of: PyClass, name: string, run: Own): void {
  const code = nativeMethod(name, (runtime, { positional: [self = null, other = null] }) =>
    run(runtime as Interpreter, self, other),
  );
  if (!of.namespace.has(name)) of.namespace.set(name, code);
}

const NUMBER = '+ - * / // % **';
const OPERATORS: readonly (readonly [PyClass, string])[] = [
  [INT, `${NUMBER} & | ^ << >>`],
  [FLOAT, NUMBER],
  [STR, '+ * %'],
  [BYTES, '+ *'],
  [LIST, '+ *'],
  [TUPLE, '+ *'],
  [DICT, '|'],
  [SET, '& | ^ -'],
  [FROZENSET, '& | ^ -'],
];
const SIGNS = { __neg__: '-', __pos__: '+', __invert__: '~' } as const;

for (const [of, operators] of OPERATORS) {
  for (const operator of operators.split(' ')) {
    const name = DUNDER[operator] ?? '';
    put(of, `__${name}__`, (run, self, other) => plainBinary(run, operator, self, other) ?? NOT_IMPLEMENTED);
    if (of === INT || of === FLOAT || operator === '*')
      put(of, `__r${name}__`, (run, self, other) => plainBinary(run, operator, other, self) ?? NOT_IMPLEMENTED);
  }
  put(of, '__repr__', (run, self) => plainRepr(run, self));
  if (of === DICT) continue;
  for (const [name, operator] of Object.entries(ORDER))
    put(of, `__${name}__`, (run, self, other) => plainOrdered(run, operator, self, other) ?? NOT_IMPLEMENTED);
}

for (const of of [INT, FLOAT]) {
  for (const [name, operator] of Object.entries(SIGNS))
    if (of === INT || operator !== '~') put(of, name, (run, self) => unary(run, operator, plainNumber(self)));
  put(of, '__abs__', (run, self) => {
    const isNegative = run.truth(run.compare('<', plainNumber(self), 0));
    if (isNegative === undefined) return run.lost(self);
    return isNegative ? unary(run, '-', plainNumber(self)) : plainNumber(self);
  });
  put(of, '__bool__', (run, self) => truth(run, plainNumber(self)) ?? run.lost(self));
}

for (const of of [INT, FLOAT, STR]) {
  put(of, '__eq__', (run, self, other) => {
    const comparable = of === STR ? isText(other) : asNumber(other) !== undefined;
    return comparable ? (plainEquals(run, self, other) ?? run.lost(other)) : NOT_IMPLEMENTED;
  });
  put(of, '__hash__', (run, self) => {
    const key = run.keyOf(self instanceof PyInstance ? (self.primitive ?? self) : self);
    return typeof key === 'number' ? key : run.unknown({ reason: 'depends-on-data', facts: { operator: 'hash' } });
  });
}

function isText(value: Value): boolean {
  return typeof value === 'string' || (value instanceof PyInstance && typeof value.primitive === 'string');
}

function plainNumber(value: Value): Value {
  return asNumber(value) ?? value;
}
