// `while` and `for` → closures, where it is known how often they run and where it is not.
import type { Span } from '../../../../base/span.ts';
import type { For, While } from '../../syntax/ast.ts';
import { batchLoop, uncertainLoop } from '../branches/loops.ts';
import type { Frame } from '../frame.ts';
import type { Compiler, Completion, Execute } from './compiler.ts';
import { compileTarget } from './names.ts';
import type { Scope } from './scope.ts';

export function compileWhile(compiler: Compiler, { test, body, otherwise }: While, scope: Scope): Execute {
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

export function compileFor(
  compiler: Compiler,
  { target, iterable, body, otherwise, declared }: For,
  scope: Scope,
): Execute {
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
