// Bodies with `yield` → JavaScript generators, so that they run as far as they are asked. Statements without a yield inside run as
// everywhere else; yields inside an expression are run before its statement.
import type { Expression, Statement } from '../../syntax/ast.ts';
import { partsOf, subexpressions } from '../../syntax/walk.ts';
import type { Frame } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { enter, exit } from '../protocols/contexts.ts';
import { PyGenerator, type Running, type Steps } from '../protocols/generators.ts';
import { type PyInstance, PyRaise, type Value } from '../values.ts';
import type { Code, Compiler, Completion, Execute } from './compiler.ts';
import { compileForget, compileStore, compileTarget } from './names.ts';
import type { Scope } from './scope.ts';

export function compileGenerator(compiler: Compiler, statements: readonly Statement[], scope: Scope): Steps {
  const parts = statements.map((statement) => compileStatement(compiler, statement, scope));
  return function* (frame) {
    for (const part of parts) {
      const completion = yield* part(frame);
      if (completion !== undefined) return completion;
    }
    return undefined;
  };
}

function holdsYield(expression: Expression | undefined): boolean {
  if (!expression) return false;
  return expression.kind === 'yield' || subexpressions(expression).some(holdsYield);
}

function yields(statement: Statement): boolean {
  const { expressions = [], targets = [], blocks = [] } = partsOf(statement);
  return [...expressions, ...targets].some(holdsYield) || blocks.some((block) => block.some(yields));
}

function compileStatement(compiler: Compiler, statement: Statement, scope: Scope): Steps {
  if (!yields(statement)) return plain(compiler.block([statement], scope));
  switch (statement.kind) {
    case 'if':
      return compileIf(compiler, statement, scope);
    case 'for':
    case 'while':
      return compileLoop(compiler, statement, scope);
    case 'try':
      return compileTry(compiler, statement, scope);
    case 'with':
      return compileWith(compiler, statement, scope);
    default: {
      const { expressions = [], targets = [] } = partsOf(statement);
      const before = compileYields(compiler, [...expressions, ...targets], scope);
      const run = compiler.block([statement], scope);
      return function* (frame) {
        yield* before(frame);
        return run(frame);
      };
    }
  }
}

type Yielding<T> = (frame: Frame) => Generator<Value, T, Value>;

/** The yields inside of expressions, inner ones first: what is sent to them waits for the expression that is evaluated next. */
function compileYields(
  compiler: Compiler,
  expressions: readonly (Expression | undefined)[],
  scope: Scope,
): Yielding<void> {
  const found = expressions.flatMap(yieldsIn).map((each) => compileYield(compiler, each, scope));
  return function* (frame) {
    for (const each of found) {
      const sent = yield* each(frame);
      frame.sent ??= [];
      frame.sent.push(sent);
    }
  };
}

type Yield = Extract<Expression, { kind: 'yield' }>;

function yieldsIn(expression: Expression | undefined): readonly Yield[] {
  if (!expression) return [];
  const inner = subexpressions(expression).flatMap(yieldsIn);
  return expression.kind === 'yield' ? [...inner, expression] : inner;
}

/** An expression in a statement's head, which is evaluated with the yields in it. */
function compileHead(compiler: Compiler, expression: Expression, scope: Scope): Yielding<Value> {
  const before = compileYields(compiler, [expression], scope);
  const code = compiler.expression(expression, scope);
  return function* (frame) {
    yield* before(frame);
    return code(frame);
  };
}

function plain(run: Execute): Steps {
  // biome-ignore lint/correctness/useYield: it is one of a generator's statements, and gives nothing.
  return function* (frame) {
    return run(frame);
  };
}

/** Gives what is sent to it; `yield from` what the other one returns. */
function compileYield(compiler: Compiler, { from, value, span }: Yield, scope: Scope): Yielding<Value> {
  const { interpreter } = compiler;
  const code: Code = value ? compiler.expression(value, scope) : () => null;
  const item = compiler.at(span, code);
  return function* (frame) {
    interpreter.spend(1);
    const each = item(frame);
    if (!from) return yield each;
    if (each instanceof PyGenerator) return yield* delegate(each);
    yield* interpreter.iterate(each) ?? [interpreter.lost(each)];
    return null;
  };
}

/** What is sent and thrown goes on to the inner one. */
function* delegate(inner: PyGenerator): Generator<Value, Value, Value> {
  let item = inner.next();
  while (item !== undefined) {
    let sent: Value | undefined;
    let thrown: PyRaise | undefined;
    try {
      sent = yield item;
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      thrown = error;
    }
    if (thrown?.exception.class.name === 'GeneratorExit') {
      inner.close();
      throw thrown;
    }
    item = thrown ? inner.throw(thrown) : inner.send(sent ?? null);
  }
  return inner.result;
}

function compileIf(
  compiler: Compiler,
  { test, body, otherwise }: Extract<Statement, { kind: 'if' }>,
  scope: Scope,
): Steps {
  const { interpreter } = compiler;
  const condition = compileHead(compiler, test, scope);
  const [yes, no] = [compileGenerator(compiler, body, scope), compileGenerator(compiler, otherwise, scope)];
  return function* (frame) {
    interpreter.spend(1);
    const value = yield* condition(frame);
    const truth = interpreter.truth(value);
    if (truth !== undefined) return yield* truth ? yes(frame) : no(frame);
    // What it gives is in doubt from here on.
    yield interpreter.lost(value);
    return 'return';
  };
}

function compileLoop(
  compiler: Compiler,
  statement: Extract<Statement, { kind: 'for' | 'while' }>,
  scope: Scope,
): Steps {
  const { interpreter } = compiler;
  const head = compileHead(compiler, statement.kind === 'for' ? statement.iterable : statement.test, scope);
  const store = statement.kind === 'for' ? compileTarget(compiler, statement.target, scope) : undefined;
  const run = compileGenerator(compiler, statement.body, scope);
  const after = compileGenerator(compiler, statement.otherwise, scope);

  /** Whether there is a turn; a value where that is not known. */
  function* turns(frame: Frame): Generator<Value, () => Generator<Value, boolean | Value, Value>, Value> {
    if (!store) {
      return function* () {
        const value = yield* head(frame);
        return interpreter.truth(value) ?? interpreter.lost(value);
      };
    }
    const source = yield* head(frame);
    const items = interpreter.iterate(source)?.[Symbol.iterator]();
    // biome-ignore lint/correctness/useYield: heads of loops may yield, items do not.
    return function* () {
      const step = items?.next();
      if (!step) return interpreter.lost(source);
      if (!step.done) store(frame, step.value);
      return !step.done;
    };
  }

  return function* (frame) {
    const next = yield* turns(frame);
    for (;;) {
      interpreter.spend(1);
      const turn = yield* next();
      if (turn === false) return yield* after(frame);
      if (turn !== true) {
        // What it gives is in doubt from here on.
        yield turn;
        return 'return';
      }
      const completion = yield* run(frame);
      if (completion === 'break') return undefined;
      if (completion === 'return') return completion;
    }
  };
}

function compileTry(compiler: Compiler, statement: Extract<Statement, { kind: 'try' }>, scope: Scope): Steps {
  const { interpreter } = compiler;
  const run = compileGenerator(compiler, statement.body, scope);
  const after = compileGenerator(compiler, statement.otherwise, scope);
  const last = compileGenerator(compiler, statement.finally, scope);
  const handlers = statement.handlers.map(({ type, name, body }) => ({
    type: type && compiler.expression(type, scope),
    store: name ? compileStore(compiler, name, scope) : undefined,
    forget: name ? compileForget(compiler, name, scope) : undefined,
    run: compileGenerator(compiler, body, scope),
  }));
  function* guarded(frame: Frame): Running {
    let completion: Completion;
    try {
      completion = yield* run(frame);
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      const { exception } = error;
      const handler = handlers.find(({ type }) => !type || interpreter.catches(type(frame), exception));
      if (!handler) throw error;
      handler.store?.(frame, exception);
      try {
        return yield* handling(interpreter, exception, handler.run(frame));
      } finally {
        handler.forget?.(frame);
      }
    }
    return completion ?? (yield* after(frame));
  }
  return function* (frame) {
    let completion: Completion;
    try {
      completion = yield* guarded(frame);
    } catch (error) {
      if (error instanceof PyRaise) yield* last(frame);
      throw error;
    }
    return (yield* last(frame)) ?? completion;
  };
}

/** A bare `raise` in a handler means what it handles, whenever it goes on. */
function* handling(interpreter: Interpreter, exception: PyInstance, inner: Running): Running {
  let step = interpreter.handling(exception, () => inner.next(null));
  while (!step.done) {
    let go: () => IteratorResult<Value, Completion>;
    try {
      const sent = yield step.value;
      go = () => inner.next(sent);
    } catch (error) {
      go = () => inner.throw(error);
    }
    step = interpreter.handling(exception, go);
  }
  return step.value;
}

function compileWith(compiler: Compiler, { items, body }: Extract<Statement, { kind: 'with' }>, scope: Scope): Steps {
  const { interpreter } = compiler;
  const contexts = items.map(({ context, target }) => ({
    code: compiler.expression(context, scope),
    store: target && compileTarget(compiler, target, scope),
  }));
  const run = compileGenerator(compiler, body, scope);
  function* enterFrom(frame: Frame, index: number): Running {
    const context = contexts[index];
    if (!context) return yield* run(frame);
    const manager = context.code(frame);
    const value = enter(interpreter, manager);
    context.store?.(frame, value);
    let completion: Completion;
    try {
      completion = yield* enterFrom(frame, index + 1);
    } catch (error) {
      if (error instanceof PyRaise && exit(interpreter, manager, error.exception)) return undefined;
      throw error;
    }
    exit(interpreter, manager, undefined);
    return completion;
  }
  return (frame) => enterFrom(frame, 0);
}
