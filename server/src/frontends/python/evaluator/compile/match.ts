// `match`: patterns → tests that bind names as they go. Undefined: it depends on what is unknown.
import type { Match, Pattern } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import { isInstanceOf } from '../protocols/instance-of.ts';
import { PyClass, PyDict, PyList, PyRange, PyTuple, type Value } from '../values.ts';
import type { Compiler, Completion, Execute, Store } from './compiler.ts';
import { compileStore } from './names.ts';
import type { Scope } from './scope.ts';

type Test = (frame: Frame, value: Value) => boolean | undefined;

export function compileMatch(compiler: Compiler, { subject, cases, span }: Match, scope: Scope): Execute {
  const { interpreter } = compiler;
  const code = compiler.expression(subject, scope);
  const compiled = cases.map(({ pattern, guard, body }) => ({
    test: compilePattern(compiler, pattern, scope),
    guard: guard && compiler.expression(guard, scope),
    run: compiler.block(body, scope),
  }));
  const from = (frame: Frame, value: Value, index: number): Completion => {
    const next = compiled[index];
    if (!next) return undefined;
    let matches = next.test(frame, value);
    if (matches && next.guard) matches = interpreter.truth(next.guard(frame));
    if (matches === undefined)
      return interpreter.branch(frame, value, next.run, (inner) => from(inner, value, index + 1));
    return matches ? next.run(frame) : from(frame, value, index + 1);
  };
  return compiler.step(span, (frame) => from(frame, code(frame), 0));
}

function every(results: Iterable<boolean | undefined>): boolean | undefined {
  let all: boolean | undefined = true;
  for (const result of results) {
    if (result === false) return false;
    if (result === undefined) all = undefined;
  }
  return all;
}

function compilePattern(compiler: Compiler, pattern: Pattern, scope: Scope): Test {
  const { interpreter } = compiler;
  switch (pattern.kind) {
    case 'capture':
    case 'star': {
      const store: Store = pattern.name ? compileStore(compiler, pattern.name, scope) : () => {};
      return (frame, value) => {
        store(frame, value);
        return true;
      };
    }
    case 'value': {
      const code = compiler.expression(pattern.value, scope);
      return (frame, value) => interpreter.equals(value, code(frame));
    }
    case 'as': {
      const inner = compilePattern(compiler, pattern.pattern, scope);
      const store = compileStore(compiler, pattern.name, scope);
      return (frame, value) => {
        const matches = inner(frame, value);
        if (matches !== false) store(frame, value);
        return matches;
      };
    }
    case 'or': {
      const tests = pattern.alternatives.map((alternative) => compilePattern(compiler, alternative, scope));
      return (frame, value) => {
        let any: boolean | undefined = false;
        for (const test of tests) {
          const matches = test(frame, value);
          if (matches) return true;
          if (matches === undefined) any = undefined;
        }
        return any;
      };
    }
    case 'sequence':
      return compileSequence(compiler, pattern, scope);
    case 'mapping': {
      const entries = pattern.entries.map(({ key, value }) => ({
        key: compiler.expression(key, scope),
        test: compilePattern(compiler, value, scope),
      }));
      const rest = pattern.rest ? compileStore(compiler, pattern.rest, scope) : undefined;
      return (frame, value) => {
        if (interpreter.isUnknown(value)) return undefined;
        if (!(value instanceof PyDict)) return false;
        if (value.lost) return undefined;
        const others = new PyDict();
        for (const [id, entry] of value.entries) others.entries.set(id, entry);
        const matches = entries.map(({ key, test }) => {
          const id = interpreter.keyOf(key(frame));
          const entry = value.entries.get(id);
          others.entries.delete(id);
          return entry !== undefined && test(frame, entry[1]);
        });
        rest?.(frame, others);
        return every(matches);
      };
    }
    case 'class':
      return compileClassPattern(compiler, pattern, scope);
  }
}

function compileSequence(compiler: Compiler, pattern: Extract<Pattern, { kind: 'sequence' }>, scope: Scope): Test {
  const { interpreter } = compiler;
  const tests = pattern.items.map((item) => compilePattern(compiler, item, scope));
  const star = pattern.items.findIndex((item) => item.kind === 'star');
  return (frame, value) => {
    if (interpreter.isUnknown(value)) return undefined;
    if (!(value instanceof PyList || value instanceof PyTuple || value instanceof PyRange)) return false;
    const given = interpreter.iterate(value);
    if (!given) return undefined;
    const items = [...given];
    if (star >= 0 && items.length >= tests.length - 1) {
      const extra = items.length - tests.length + 1;
      items.splice(star, extra, new PyList(items.slice(star, star + extra)));
    }
    return items.length === tests.length && every(items.map((item, index) => tests[index]?.(frame, item)));
  };
}

/** `str(x)`, `int()`: the one positional pattern of these is the value itself. */
const SELF_MATCHING = new Set(['bool', 'bytes', 'dict', 'float', 'frozenset', 'int', 'list', 'set', 'str', 'tuple']);

function compileClassPattern(compiler: Compiler, pattern: Extract<Pattern, { kind: 'class' }>, scope: Scope): Test {
  const { interpreter } = compiler;
  const type = compiler.expression(pattern.type, scope);
  const positional = pattern.positional.map((item) => compilePattern(compiler, item, scope));
  const keywords = pattern.keywords.map(({ name, pattern: item }) => ({
    name,
    test: compilePattern(compiler, item, scope),
  }));
  const attribute = (frame: Frame, value: Value, name: string, test: Test) => {
    const found = interpreter.findAttribute(value, name);
    return found !== undefined && test(frame, found);
  };
  return (frame, value) => {
    const of = type(frame);
    const is = interpreter.truth(isInstanceOf(interpreter, value, of));
    if (!is) return is;
    const names = of instanceof PyClass ? interpreter.findAttribute(of, '__match_args__') : undefined;
    const order = names instanceof PyTuple ? names.items : [];
    const itself = of instanceof PyClass && SELF_MATCHING.has(of.name);
    return every([
      ...positional.map((test, index) => {
        const name = order[index];
        if (itself) return test(frame, value);
        return typeof name === 'string' && attribute(frame, value, name, test);
      }),
      ...keywords.map(({ name, test }) => attribute(frame, value, name, test)),
    ]);
  };
}
