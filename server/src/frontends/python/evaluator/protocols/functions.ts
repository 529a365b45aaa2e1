// Functions: making them with their closures, binding arguments as Python does, and running their bodies.
import type { Expression, FunctionDef, Lambda, Parameter, Statement } from '../../syntax/ast.ts';
import type { Code, Compiler, Execute } from '../compile/compiler.ts';
import { decorate } from '../compile/decorators.ts';
import { docstring } from '../compile/docstring.ts';
import { compileGenerator } from '../compile/generator.ts';
import { Scope } from '../compile/scope.ts';
import { type ClassCell, Frame, qualified } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { type Arguments, PyDict, PyFunction, PyTuple, type SignatureParameter, type Value } from '../values.ts';
import { type Steps, startGenerator } from './generators.ts';
import { isNamed, raiseMisfit } from './misfit.ts';

type Body = { readonly run: Execute } | { readonly steps: Steps };

/** What is the same for every closure of one function in the text. */
export interface FunctionCode {
  readonly definition: FunctionDef | Lambda;
  readonly parameters: readonly Parameter[];
  readonly compiler: Compiler;
  readonly outer: Scope;
  /** Compiled at the first call: most functions of a file are never called. */
  compiled: { readonly body: Body; readonly slots: Scope['slots'] } | undefined;
  /** Those that somebody has asked for. */
  readonly annotations: Map<Expression, Code>;
}

/** What one closure has of its own. */
export interface Closure {
  readonly code: FunctionCode;
  readonly enclosing: Frame;
  readonly classCell: ClassCell | undefined;
  readonly defaults: readonly (Value | undefined)[];
}

export function compileFunction(compiler: Compiler, definition: FunctionDef, scope: Scope): Code {
  const make = compileClosure(compiler, definition, scope);
  const decorators = definition.decorators.map((decorator) => ({
    code: compiler.expression(decorator, scope),
    span: decorator.span,
  }));
  return (frame) => {
    const decorations = decorators.map(({ code, span }) => ({ decorator: code(frame), span }));
    let value: Value = make(frame, definition.name);
    for (const { decorator, span } of decorations.reverse()) value = decorate(compiler, decorator, value, span);
    return value;
  };
}

export function compileLambda(compiler: Compiler, lambda: Lambda, scope: Scope): Code {
  const make = compileClosure(compiler, lambda, scope);
  return (frame) => make(frame, '<lambda>');
}

function compileClosure(compiler: Compiler, definition: FunctionDef | Lambda, outer: Scope) {
  const { parameters } = definition;
  const defaults = parameters.map((parameter) => parameter.default && compiler.expression(parameter.default, outer));
  const code: FunctionCode = { definition, parameters, compiler, outer, compiled: undefined, annotations: new Map() };
  return (frame: Frame, name: string): PyFunction => {
    const closure: Closure = {
      code,
      enclosing: frame.variables,
      classCell: frame.classCell,
      defaults: defaults.map((value) => value?.(frame)),
    };
    return new PyFunction(name, qualified(frame, name), frame.module.name, closure);
  };
}

function compiledBody(code: FunctionCode): { readonly body: Body; readonly slots: Scope['slots'] } {
  const { definition, compiler, outer, parameters } = code;
  const source = definition.body as readonly Statement[] | Expression;
  const scope = Scope.ofFunction(outer, parameters, source);
  const body = compileBody(compiler, definition, scope);
  if (scope.namesClass) scope.declare('__class__');
  code.compiled = { body, slots: scope.slots };
  return code.compiled;
}

function compileBody(compiler: Compiler, definition: FunctionDef | Lambda, scope: Scope): Body {
  if (definition.kind === 'lambda') {
    const code = compiler.expression(definition.body, scope);
    const run: Execute = (frame) => {
      frame.returned = code(frame);
      return 'return';
    };
    return { run };
  }
  if (definition.isGenerator) return { steps: compileGenerator(compiler, definition.body, scope) };
  return { run: compiler.entered(definition.parameters, compiler.block(definition.body, scope)) };
}

/** Runs a function of the file; a generator waits until it is asked. */
export function callFunction(interpreter: Interpreter, callee: PyFunction, args: Arguments): Value {
  const closure = callee.code as Closure;
  const { code, enclosing, classCell } = closure;
  const { body, slots } = code.compiled ?? compiledBody(code);
  const frame = new Frame({
    name: callee.qualifiedName,
    module: enclosing.module,
    uri: code.compiler.unit.uri,
    slots,
    enclosing,
    classCell,
    site: args.site,
  });
  bindArguments(interpreter, callee, closure, args, frame);
  const own = slots.get('__class__');
  if (own !== undefined) frame.locals[own] = classCell?.class;
  if ('steps' in body) return startGenerator(interpreter, frame, body.steps);
  return interpreter.runFrame(frame, body.run);
}

/** Fills the locals; where arguments and parameters do not fit each other, misfit.ts says what Python says. */
function bindArguments(
  interpreter: Interpreter,
  callee: PyFunction,
  { code: { parameters }, defaults }: Closure,
  { positional, keywords, open }: Arguments,
  { locals }: Frame,
): void {
  const others = open === undefined ? undefined : interpreter.lost(open);
  const fail = (): never =>
    raiseMisfit(interpreter, callee.qualifiedName, {
      parameters,
      defaults: others ? parameters.map(() => others) : defaults,
      positional,
      keywords,
    });
  let next = 0;
  let used = 0;
  for (let slot = 0; slot < parameters.length; slot++) {
    const { name, kind } = parameters[slot] as Parameter;
    if (kind === '*') {
      locals[slot] = others ?? new PyTuple(positional.slice(next));
      next = positional.length;
    } else if (kind === '**') {
      const rest = new PyDict();
      for (const [key, value] of keywords)
        if (!isNamed(parameters, key)) rest.entries.set(interpreter.keyOf(key), [key, value]);
      used += rest.entries.size;
      rest.lost = others;
      locals[slot] = rest;
    } else if (kind !== 'keyword-only' && next < positional.length) {
      if (keywords.size > 0 && kind === 'normal' && keywords.has(name)) fail();
      locals[slot] = positional[next++] as Value;
    } else if (keywords.size > 0 && kind !== 'positional-only' && keywords.has(name)) {
      used++;
      locals[slot] = keywords.get(name) as Value;
    } else {
      const value = others ?? defaults[slot];
      locals[slot] = value === undefined ? fail() : value;
    }
  }
  if (next < positional.length || used < keywords.size) fail();
}

/** The text that it begins with, for whoever calls it. */
export function docstringOf(callee: PyFunction): string | null {
  const { definition } = (callee.code as Closure).code;
  return (definition.kind === 'function' && docstring(definition.body)) || null;
}

/** What it says to return: evaluated only here. */
export function returnAnnotation(interpreter: Interpreter, callee: PyFunction): Value | undefined {
  const { code, enclosing } = callee.code as Closure;
  const returns = 'returns' in code.definition ? code.definition.returns : undefined;
  return returns && annotated(interpreter, code, returns, enclosing);
}

/** Undefined where it cannot be evaluated. */
function annotated(
  interpreter: Interpreter,
  { annotations, compiler, outer }: FunctionCode,
  annotation: Expression,
  frame: Frame,
): Value | undefined {
  const known = annotations.get(annotation) ?? compiler.expression(annotation, outer);
  annotations.set(annotation, known);
  if (annotation.kind !== 'name') return interpreter.possible(() => known(frame));
  // Looking up a name changes nothing that would have to be taken back.
  const found = interpreter.attempt(() => known(frame));
  return 'value' in found ? found.value : undefined;
}

/** What `inspect.signature` shows; annotations are evaluated only here. */
export function signatureOf(interpreter: Interpreter, callee: PyFunction): SignatureParameter[] {
  const { code, defaults, enclosing } = callee.code as Closure;
  return code.parameters.map(({ name, kind, annotation }, index) => ({
    name,
    kind,
    default: defaults[index],
    annotation: annotation && annotated(interpreter, code, annotation, enclosing),
  }));
}
