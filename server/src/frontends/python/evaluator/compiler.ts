// What compiling has in common: expressions become closures that give a value, statements closures that say how they ended.
// The parts come in from compile.ts, so that functions, classes and statements may hold each other.
import type { Span } from '../../../base/span.ts';
import type { Expression, Statement } from '../syntax/ast.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import type { Scope } from './scope.ts';
import type { CallSite, PassedArgument, Value } from './values.ts';

export type Code = (frame: Frame) => Value;
export type Store = (frame: Frame, value: Value) => void;

/** How a statement ended: undefined went on to the next. */
export type Completion = undefined | 'return' | 'break' | 'continue';
export type Execute = (frame: Frame) => Completion;

/** Where a top-level statement stands now: an edit above moves it, and nothing compiled needs to know. */
export interface Unit {
  readonly uri: string;
  offset: number;
}

export interface CompilerParts {
  readonly expression: (compiler: Compiler, expression: Expression, scope: Scope) => Code;
  readonly statement: (compiler: Compiler, statement: Statement, scope: Scope) => Execute;
}

const NOTHING_PASSED: ReadonlyMap<string, PassedArgument> = new Map();

export class Compiler {
  readonly interpreter: Interpreter;
  readonly unit: Unit;
  readonly #parts: CompilerParts;

  constructor(interpreter: Interpreter, unit: Unit, parts: CompilerParts) {
    this.interpreter = interpreter;
    this.unit = unit;
    this.#parts = parts;
  }

  expression(expression: Expression, scope: Scope): Code {
    return this.#parts.expression(this, expression, scope);
  }

  block(statements: readonly Statement[], scope: Scope): Execute {
    const codes = statements.map((statement) => this.#parts.statement(this, statement, scope));
    const [only] = codes;
    if (codes.length === 1 && only) return only;
    return (frame) => {
      for (const code of codes) {
        const completion = code(frame);
        if (completion !== undefined) return completion;
      }
      return undefined;
    };
  }

  /** One step of the program: paid for, and where an exception is raised that has no narrower place. */
  step(span: Span, run: Execute): Execute {
    const { interpreter, unit } = this;
    return (frame) => {
      interpreter.spend(1);
      try {
        return run(frame);
      } catch (error) {
        throw interpreter.placed(error, unit.uri, span, unit.offset);
      }
    };
  }

  /** An operator or subscript, which may run a dunder method: what it raises stands there. */
  at(span: Span, run: Code): Code {
    const { interpreter, unit } = this;
    let offset = -1;
    let site: CallSite | undefined;
    return (frame) => {
      if (!site || offset !== unit.offset) {
        offset = unit.offset;
        const place = this.absolute(span);
        site = { uri: unit.uri, span: place, head: place, passed: NOTHING_PASSED };
      }
      return interpreter.within(site, run, frame);
    };
  }

  absolute({ start, end }: Span): Span {
    return { start: start + this.unit.offset, end: end + this.unit.offset };
  }
}
