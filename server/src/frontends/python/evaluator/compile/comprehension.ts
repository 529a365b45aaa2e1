// Comprehensions and generator expressions: the first iterable is evaluated outside, the rest in names of their own.
import type { Clause, Comprehension } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import { addTo, putIn } from '../protocols/items.ts';
import { BatchItems, PyDict, PyIterator, PyList, PySet, type Value } from '../values.ts';
import type { Code, Compiler } from './compiler.ts';
import { compileTarget } from './names.ts';
import { Scope } from './scope.ts';

export function compileComprehension(
  compiler: Compiler,
  { makes, element, value, clauses }: Comprehension,
  outer: Scope,
): Code {
  const { interpreter } = compiler;
  const scope = Scope.ofComprehension(outer, clauses);
  const first = compiler.expression((clauses[0] as Clause).iterable, outer);
  const item = compiler.expression(element, scope);
  const itemValue = value ? compiler.expression(value, scope) : undefined;
  const loop = compileClauses(compiler, clauses, scope);

  /** One item for all: what each is made into. In doubt where not all are taken, or more are made of each. */
  const overBatch = (inner: Frame, batch: BatchItems): Value => {
    try {
      const [made, ...more] = [...loop(inner, [batch.item], item)];
      return made !== undefined && more.length === 0 ? batch.map(() => made) : batch.lost;
    } catch (error) {
      if (error instanceof Unsure) return interpreter.lost(error.value);
      throw error;
    }
  };

  if (makes === 'generator') {
    return (frame) => {
      const source = first(frame);
      const items = interpreter.iterate(source);
      const inner = interpreter.innerFrame(frame, scope.slots);
      const batch = interpreter.batchOf(source);
      if (batch) return overBatch(inner, batch);
      if (!items) return interpreter.lost(source);
      return PyIterator.over(lazily(loop(inner, items, item)));
    };
  }
  return (frame) => {
    const value = first(frame);
    const source = interpreter.iterate(value);
    const inner = interpreter.innerFrame(frame, scope.slots);
    const batch = interpreter.batchOf(value);
    if (batch) {
      const items = overBatch(inner, batch);
      return makes === 'list' && items instanceof BatchItems ? items.list() : interpreter.lost(items);
    }
    if (!source) return interpreter.lost(value);
    try {
      if (makes === 'list') {
        const items: Value[] = [];
        for (const entry of loop(inner, source, item)) items.push(entry);
        return new PyList(items);
      }
      if (makes === 'set') {
        const set = new PySet();
        for (const entry of loop(inner, source, item)) addTo(interpreter, set, entry);
        return set;
      }
      const dict = new PyDict();
      for (const key of loop(inner, source, item)) putIn(interpreter, dict, key, itemValue?.(inner) ?? null);
      return dict;
    } catch (error) {
      if (error instanceof Unsure) return interpreter.lost(error.value);
      throw error;
    }
  };
}

/** How many items there are depends on this value, which is not known. */
class Unsure {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

/** A generator expression cannot take back what it gave: it ends where it is in doubt, with an unknown. */
function* lazily(items: Iterable<Value>): Generator<Value, void> {
  const iterator = items[Symbol.iterator]();
  for (;;) {
    try {
      const step = iterator.next();
      if (step.done) return;
      yield step.value;
    } catch (error) {
      if (!(error instanceof Unsure)) throw error;
      yield error.value;
      return;
    }
  }
}

type Loop = (frame: Frame, source: Iterable<Value>, item: Code) => Generator<Value, void>;

function compileClauses(compiler: Compiler, clauses: readonly Clause[], scope: Scope): Loop {
  const { interpreter } = compiler;
  const compiled = clauses.map(({ target, iterable, conditions }, index) => ({
    store: compileTarget(compiler, target, scope),
    iterable: index === 0 ? undefined : compiler.expression(iterable, scope),
    conditions: conditions.map((condition) => compiler.expression(condition, scope)),
  }));

  /** Whether an item passes. */
  const passes = (frame: Frame, conditions: readonly Code[]): boolean => {
    for (const condition of conditions) {
      const value = condition(frame);
      const truth = interpreter.truth(value);
      if (truth === undefined) throw new Unsure(value);
      if (!truth) return false;
    }
    return true;
  };

  function* run(frame: Frame, index: number, items: Iterable<Value>, item: Code): Generator<Value, void> {
    const clause = compiled[index];
    if (!clause) return;
    const next = compiled[index + 1];
    for (const each of items) {
      interpreter.spend(1);
      clause.store(frame, each);
      if (!passes(frame, clause.conditions)) continue;
      if (!next?.iterable) {
        yield item(frame);
        continue;
      }
      const source = next.iterable(frame);
      const inner = interpreter.iterate(source);
      if (!inner) throw new Unsure(source);
      yield* run(frame, index + 1, inner, item);
    }
  }
  return (frame, source, item) => run(frame, 0, source, item);
}
