// Generators under way: a frame that runs as far as it is asked and no further. Their bodies are compiled elsewhere.
import type { Completion } from '../compile/compiler.ts';
import type { Frame } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { GENERATOR } from '../objects/builtin-classes.ts';
import { makeException } from '../objects/exceptions.ts';
import { nativeMethod, PyClass, PyInstance, PyIterator, PyRaise, type Value } from '../values.ts';

export type Running = Generator<Value, Completion, Value>;

export type Steps = (frame: Frame) => Running;

/** A generator that is under way. */
export class PyGenerator extends PyIterator {
  readonly #interpreter: Interpreter;
  readonly #frame: Frame;
  readonly #running: Running;
  #state: 'new' | 'suspended' | 'running' | 'ended' = 'new';
  /** What it returned. */
  result: Value = null;

  constructor(interpreter: Interpreter, frame: Frame, running: Running) {
    super(() => this.resume(() => running.next(null)));
    this.#interpreter = interpreter;
    this.#frame = frame;
    this.#running = running;
  }

  /** What it gives next; undefined at its end. */
  resume(step: () => IteratorResult<Value, Completion>): Value | undefined {
    if (this.#state === 'ended') return undefined;
    if (this.#state === 'running') return this.#interpreter.raise('ValueError', 'generator already executing');
    this.#state = 'running';
    try {
      const { done, value } = this.#interpreter.resumeFrame(this.#frame, step);
      this.#state = done ? 'ended' : 'suspended';
      if (!done) return value;
      const returned = value === 'return' ? this.#frame.returned : null;
      this.result = this.#interpreter.settleReturn(this.#frame, returned);
      return undefined;
    } catch (error) {
      this.#state = 'ended';
      throw error;
    }
  }

  send(value: Value): Value | undefined {
    if (this.#state === 'new' && value !== null)
      return this.#interpreter.raise('TypeError', "can't send non-None value to a just-started generator");
    return this.resume(() => this.#running.next(value));
  }

  throw(error: PyRaise): Value | undefined {
    if (this.#state === 'ended') throw error;
    return this.resume(() => this.#running.throw(error));
  }

  close(): void {
    if (this.#state === 'new') this.#state = 'ended';
    if (this.#state !== 'suspended') return;
    try {
      const given = this.throw(new PyRaise(makeException('GeneratorExit', '')));
      if (given !== undefined) this.#interpreter.raise('RuntimeError', 'generator ignored GeneratorExit');
    } catch (error) {
      if (!(error instanceof PyRaise) || error.exception.class.name !== 'GeneratorExit') throw error;
    }
  }
}

/** StopIteration where it has ended. */
function given(self: Value | undefined, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new PyRaise(makeException('StopIteration', self instanceof PyGenerator ? (self.result ?? '') : ''));
}

GENERATOR.namespace.set(
  'send',
  nativeMethod('send', (runtime, { positional: [self, value = null] }) =>
    self instanceof PyGenerator ? given(self, self.send(value)) : runtime.lost(self ?? null),
  ),
);
GENERATOR.namespace.set(
  'throw',
  nativeMethod('throw', (runtime, { positional: [self, type = null, value = null] }) => {
    const exception = type instanceof PyClass ? runtime.call(type, value === null ? [] : [value]) : type;
    if (!(self instanceof PyGenerator) || !(exception instanceof PyInstance)) return runtime.lost(self ?? null);
    return given(self, self.throw(new PyRaise(exception)));
  }),
);
GENERATOR.namespace.set(
  'close',
  nativeMethod('close', (_, { positional: [self] }) => {
    if (self instanceof PyGenerator) self.close();
    return null;
  }),
);

export function startGenerator(interpreter: Interpreter, frame: Frame, steps: Steps): PyIterator {
  return new PyGenerator(interpreter, frame, steps(frame));
}
