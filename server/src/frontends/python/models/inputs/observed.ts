// Calls of models that the file itself makes, with tensors whose shape is known: at its top, and in functions that need no
// arguments, as tests and main programs are.
import { type Dim, isKnown, isUnknown, N } from '../../../../graph/dim.ts';
import { type Volume, volume } from '../../../../graph/volume.ts';
import type { LoadedModule } from '../../evaluator/imports/loaded-module.ts';
import type { Interpreter } from '../../evaluator/interpreter.ts';
import { type Keywords, PyClass, type PyInstance, type Value } from '../../evaluator/values.ts';
import type { Program, Running } from '../../program.ts';
import type { FunctionDef } from '../../syntax/ast.ts';
import type { TorchSession } from '../../torch/session.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';
import { valueNamed } from '../candidates/candidate.ts';
import { classKey } from '../candidates/class-key.ts';
import { shifted, topStatements } from '../candidates/discover.ts';
import { makeupOf } from '../candidates/makeup.ts';
import { keeperOf } from '../looks/kept.ts';

export interface ObservedCall {
  readonly model: PyInstance;
  readonly class: PyClass;
  /** Of the model when it was called. */
  readonly makeup: string;
  readonly inputs: readonly Volume[];
  /** The same with the numbers of the call. */
  readonly given: readonly Volume[];
  /** Plain values that it is given as well, by name. */
  readonly beside: Keywords;
  /** Code around it is there for its failing. */
  readonly guarded?: true;
  /** The function that made the model and called it; absent at the file's top. */
  readonly trial?: string;
}

const kept = new WeakMap<LoadedModule, readonly ObservedCall[]>();
const last = new WeakMap<Program, readonly ObservedCall[]>();

/** What the file's top has called was seen while it ran; its functions are run now, once for each text. */
export function observedIn(running: Running): readonly ObservedCall[] {
  const { loaded, seen } = running;
  const known = kept.get(loaded);
  if (known) return known;
  const calls = [...seen];
  for (const { statement, offset } of topStatements(running)) {
    if (statement.kind === 'function' && looksLikeTrial(statement, offset, running))
      calls.push(...lastingTrial(running, statement, offset));
  }
  kept.set(loaded, calls);
  last.set(running.program, calls);
  return calls;
}

/** Of the text before: for who cannot wait for what this one calls. */
export function lastObservedIn(running: Running): readonly ObservedCall[] {
  return (last.get(running.program) ?? []).flatMap((call) => inClassesOf(running, [call]) ?? []);
}

/** What a trial has called stays as it is while nothing that it runs is different. */
function lastingTrial(running: Running, statement: FunctionDef, offset: number): readonly ObservedCall[] {
  const name = `trial ${statement.name}`;
  const head = shifted(statement.nameSpan, offset);
  const run = () => trial(running, statement);
  const { value, fresh } = keeperOf(running).look(name, head, '', run);
  return fresh ? value : (inClassesOf(running, value) ?? run());
}

/** The calls with the classes that are there now; undefined where one cannot be named. */
function inClassesOf({ loaded }: Running, calls: readonly ObservedCall[]): readonly ObservedCall[] | undefined {
  const renewed = calls.flatMap((call) => {
    const now = loaded.module.namespace.get(call.class.name);
    return now instanceof PyClass && classKey(now) === classKey(call.class) ? [{ ...call, class: now }] : [];
  });
  return renewed.length === calls.length ? renewed : undefined;
}

/** A function without required arguments that makes a tensor by itself. */
function looksLikeTrial({ parameters, isGenerator, span }: FunctionDef, offset: number, { loaded }: Running): boolean {
  if (isGenerator || parameters.some(({ default: fallback, kind }) => !fallback && kind !== '*' && kind !== '**'))
    return false;
  const text = loaded.text.slice(span.start + offset, span.end + offset);
  return /\btorch\.(?:randn?|ones|zeros|empty|rand)\s*\(/.test(text);
}

const TRIAL_LIMITS = { steps: 400_000, depth: 400, cells: 1_000_000 };

function trial(running: Running, { name }: FunctionDef): readonly ObservedCall[] {
  const { program, session } = running;
  const calls: ObservedCall[] = [];
  const { interpreter } = program;
  const before = session.builder;
  session.builder = session.newBuilder();
  session.called = observer(calls, interpreter, name);
  try {
    interpreter.isolated(() => {
      const callee = valueNamed(running, name);
      return callee === undefined ? null : interpreter.call(callee, []);
    }, TRIAL_LIMITS);
  } finally {
    session.called = undefined;
    session.builder = before;
  }
  return calls;
}

/** Thrown to end a trial once it has made the model that is wanted. */
const MADE = Symbol('made');

/** The model of this class that a function makes and calls; the function is run up to that call. */
export function madeIn(running: Running, trial: string, of: PyClass): Value | undefined {
  const { session } = running;
  const { interpreter } = running.program;
  const callee = valueNamed(running, trial);
  if (callee === undefined) return undefined;
  let made: PyInstance | undefined;
  const depth = interpreter.depth;
  session.called = (model) => {
    if (model.class !== of || interpreter.frames.slice(depth).some(isInside)) return;
    made = model;
    throw MADE;
  };
  try {
    interpreter.call(callee, []);
  } catch (error) {
    if (error !== MADE) throw error;
  } finally {
    session.called = undefined;
    interpreter.unwind(depth);
  }
  return made;
}

/** Only calls from outside of any model, and only with tensors whose every size is known. */
export function observer(
  calls: ObservedCall[],
  interpreter: Interpreter,
  trial?: string,
): NonNullable<TorchSession['called']> {
  return (model, inputs, beside = new Map()) => {
    if (interpreter.frames.some(isInside)) return;
    const given = inputs.map((value) => tensorOf(value)?.volume);
    if (given.length === 0 || !given.every(isSettled)) return;
    // Rows of numbers of which nobody knows the kind may as well be tokens.
    if (inputs.some((value) => tensorOf(value)?.isVague && (tensorOf(value)?.dims?.length ?? 0) <= 2)) return;
    calls.push({
      model,
      class: model.class,
      makeup: makeupOf(model),
      inputs: asInputs(given),
      given,
      beside,
      ...(interpreter.expects('RuntimeError') ? { guarded: true } : {}),
      ...(trial === undefined ? {} : { trial }),
    });
  };
}

/** What a module does while it is made or run calls its parts. */
function isInside({ name }: { readonly name: string }): boolean {
  return /(?:^|\.)(?:forward|__init__)$/.test(name);
}

type Settled = Volume & { readonly dims: readonly Dim[] };

function isSettled(given: Volume | undefined): given is Settled {
  return given?.dims !== undefined && !given.dims.some(isUnknown);
}

/**
 * The first axis is the batch, whatever number the trial takes. Where inputs differ in it, it may be time or anything else;
 * only a batch of images is one all the same.
 */
function asInputs(given: readonly Settled[]): readonly Volume[] {
  const several = given.filter(({ dims }) => dims.length > 1);
  const [main] = several;
  const batch = main?.dims[0];
  const others = several.slice(1);
  // The state of a recurrent layer has the batch second.
  const isFirst = others.every(({ dims: [own, next] }) => own === batch && next !== batch);
  const isBatch = main !== undefined && (main.dims.length >= 4 || isFirst);
  return given.map((each) => {
    const [first, ...rest] = each.dims;
    if (!isBatch || first === undefined || !isKnown(first) || first !== batch) return each;
    return volume([N, ...rest], each.dtype);
  });
}
