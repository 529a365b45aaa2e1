// What compiling has in common: expressions become closures that give a value, statements closures that say how they ended.
// The parts come in from index.ts, so that functions, classes and statements may hold each other.
import type { Span } from '../../../../base/span.ts';
import type { Declaration } from '../../../declared-shapes.ts';
import type { Expression, Parameter, Statement } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import type { CallSite, PassedArgument, Value } from '../values.ts';
import type { Scope } from './scope.ts';

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

/** Is shown what expressions come to, what names are given and what functions take. Spans count from the file's start. */
export type Watch = (span: Span, value: Value, frame: Frame) => void;

/** Displays and constants show what they come to themselves. */
const WATCHED: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>([
  'name',
  'attribute',
  'subscript',
  'call',
  'unary',
  'binary',
  'bool-op',
  'compare',
  'conditional',
]);

export interface CompilerParts {
  readonly expression: (compiler: Compiler, expression: Expression, scope: Scope) => Code;
  readonly statement: (compiler: Compiler, statement: Statement, scope: Scope) => Execute;
}

/** What compiles each kind of node. */
export type Compilers<N extends { readonly kind: string }, R> = {
  readonly [K in N['kind']]: (compiler: Compiler, node: Extract<N, { readonly kind: K }>, scope: Scope) => R;
};

export function compileByKind<N extends { readonly kind: string }, R>(
  compilers: Compilers<N, R>,
  compiler: Compiler,
  node: N,
  scope: Scope,
): R {
  const compile = compilers[node.kind as N['kind']] as (compiler: Compiler, node: N, scope: Scope) => R;
  return compile(compiler, node, scope);
}

const NOTHING_PASSED: ReadonlyMap<string, PassedArgument> = new Map();

export class Compiler {
  readonly interpreter: Interpreter;
  readonly unit: Unit;
  readonly #parts: CompilerParts;
  /** Only where somebody asks: code that nobody watches is compiled as if there were no such thing. */
  readonly #watch: Watch | undefined;

  constructor(interpreter: Interpreter, unit: Unit, parts: CompilerParts) {
    this.interpreter = interpreter;
    this.unit = unit;
    this.#parts = parts;
    this.#watch = interpreter.watch?.(unit.uri);
  }

  expression(expression: Expression, scope: Scope): Code {
    const code = this.#parts.expression(this, expression, scope);
    const watch = this.#watch;
    if (!watch || !WATCHED.has(expression.kind)) return code;
    return (frame) => {
      const value = code(frame);
      watch(this.absolute(expression.span), value, frame);
      return value;
    };
  }

  /** What is stored in a target, shown to who watches. */
  stored(target: Expression, store: Store): Store {
    const watch = this.#watch;
    if (!watch) return store;
    return (frame, value) => {
      store(frame, value);
      watch(this.absolute(target.span), value, frame);
    };
  }

  /** A value of which a comment says the shape. */
  declared(declaration: Declaration | undefined, code: Code): Code {
    if (!declaration) return code;
    const shaped = this.#shaped(declaration);
    return (frame) => shaped(code(frame));
  }

  declaredStore(declaration: Declaration | undefined, store: Store): Store {
    if (!declaration) return store;
    const shaped = this.#shaped(declaration);
    return (frame, value) => store(frame, shaped(value));
  }

  #shaped({ shapes, span }: Declaration): (value: Value) => Value {
    const { interpreter, unit } = this;
    return (value) => {
      const place = this.absolute(span);
      const site: CallSite = { uri: unit.uri, span: place, head: place, passed: NOTHING_PASSED };
      return interpreter.declared?.(value, shapes, site) ?? value;
    };
  }

  /** What a function's parameters, its first locals, hold when it begins, shown to who watches. */
  entered(parameters: readonly Parameter[], run: Execute): Execute {
    const watch = this.#watch;
    if (!watch) return run;
    return (frame) => {
      parameters.forEach(({ span }, slot) => {
        const value = frame.locals[slot];
        if (value !== undefined) watch(this.absolute(span), value, frame);
      });
      return run(frame);
    };
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
    const { interpreter } = this;
    return (frame) => {
      interpreter.spend(1);
      try {
        return run(frame);
      } catch (error) {
        throw this.placed(error, span);
      }
    };
  }

  /** What was raised there, unless it knows a narrower place. */
  placed(error: unknown, span: Span): unknown {
    return this.interpreter.placed(error, this.unit.uri, span, this.unit.offset);
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
