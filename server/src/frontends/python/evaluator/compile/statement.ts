// Statements → closures. A statement answers how it ended; `return` leaves its value in the frame.
import type { Span } from '../../../../base/span.ts';
import type { For, If, Statement, Try, While, With } from '../../syntax/ast.ts';
import { batchLoop, uncertainLoop } from '../branches/loops.ts';
import type { Frame } from '../frame.ts';
import { compileClass } from '../protocols/classes.ts';
import { enter, exit } from '../protocols/contexts.ts';
import { compileFunction } from '../protocols/functions.ts';
import { inPlace } from '../protocols/operations.ts';
import { PyDict, type PyInstance, PyRaise, type Value } from '../values.ts';
import type { Code, Compiler, Completion, Execute } from './compiler.ts';
import { compileMatch } from './match.ts';
import { compileDelete, compileForget, compileStore, compileTarget } from './names.ts';
import type { Scope } from './scope.ts';

type Compilers = {
  readonly [K in Statement['kind']]: (
    compiler: Compiler,
    statement: Extract<Statement, { kind: K }>,
    scope: Scope,
  ) => Execute;
};

export function compileStatement(compiler: Compiler, statement: Statement, scope: Scope): Execute {
  const compile = COMPILERS[statement.kind] as (compiler: Compiler, statement: Statement, scope: Scope) => Execute;
  return compile(compiler, statement, scope);
}

const nothing = (): Execute => () => undefined;

const COMPILERS: Compilers = {
  pass: nothing,
  global: nothing,
  nonlocal: nothing,
  'broken-statement': nothing,
  break: () => () => 'break',
  continue: () => () => 'continue',

  expression(compiler, { value, span }, scope) {
    if (value.kind === 'constant') return () => undefined;
    const code = compiler.expression(value, scope);
    return compiler.step(span, (frame) => {
      code(frame);
      return undefined;
    });
  },

  assign(compiler, { targets, value, span, declared }, scope) {
    const code = compiler.declared(declared, compiler.expression(value, scope));
    const stores = targets.map((target) => compileTarget(compiler, target, scope));
    return compiler.step(span, (frame) => {
      const result = code(frame);
      for (const store of stores) store(frame, result);
      return undefined;
    });
  },

  'annotated-assign'(compiler, statement, scope) {
    const note = compileAnnotation(compiler, statement, scope);
    if (!statement.value) return note;
    const code = compiler.declared(statement.declared, compiler.expression(statement.value, scope));
    const store = compileTarget(compiler, statement.target, scope);
    return compiler.step(statement.span, (frame) => {
      store(frame, code(frame));
      return note(frame);
    });
  },

  'augmented-assign'(compiler, { target, operator, value, span, declared }, scope) {
    const { interpreter } = compiler;
    const load = compiler.expression(target, scope);
    const code = compiler.expression(value, scope);
    const store = compileTarget(compiler, target, scope);
    const computed = compiler.at(span, (frame) => {
      const left = load(frame);
      return inPlace(interpreter, operator, left, code(frame));
    });
    const compute = compiler.declared(declared, computed);
    return compiler.step(span, (frame) => {
      store(frame, compute(frame));
      return undefined;
    });
  },

  return(compiler, { value, span, declared }, scope) {
    const code: Code = value ? compiler.declared(declared, compiler.expression(value, scope)) : () => null;
    return compiler.step(span, (frame) => {
      frame.returned = code(frame);
      return 'return';
    });
  },

  raise(compiler, { exception, cause, span }, scope) {
    const { interpreter } = compiler;
    const code = exception && compiler.expression(exception, scope);
    const from = cause && compiler.expression(cause, scope);
    return compiler.step(span, (frame) => interpreter.raiseValue(code?.(frame), from?.(frame)));
  },

  assert(compiler, { test, message, span }, scope) {
    const { interpreter } = compiler;
    const condition = compiler.expression(test, scope);
    const said = message && compiler.expression(message, scope);
    return compiler.step(span, (frame) => {
      if (interpreter.truth(condition(frame)) !== false) return undefined;
      const text = said && interpreter.possible(() => said(frame));
      return interpreter.raise('AssertionError', text === undefined ? '' : interpreter.str(text));
    });
  },

  delete(compiler, { targets, span }, scope) {
    const removes = targets.map((target) => compileDelete(compiler, target, scope));
    return compiler.step(span, (frame) => {
      for (const remove of removes) remove(frame);
      return undefined;
    });
  },

  if: compileIf,
  while: compileWhile,
  for: compileFor,
  with: compileWith,
  try: compileTry,
  match: compileMatch,

  function(compiler, statement, scope) {
    const make = compileFunction(compiler, statement, scope);
    const store = compileStore(compiler, statement.name, scope);
    return compiler.step(statement.span, (frame) => {
      store(frame, make(frame));
      return undefined;
    });
  },

  class(compiler, statement, scope) {
    const make = compileClass(compiler, statement, scope);
    const store = compileStore(compiler, statement.name, scope);
    return compiler.step(statement.span, (frame) => {
      store(frame, make(frame));
      return undefined;
    });
  },

  import(compiler, { names, span }, scope) {
    const { interpreter } = compiler;
    const stores = names.map(({ name, as }) => ({
      name,
      as,
      store: compileStore(compiler, as ?? (name.split('.')[0] as string), scope),
    }));
    return compiler.step(span, (frame) => {
      for (const { name, as, store } of stores)
        store(frame, interpreter.importing.module(frame.module, name, as !== undefined));
      return undefined;
    });
  },

  'import-from'(compiler, { module, level, names, span }, scope) {
    const { interpreter } = compiler;
    const stores = names.map(({ name, as }) => ({ name, store: compileStore(compiler, as ?? name, scope) }));
    return compiler.step(span, (frame) => {
      for (const { name, store } of stores) {
        if (name === '*') interpreter.importing.star(frame.module, module, level);
        else store(frame, interpreter.importing.name(frame.module, module, level, name));
      }
      return undefined;
    });
  },
};

/** Class bodies keep annotations, for dataclasses and named tuples; elsewhere they have no effect. */
function compileAnnotation(
  compiler: Compiler,
  { target, annotation }: Extract<Statement, { kind: 'annotated-assign' }>,
  scope: Scope,
): Execute {
  if (scope.kind !== 'class' || target.kind !== 'name') return () => undefined;
  const { interpreter } = compiler;
  const code = compiler.expression(annotation, scope);
  const { id } = target;
  return (frame) => {
    const type = interpreter.possible(() => code(frame)) ?? null;
    let annotations = frame.namespace?.get('__annotations__');
    if (!(annotations instanceof PyDict)) {
      annotations = new PyDict();
      frame.namespace?.set('__annotations__', annotations);
    }
    annotations.entries.set(id, [id, type]);
    return undefined;
  };
}

function compileIf(compiler: Compiler, { test, body, otherwise }: If, scope: Scope): Execute {
  const { interpreter } = compiler;
  const condition = compiler.expression(test, scope);
  const [yes, no] = [compiler.block(body, scope), compiler.block(otherwise, scope)];
  const head = compiler.step(test.span, (frame) => {
    frame.returned = condition(frame);
    return undefined;
  });
  return (frame) => {
    head(frame);
    const value = frame.returned;
    const truth = interpreter.truth(value);
    if (truth !== undefined) return truth ? yes(frame) : no(frame);
    return interpreter.branch(frame, value, yes, no);
  };
}

function compileWhile(compiler: Compiler, { test, body, otherwise }: While, scope: Scope): Execute {
  const { interpreter } = compiler;
  const condition = compiler.expression(test, scope);
  const [run, after] = [compiler.block(body, scope), compiler.block(otherwise, scope)];
  const loop: Loop = (frame, outer) => {
    for (;;) {
      interpreter.spend(1);
      const value = condition(frame);
      const truth = interpreter.truth(value);
      if (truth === undefined)
        return uncertainLoop(interpreter, frame, value, (inner) => once(interpreter.turn(inner, run, outer)));
      if (!truth) return after(frame);
      const completion = interpreter.turn(frame, run, outer);
      if (frame.leaves) interpreter.settle(frame, 'continue', outer);
      if (completion === 'break') return undefined;
      if (completion === 'return') return completion;
    }
  };
  return compileLoop(compiler, test.span, loop);
}

/** A turn of a loop that may run any number of times: its jumps end there. */
function once(completion: Completion): Completion {
  return completion === 'return' ? completion : undefined;
}

/** `outer`: so many worlds have left loops around this one. */
type Loop = (frame: Frame, outer: number) => Completion;

/** What an uncertain `break` left behind joins where the loop ends. */
function compileLoop(compiler: Compiler, span: Span, loop: Loop): Execute {
  const { interpreter } = compiler;
  return compiler.step(span, (frame) => {
    const outer = frame.leaves?.length ?? 0;
    const completion = loop(frame, outer);
    if (frame.leaves) {
      interpreter.settle(frame, 'continue', outer);
      interpreter.settle(frame, 'break', outer);
    }
    return completion;
  });
}

function compileFor(compiler: Compiler, { target, iterable, body, otherwise, declared }: For, scope: Scope): Execute {
  const { interpreter } = compiler;
  const source = compiler.expression(iterable, scope);
  const store = compiler.declaredStore(declared, compileTarget(compiler, target, scope));
  const [run, after] = [compiler.block(body, scope), compiler.block(otherwise, scope)];
  const loop: Loop = (frame, outer) => {
    const from = source(frame);
    const batch = interpreter.batchOf(from);
    if (batch) {
      const turn: Execute = (inner) => {
        store(inner, batch.item);
        return interpreter.turn(inner, run, outer);
      };
      return batchLoop(interpreter, frame, batch, turn, after);
    }
    const items = interpreter.iterate(from);
    if (!items) {
      const value = interpreter.lost(from);
      const turn: Execute = (inner) => {
        store(inner, value);
        return once(interpreter.turn(inner, run, outer));
      };
      return uncertainLoop(interpreter, frame, value, turn);
    }
    for (const item of items) {
      interpreter.spend(1);
      store(frame, item);
      const completion = interpreter.turn(frame, run, outer);
      if (frame.leaves) interpreter.settle(frame, 'continue', outer);
      if (completion === 'break') return undefined;
      if (completion === 'return') return completion;
    }
    return after(frame);
  };
  return compileLoop(compiler, iterable.span, loop);
}

function compileWith(compiler: Compiler, { items, body }: With, scope: Scope): Execute {
  const { interpreter } = compiler;
  const contexts = items.map(({ context, target }) => ({
    code: compiler.at(context.span, compiler.expression(context, scope)),
    span: context.span,
    store: target && compileTarget(compiler, target, scope),
  }));
  const run = compiler.block(body, scope);
  const enterFrom = (frame: Frame, index: number): Completion => {
    const context = contexts[index];
    if (!context) return run(frame);
    const manager = context.code(frame);
    const value = enter(interpreter, manager);
    context.store?.(frame, value);
    let completion: Completion;
    try {
      completion = enterFrom(frame, index + 1);
    } catch (error) {
      if (error instanceof PyRaise && exit(interpreter, manager, error.exception)) return undefined;
      throw error;
    }
    exit(interpreter, manager, undefined);
    return completion;
  };
  const [first] = contexts;
  return first ? compiler.step(first.span, (frame) => enterFrom(frame, 0)) : run;
}

function compileTry(compiler: Compiler, { body, handlers, otherwise, finally: last }: Try, scope: Scope): Execute {
  const { interpreter } = compiler;
  const [run, after, end] = [
    compiler.block(body, scope),
    compiler.block(otherwise, scope),
    compiler.block(last, scope),
  ];
  const compiled = handlers.map(({ type, name, body: inner }) => ({
    type: type && compiler.expression(type, scope),
    store: name ? compileStore(compiler, name, scope) : undefined,
    forget: name ? compileForget(compiler, name, scope) : undefined,
    run: compiler.block(inner, scope),
  }));
  const handlerOf = (frame: Frame, exception: PyInstance) =>
    compiled.find(({ type }) => !type || interpreter.catches(type(frame), exception));
  const guarded = (frame: Frame): Completion => {
    let completion: Completion;
    try {
      completion = interpreter.guarded(
        () => run(frame),
        (exception) => handlerOf(frame, exception) !== undefined,
      );
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      const { exception } = error;
      const handler = handlerOf(frame, exception);
      if (!handler) throw error;
      handler.store?.(frame, exception);
      try {
        return interpreter.handling(exception, () => handler.run(frame));
      } finally {
        handler.forget?.(frame);
      }
    }
    return completion ?? after(frame);
  };
  if (last.length === 0) return guarded;
  return (frame) => {
    const outer = frame.leaves?.length ?? 0;
    let completion: Completion;
    try {
      completion = guarded(frame);
    } catch (error) {
      if (error instanceof PyRaise) {
        const override = interpreter.handling(error.exception, () => interpreter.atLast(frame, end, outer));
        if (override !== undefined) return override;
      }
      throw error;
    }
    const returned: Value = frame.returned;
    const override = interpreter.atLast(frame, end, outer);
    if (override !== undefined) return override;
    frame.returned = returned;
    return completion;
  };
}
