// Generators: a body with `yield` becomes a JavaScript generator, so that it runs as far as it is asked and no further.
// Statements without a yield inside run as everywhere else.
import type { Expression, Statement } from '../syntax/ast.ts';
import { partsOf, subexpressions } from '../syntax/walk.ts';
import type { Code, Compiler, Completion, Execute } from './compiler.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { compileTarget } from './names.ts';
import type { Scope } from './scope.ts';
import { PyIterator, PyRaise, type Value } from './values.ts';

export type Steps = (frame: Frame) => Generator<Value, Completion, Value>;

export function startGenerator(interpreter: Interpreter, frame: Frame, steps: Steps): PyIterator {
  const running = steps(frame);
  let ended = false;
  const resume = (): Value | undefined => {
    if (ended) return undefined;
    const step = interpreter.resumeFrame(frame, () => running.next(null));
    if (!step.done) return step.value;
    ended = true;
    return undefined;
  };
  return new PyIterator(resume);
}

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
  const { expressions = [], blocks = [] } = partsOf(statement);
  return expressions.some(holdsYield) || blocks.some((block) => block.some(yields));
}

function compileStatement(compiler: Compiler, statement: Statement, scope: Scope): Steps {
  if (!yields(statement)) return plain(compiler.block([statement], scope));
  switch (statement.kind) {
    case 'expression':
      return statement.value.kind === 'yield' ? compileYield(compiler, statement.value, scope) : fallback();
    case 'assign': {
      if (statement.value.kind !== 'yield') return fallback();
      const give = compileYield(compiler, statement.value, scope);
      const stores = statement.targets.map((target) => compileTarget(compiler, target, scope));
      return function* (frame) {
        yield* give(frame);
        for (const store of stores) store(frame, null);
        return undefined;
      };
    }
    case 'if':
      return compileIf(compiler, statement, scope);
    case 'for':
    case 'while':
      return compileLoop(compiler, statement, scope);
    case 'try':
      return compileTry(compiler, statement, scope);
    case 'with':
      return compileWith(compiler, statement, scope);
    default:
      return fallback();
  }

  /** A yield inside an expression: what it gives is handed on when the statement has ended. */
  function fallback(): Steps {
    const run = plain(compiler.block([statement], scope));
    return function* (frame) {
      const completion = yield* run(frame);
      const given = frame.yielded ?? [];
      frame.yielded = undefined;
      yield* given;
      return completion;
    };
  }
}

function plain(run: Execute): Steps {
  // biome-ignore lint/correctness/useYield: it is one of a generator's statements, and gives nothing.
  return function* (frame) {
    return run(frame);
  };
}

function compileYield(
  compiler: Compiler,
  { from, value, span }: Extract<Expression, { kind: 'yield' }>,
  scope: Scope,
): Steps {
  const { interpreter } = compiler;
  const code: Code = value ? compiler.expression(value, scope) : () => null;
  const item = compiler.at(span, code);
  return function* (frame) {
    interpreter.spend(1);
    const given = item(frame);
    if (!from) yield given;
    else yield* interpreter.iterate(given) ?? [interpreter.lost(given)];
    return undefined;
  };
}

function compileIf(
  compiler: Compiler,
  { test, body, otherwise }: Extract<Statement, { kind: 'if' }>,
  scope: Scope,
): Steps {
  const { interpreter } = compiler;
  const condition = compiler.expression(test, scope);
  const [yes, no] = [compileGenerator(compiler, body, scope), compileGenerator(compiler, otherwise, scope)];
  return function* (frame) {
    interpreter.spend(1);
    const value = condition(frame);
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
  const head = compiler.expression(statement.kind === 'for' ? statement.iterable : statement.test, scope);
  const store = statement.kind === 'for' ? compileTarget(compiler, statement.target, scope) : undefined;
  const run = compileGenerator(compiler, statement.body, scope);
  const after = compileGenerator(compiler, statement.otherwise, scope);

  function* turns(frame: Frame): Generator<Value | undefined, Value | undefined> {
    if (store) {
      const source = head(frame);
      const items = interpreter.iterate(source);
      if (!items) return source;
      for (const item of items) {
        store(frame, item);
        yield;
      }
      return undefined;
    }
    for (;;) {
      const value = head(frame);
      const truth = interpreter.truth(value);
      if (truth === undefined) return value;
      if (!truth) return undefined;
      yield;
    }
  }

  return function* (frame) {
    const loop = turns(frame);
    for (;;) {
      interpreter.spend(1);
      const turn = loop.next();
      if (turn.done) {
        if (turn.value === undefined) return yield* after(frame);
        yield interpreter.lost(turn.value);
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
    store: name ? compileTarget(compiler, { kind: 'name', id: name, span: { start: 0, end: 0 } }, scope) : undefined,
    run: compileGenerator(compiler, body, scope),
  }));
  function* guarded(frame: Frame): Generator<Value, Completion, Value> {
    try {
      return (yield* run(frame)) ?? (yield* after(frame));
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      const { exception } = error;
      const handler = handlers.find(({ type }) => !type || interpreter.catches(type(frame), exception));
      if (!handler) throw error;
      handler.store?.(frame, exception);
      return yield* handler.run(frame);
    }
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

function compileWith(compiler: Compiler, { items, body }: Extract<Statement, { kind: 'with' }>, scope: Scope): Steps {
  const { interpreter } = compiler;
  const contexts = items.map(({ context, target }) => ({
    code: compiler.expression(context, scope),
    store: target && compileTarget(compiler, target, scope),
  }));
  const run = compileGenerator(compiler, body, scope);
  return function* (frame) {
    const entered: Value[] = [];
    for (const { code, store } of contexts) {
      const manager = code(frame);
      entered.unshift(manager);
      store?.(frame, interpreter.enter(manager));
    }
    const completion = yield* run(frame);
    for (const manager of entered) interpreter.exit(manager, undefined);
    return completion;
  };
}
