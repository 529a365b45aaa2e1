// Comparisons: identity, equality and order of numbers and built-in containers directly, of everything else through its dunder
// methods.
import type { Interpreter } from '../interpreter.ts';
import { classOf } from '../objects/builtin-classes.ts';
import { signs } from '../objects/numbers.ts';
import { PyBytes, PyDict, PyInstance, PyList, PyRange, PySet, PySlice, PyTuple, type Value } from '../values.ts';
import { asSet, isItems } from './container-operators.ts';
import { contains } from './items.ts';
import { reflected } from './operations.ts';

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
