// Calls: what is passed, in order of evaluation, and where the text writes it.
import type { Span } from '../../../../base/span.ts';
import type { Argument, Call, Expression } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import { mappingEntries } from '../protocols/iteration.ts';
import type { CallSite, PassedArgument, Runtime, Value } from '../values.ts';
import type { Code, Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';

interface CompiledArgument {
  readonly code: Code;
  readonly name: string | undefined;
  readonly star: '*' | '**' | undefined;
  readonly span: Span;
  readonly literal: boolean;
}

/** What one call passes. */
export interface Passed {
  readonly positional: Value[];
  readonly keywords: Map<string, Value>;
  /** Index among the positional ones of every argument that is written as one, where stars shift them. */
  readonly places: number[] | undefined;
  /** Further arguments are there that are not known, for this value. */
  open: Value | undefined;
}

const NO_KEYWORDS: Map<string, Value> = new Map();

export function compileArguments(
  compiler: Compiler,
  args: readonly Argument[],
  scope: Scope,
): { readonly pass: (frame: Frame) => Passed; readonly compiled: readonly CompiledArgument[] } {
  const { interpreter } = compiler;
  const compiled = args.map(
    ({ value, name, star }): CompiledArgument => ({
      code: compiler.expression(value, scope),
      name,
      star,
      span: value.span,
      literal: isLiteral(value),
    }),
  );
  const simple = compiled.every(({ name, star }) => name === undefined && star === undefined);
  if (simple) {
    const codes = compiled.map(({ code }) => code);
    const pass = (frame: Frame): Passed => ({
      positional: codes.map((code) => code(frame)),
      keywords: NO_KEYWORDS,
      places: undefined,
      open: undefined,
    });
    return { pass, compiled };
  }
  const stars = compiled.some(({ star }) => star !== undefined);
  const pass = (frame: Frame): Passed => {
    const passed: Passed = {
      positional: [],
      keywords: new Map(),
      places: stars ? [] : undefined,
      open: undefined,
    };
    // Behind so many that nobody knows, nobody knows which parameter is meant.
    let counted = true;
    for (const { code, name, star } of compiled) {
      const value = code(frame);
      passed.places?.push(passed.positional.length);
      if (star === '*') {
        const items = interpreter.iterate(value);
        if (!items) {
          passed.open ??= value;
          counted = false;
        } else if (counted) for (const item of items) passed.positional.push(item);
      } else if (star === '**') {
        const entries = mappingEntries(interpreter, value);
        if (!entries) passed.open ??= value;
        else for (const [key, item] of entries) giveNamed(interpreter, passed.keywords, interpreter.str(key), item);
      } else if (name === undefined) {
        if (counted) passed.positional.push(value);
      } else giveNamed(interpreter, passed.keywords, name, value);
    }
    return passed;
  };
  return { pass, compiled };
}

function giveNamed(interpreter: Runtime, keywords: Map<string, Value>, name: string, value: Value): void {
  if (keywords.has(name)) interpreter.raise('TypeError', `got multiple values for keyword argument '${name}'`);
  keywords.set(name, value);
}

export function compileCall(compiler: Compiler, { callee, arguments: args, span }: Call, scope: Scope): Code {
  const { interpreter, unit } = compiler;
  const code = compiler.expression(callee, scope);
  const { pass, compiled } = compileArguments(compiler, args, scope);
  const written = new WrittenCall(span, callee.kind === 'attribute' ? callee.nameSpan : callee.span, compiled);
  return (frame) => {
    const target = code(frame);
    const passed = pass(frame);
    const site = new WrittenSite(unit.uri, written.at(unit.offset), passed);
    return interpreter.callFrom(target, passed.positional, passed.keywords, site, passed.open);
  };
}

/** The same for every run of one call in the text. */
class WrittenCall {
  readonly #span: Span;
  readonly #head: Span;
  readonly #arguments: readonly CompiledArgument[];
  #placed: PlacedCall | undefined;

  constructor(span: Span, head: Span, args: readonly CompiledArgument[]) {
    this.#span = span;
    this.#head = head;
    this.#arguments = args;
  }

  /** Where it stands while its statement begins there: an edit above moves it. */
  at(offset: number): PlacedCall {
    if (this.#placed?.offset === offset) return this.#placed;
    const absolute = ({ start, end }: Span) => ({ start: start + offset, end: end + offset });
    this.#placed = {
      offset,
      span: absolute(this.#span),
      head: absolute(this.#head),
      arguments: this.#arguments.map(({ name, star, span, literal }) => ({
        name,
        star,
        literal,
        span: absolute(span),
      })),
    };
    return this.#placed;
  }
}

interface PlacedCall {
  readonly offset: number;
  readonly span: Span;
  readonly head: Span;
  readonly arguments: readonly Omit<CompiledArgument, 'code'>[];
}

/** What was passed is listed only when somebody asks. */
class WrittenSite implements CallSite {
  readonly uri: string;
  readonly #call: PlacedCall;
  readonly #passed: Passed;

  constructor(uri: string, call: PlacedCall, passed: Passed) {
    this.uri = uri;
    this.#call = call;
    this.#passed = passed;
  }

  get span(): Span {
    return this.#call.span;
  }

  get head(): Span {
    return this.#call.head;
  }

  get written(): object | undefined {
    return this.#passed.places ? undefined : this.#call;
  }

  get passed(): ReadonlyMap<string, PassedArgument> {
    const passed = new Map<string, PassedArgument>();
    const { positional, keywords, places } = this.#passed;
    this.#call.arguments.forEach(({ name, star, span, literal }, index) => {
      if (star) return;
      const place = places?.[index] ?? index;
      const value = name === undefined ? positional[place] : keywords.get(name);
      if (value === undefined) return;
      passed.set(name ?? String(place), { value, span, literal });
    });
    return passed;
  }
}

/** A number, string or the like that a fix may rewrite in place; also `-1`, `(3, 3)`. */
function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'constant') return true;
  if (expression.kind === 'unary') return isLiteral(expression.operand);
  if (expression.kind === 'binary') return isLiteral(expression.left) && isLiteral(expression.right);
  return (expression.kind === 'tuple' || expression.kind === 'list') && expression.items.every(isLiteral);
}
