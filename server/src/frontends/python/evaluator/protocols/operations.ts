// Operators: numbers and built-in containers directly, everything else through its dunder methods.
import { unknownDim } from '../../../../graph/dim.ts';
import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import { isSubclass, lookUp } from '../objects/method-order.ts';
import { arithmetic, asNumber } from '../objects/numbers.ts';
import { NOT_IMPLEMENTED, PyBytes, PyClass, PyFloat, PyInstance, PyList, PyTuple, type Value } from '../values.ts';
import { containerOperator, extendInPlace } from './container-operators.ts';
import { customMethod } from './dunder.ts';

export const DUNDER: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

/** By the names of their methods: `__lt__`. */
export const ORDER = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
export const COMPARISON = { eq: '==', ne: '!=', ...ORDER } as const;

export function binary(interpreter: Interpreter, operator: string, left: Value, right: Value): Value {
  // Numbers of a class of one's own may have methods of their own.
  const isPlain = !(left instanceof PyInstance || right instanceof PyInstance);
  const result = isPlain ? numeric(interpreter, operator, left, right) : undefined;
  if (result !== undefined) return result;
  const name = DUNDER[operator] ?? operator;
  const custom = reflected(interpreter, left, right, `__${name}__`, `__r${name}__`);
  if (custom !== undefined) return custom;
  const number = isPlain ? undefined : numeric(interpreter, operator, left, right);
  if (number !== undefined) return number;
  // What is reckoned from an unknown is another number than it.
  if (interpreter.isUnknown(left)) return unknownDim(left.cause);
  if (interpreter.isUnknown(right)) return unknownDim(right.cause);
  const container = containerOperator(interpreter, operator, left, right);
  if (container !== undefined) return container;
  if (operator === '|' && isType(left) && isType(right)) return new PyTuple([left, right]);
  return unsupported(interpreter, operator, left, right);
}

/** Without dunder methods: undefined where the operator is none of theirs. */
export function plainBinary(interpreter: Interpreter, operator: string, left: Value, right: Value): Value | undefined {
  if (interpreter.isUnknown(left)) return unknownDim(left.cause);
  if (interpreter.isUnknown(right)) return unknownDim(right.cause);
  return numeric(interpreter, operator, left, right) ?? containerOperator(interpreter, operator, left, right);
}

function isType(value: Value): boolean {
  return value === null || value instanceof PyClass || (value instanceof PyTuple && value.items.every(isType));
}

function unsupported(interpreter: Interpreter, operator: string, left: Value, right: Value): Value {
  const open = classOf(left).open ?? classOf(right).open;
  if (open) return open;
  const [a, b] = [classOf(left).name, classOf(right).name];
  const sequence = [left, right].find(isSequence);
  if (operator === '+' && sequence === left && (typeof left !== 'object' || left?.kind !== 'bytes'))
    return interpreter.raise('TypeError', `can only concatenate ${a} (not "${b}") to ${a}`);
  if (operator === '*' && sequence !== undefined)
    return interpreter.raise('TypeError', `can't multiply sequence by non-int of type '${sequence === left ? b : a}'`);
  return interpreter.raise(
    'TypeError',
    `unsupported operand type(s) for ${operator === '**' ? '** or pow()' : operator}: '${a}' and '${b}'`,
  );
}

function isSequence(value: Value): boolean {
  if (typeof value === 'string') return true;
  return value instanceof PyList || value instanceof PyTuple || value instanceof PyBytes;
}

function numeric(interpreter: Interpreter, operator: string, left: Value, right: Value): Value | undefined {
  const outcome = arithmetic(operator, left, right);
  if (outcome === undefined) return undefined;
  if (outcome === 'batch') return interpreter.unknown({ reason: 'batch-arithmetic', facts: {} });
  if (outcome === 'complex') return interpreter.unknown({ reason: 'not-modelled', facts: { name: 'complex' } });
  if (outcome === 'too-large')
    return interpreter.unknown({ reason: 'limit-reached', facts: { limit: 100_000, what: 'bits' } });
  return 'value' in outcome ? outcome.value : interpreter.raise(outcome.error, outcome.message);
}

/** The left one's method, or the right one's where that is of a subclass or the left one declines. */
export function reflected(
  interpreter: Interpreter,
  left: Value,
  right: Value,
  name: string,
  reflectedName: string,
  /** Comparisons ask the other side even where it is of the same class. */
  mirrored?: boolean,
): Value | undefined {
  const [a, b] = [classOf(left), classOf(right)];
  const first = () => tryMethod(interpreter, left, name, right);
  const second = () => (a === b && mirrored !== true ? undefined : tryMethod(interpreter, right, reflectedName, left));
  if (a !== b && isSubclass(b, a) && lookUp(b, reflectedName) !== lookUp(a, reflectedName)) return second() ?? first();
  return first() ?? second();
}

/** Undefined where there is no such method or it declines. Containers' own methods do not count. */
function tryMethod(interpreter: Interpreter, self: Value, name: string, other: Value): Value | undefined {
  const method = customMethod(self, name);
  if (method === undefined) return undefined;
  const result = interpreter.call(interpreter.bind(method, self, classOf(self)), [other]);
  return result === NOT_IMPLEMENTED ? undefined : result;
}

export function inPlace(interpreter: Interpreter, operator: string, left: Value, right: Value): Value {
  const custom = customMethod(left, `__i${DUNDER[operator] ?? operator}__`);
  if (custom !== undefined) {
    const result = interpreter.call(interpreter.bind(custom, left, classOf(left)), [right]);
    if (result !== NOT_IMPLEMENTED) return result;
  }
  return extendInPlace(interpreter, operator, left, right) ?? binary(interpreter, operator, left, right);
}

const UNARY: Readonly<Record<'-' | '+' | '~', string>> = { '-': '__neg__', '+': '__pos__', '~': '__invert__' };

export function unary(interpreter: Interpreter, operator: '-' | '+' | '~', operand: Value): Value {
  if (interpreter.isUnknown(operand)) return operand;
  const number = asNumber(operand);
  if (number !== undefined && !(operand instanceof PyInstance)) {
    if (operator === '+') return number;
    if (operator === '-') {
      if (number instanceof PyFloat && typeof number.value === 'number') return new PyFloat(-number.value);
      return binary(interpreter, '*', number, -1);
    }
    if (!(number instanceof PyFloat)) return binary(interpreter, '-', binary(interpreter, '*', number, -1), 1);
  }
  const method = interpreter.special(operand, UNARY[operator]);
  if (method !== undefined) return interpreter.call(method, []);
  if (operand instanceof PyInstance && operand.primitive !== undefined)
    return unary(interpreter, operator, operand.primitive);
  const { name, open } = classOf(operand);
  return open ?? interpreter.raise('TypeError', `bad operand type for unary ${operator}: '${name}'`);
}
