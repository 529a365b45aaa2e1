// `with` and `try` → closures: what is done however their blocks end.
import type { Try, With } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import { enter, exit } from '../protocols/contexts.ts';
import { type PyInstance, PyRaise, type Value } from '../values.ts';
import type { Compiler, Completion, Execute } from './compiler.ts';
import { compileForget, compileStore, compileTarget } from './names.ts';
import type { Scope } from './scope.ts';

export function compileWith(compiler: Compiler, { items, body }: With, scope: Scope): Execute {
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

export function compileTry(
  compiler: Compiler,
  { body, handlers, otherwise, finally: last }: Try,
  scope: Scope,
): Execute {
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
