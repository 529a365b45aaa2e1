// Statements → closures. A statement answers how it ended; `return` leaves its value in the frame.
import type { If, Statement } from '../../syntax/ast.ts';
import { compileClass } from '../protocols/classes.ts';
import { compileFunction } from '../protocols/functions.ts';
import { inPlace } from '../protocols/operations.ts';
import { PyDict } from '../values.ts';
import { type Code, type Compiler, type Compilers, compileByKind, type Execute } from './compiler.ts';
import { compileTry, compileWith } from './guarded.ts';
import { compileFor, compileWhile } from './loop.ts';
import { compileMatch } from './match.ts';
import { compileDelete, compileStore, compileTarget } from './names.ts';
import type { Scope } from './scope.ts';

export function compileStatement(compiler: Compiler, statement: Statement, scope: Scope): Execute {
  return compileByKind<Statement, Execute>(COMPILERS, compiler, statement, scope);
}

const nothing = (): Execute => () => undefined;

const COMPILERS: Compilers<Statement, Execute> = {
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
    const value = condition(frame);
    frame.returned = interpreter.truth(value) ?? value;
    return undefined;
  });
  return (frame) => {
    head(frame);
    const value = frame.returned;
    if (typeof value === 'boolean') return value ? yes(frame) : no(frame);
    return interpreter.branch(frame, value, yes, no);
  };
}
