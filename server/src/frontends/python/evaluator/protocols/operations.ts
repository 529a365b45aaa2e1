// Operators: numbers and built-in containers directly, everything else through its dunder methods.
import { unknownDim } from '../../../../graph/dim.ts';
import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import { isSubclass, lookUp } from '../objects/method-order.ts';
import { arithmetic, asNumber, signs } from '../objects/numbers.ts';
import {
  NOT_IMPLEMENTED,
  PyBytes,
  PyClass,
  PyDict,
  PyFloat,
  PyInstance,
  PyList,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  type Value,
} from '../values.ts';
import { asSet, containerOperator, extendInPlace, isItems } from './container-operators.ts';
import { customMethod } from './dunder.ts';
import { contains } from './items.ts';

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
function reflected(
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

const ORDERED: Readonly<Record<string, { method: string; mirrored: string; holds: (sign: number) => boolean }>> = {
  '<': { method: '__lt__', mirrored: '__gt__', holds: (sign) => sign < 0 },
  '<=': { method: '__le__', mirrored: '__ge__', holds: (sign) => sign <= 0 },
  '>': { method: '__gt__', mirrored: '__lt__', holds: (sign) => sign > 0 },
  '>=': { method: '__ge__', mirrored: '__le__', holds: (sign) => sign >= 0 },
};

export function compare(interpreter: Interpreter, operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
    case '!=':
      return equality(interpreter, operator, left, right);
    case 'is':
    case 'is not': {
      const same = identical(interpreter, left, right);
      if (same === undefined) return interpreter.isUnknown(left) ? left : interpreter.lost(right);
      return same === (operator === 'is');
    }
    case 'in':
      return contains(interpreter, right, left);
    case 'not in': {
      const inside = contains(interpreter, right, left);
      const truth = interpreter.truth(inside);
      return truth === undefined ? interpreter.lost(inside) : !truth;
    }
    default:
      return ordered(interpreter, operator, left, right);
  }
}

/** Small values are identical where they are equal. */
export function identical(interpreter: Interpreter, left: Value, right: Value): boolean | undefined {
  if (interpreter.isUnknown(left) || interpreter.isUnknown(right)) return undefined;
  if (left === right) return true;
  if (left instanceof PyTuple && right instanceof PyTuple) return left.items.length === 0 && right.items.length === 0;
  return false;
}

function equality(interpreter: Interpreter, operator: '==' | '!=', left: Value, right: Value): Value {
  const name = operator === '==' ? '__eq__' : '__ne__';
  const custom = reflected(interpreter, left, right, name, name, true);
  if (custom !== undefined) return custom;
  if (operator === '!=') {
    const equal = reflected(interpreter, left, right, '__eq__', '__eq__', true);
    if (equal !== undefined) {
      const truth = interpreter.truth(equal);
      return truth === undefined ? interpreter.lost(equal) : !truth;
    }
  }
  const same = plainEquals(interpreter, left, right);
  if (same === undefined) return interpreter.isUnknown(left) ? left : interpreter.lost(right);
  return same === (operator === '==');
}

export function equals(interpreter: Interpreter, a: Value, b: Value): boolean | undefined {
  if (a === b && (typeof a !== 'object' || a === null)) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  return interpreter.truth(equality(interpreter, '==', a, b));
}

/** Without dunder methods. */
export function plainEquals(interpreter: Interpreter, a: Value, b: Value): boolean | undefined {
  if (interpreter.isUnknown(a) || interpreter.isUnknown(b)) return undefined;
  if (a === b) return true;
  const possible = signs(a, b);
  if (possible) return agreed(possible.map((sign) => sign === 0));
  interpreter.spend(1);
  if (primitiveText(a) !== undefined) return primitiveText(a) === primitiveText(b);
  if ((a instanceof PyList && b instanceof PyList) || (a instanceof PyTuple && b instanceof PyTuple)) {
    if ((a instanceof PyList && a.lost) || (b instanceof PyList && b.lost)) return undefined;
    return a.items.length === b.items.length
      ? all(a.items, (item, index) => equals(interpreter, item, b.items[index] as Value))
      : false;
  }
  if (a instanceof PyDict && b instanceof PyDict) {
    if (a.lost || b.lost) return undefined;
    if (a.entries.size !== b.entries.size) return false;
    return all([...a.entries], ([id, [, value]]) => {
      const other = b.entries.get(id);
      return other ? equals(interpreter, value, other[1]) : false;
    });
  }
  if (a instanceof PySet && b instanceof PySet) {
    if (a.lost || b.lost) return undefined;
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
  }
  if (a instanceof PySlice && b instanceof PySlice)
    return all([a.lower, a.upper, a.step], (item, index) =>
      equals(interpreter, item, [b.lower, b.upper, b.step][index] ?? null),
    );
  if (a instanceof PyRange && b instanceof PyRange) return interpreter.keyOf(a) === interpreter.keyOf(b);
  if (a instanceof PyBytes && b instanceof PyBytes) return a.value === b.value;
  if (typeof a === 'object' && a !== null && a.kind === 'bound-method')
    return interpreter.keyOf(a) === interpreter.keyOf(b);
  return false;
}

/** What all say. */
function agreed(answers: readonly boolean[]): boolean | undefined {
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}

function primitiveText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof PyInstance && typeof value.primitive === 'string' ? value.primitive : undefined;
}

function all<T>(items: readonly T[], test: (item: T, index: number) => boolean | undefined): boolean | undefined {
  let every: boolean | undefined = true;
  for (const [index, item] of items.entries()) {
    const holds = test(item, index);
    if (holds === false) return false;
    if (holds === undefined) every = undefined;
  }
  return every;
}

function ordered(interpreter: Interpreter, operator: string, left: Value, right: Value): Value {
  const { method, mirrored, holds } = ORDERED[operator] as (typeof ORDERED)[string];
  // Numbers of a class of one's own may have methods of their own.
  const isPlain = !(left instanceof PyInstance || right instanceof PyInstance);
  const possible = isPlain ? signs(left, right) : undefined;
  if (possible) return certain(interpreter, possible.map(holds));
  const custom = reflected(interpreter, left, right, method, mirrored, true);
  if (custom !== undefined) return custom;
  if (interpreter.isUnknown(left)) return left;
  if (interpreter.isUnknown(right)) return right;
  const result = plainOrdered(interpreter, operator, left, right);
  if (result !== undefined) return result;
  const open = classOf(left).open ?? classOf(right).open;
  if (open) return open;
  const names = `'${classOf(left).name}' and '${classOf(right).name}'`;
  return interpreter.raise('TypeError', `'${operator}' not supported between instances of ${names}`);
}

function certain(interpreter: Interpreter, answers: readonly boolean[]): Value {
  return agreed(answers) ?? interpreter.unknown({ reason: 'batch-arithmetic', facts: {} });
}

/** Without dunder methods: undefined where they have no order. */
export function plainOrdered(interpreter: Interpreter, operator: string, left: Value, right: Value): Value | undefined {
  const { holds } = ORDERED[operator] as (typeof ORDERED)[string];
  if (isItems(left) || isItems(right)) {
    const [a, b] = [asSet(interpreter, left), asSet(interpreter, right)];
    return a instanceof PySet && b instanceof PySet ? plainOrdered(interpreter, operator, a, b) : undefined;
  }
  const possible = signs(left, right);
  if (possible) return certain(interpreter, possible.map(holds));
  const [a, b] = [primitiveText(left), primitiveText(right)];
  if (a !== undefined && b !== undefined) return holds(a < b ? -1 : a > b ? 1 : 0);
  if ((left instanceof PyList && right instanceof PyList) || (left instanceof PyTuple && right instanceof PyTuple))
    return orderedItems(interpreter, operator, left, right);
  if (left instanceof PySet && right instanceof PySet) {
    const inside = (x: PySet, y: PySet) => [...x.entries.keys()].every((key) => y.entries.has(key));
    const [small, large] = operator.startsWith('<') ? [left, right] : [right, left];
    return inside(small, large) && (operator.endsWith('=') || small.entries.size < large.entries.size);
  }
  return undefined;
}

/** Lexicographically: the first items that differ decide. */
function orderedItems(
  interpreter: Interpreter,
  operator: string,
  left: PyList | PyTuple,
  right: PyList | PyTuple,
): Value {
  const lost = (left instanceof PyList && left.lost) || (right instanceof PyList && right.lost);
  if (lost) return lost;
  const length = Math.min(left.items.length, right.items.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [left.items[i] as Value, right.items[i] as Value];
    const same = equals(interpreter, a, b);
    if (same === undefined) return interpreter.isUnknown(a) ? a : interpreter.lost(b);
    if (!same) return ordered(interpreter, operator, a, b);
  }
  const { holds } = ORDERED[operator] as (typeof ORDERED)[string];
  return holds(left.items.length - right.items.length);
}

/** true, false, or undefined where it depends on what is unknown. */
export function truth(interpreter: Interpreter, value: Value): boolean | undefined {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== '';
    case 'bigint':
      return value !== 0n;
    default:
      return value === null ? false : truthOfObject(interpreter, value);
  }
}

function truthOfObject(interpreter: Interpreter, value: Exclude<Value, boolean | number | string | bigint | null>) {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'float':
      return value.value !== 0;
    case 'instance':
      return truthOfInstance(interpreter, value);
    case 'list':
    case 'dict':
    case 'set':
    case 'tuple':
    case 'range': {
      const length = interpreter.length(value);
      return typeof length === 'number' ? length > 0 : undefined;
    }
    case 'bytes':
      return value.value !== '';
    default:
      return true;
  }
}

function truthOfInstance(interpreter: Interpreter, value: PyInstance): boolean | undefined {
  const method = interpreter.special(value, '__bool__') ?? interpreter.special(value, '__len__');
  if (method !== undefined) return truth(interpreter, interpreter.call(method, []));
  if (value.primitive !== undefined) return truth(interpreter, value.primitive);
  return value.class.open ? undefined : true;
}
