// What fails whatever anybody gives: a candidate is made with nothing known of its arguments, and run with nothing known of its
// inputs. Unknown absorbs, and a side of a branch that raises is dropped: what still ends the run, every run comes to.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import { unknownDim } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { BuildHost } from '../../../front-end.ts';
import type { OutOfFuel } from '../../evaluator/fuel.ts';
import type { Outcome, Resumable } from '../../evaluator/interpreter.ts';
import type { Trace } from '../../evaluator/rerun/trace.ts';
import { type PyInstance, PyRaise, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { plant } from '../../torch/tree.ts';
import type { Candidate, Given } from '../candidates/candidate.ts';
import { isRest, isRunnable } from '../candidates/discover.ts';
import { forwardParameters, inputCount } from '../forward.ts';
import { isConfirmed } from '../inputs/first-use.ts';
import { besideOf, building, call, type ModelInput, tensorsOf, unknownInputs } from '../looks/calling.ts';
import { atAssignments } from './at-assignments.ts';

/** `inputs`: what it was run on; undefined: the failure is one of making it, `'any'`: whatever it is run on. */
export function failsAnyway(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  failure: PyRaise | OutOfFuel,
  inputs?: readonly ModelInput[] | 'any',
): boolean {
  if (!(failure instanceof PyRaise)) return false;
  const isSo = (given: Given): boolean => {
    const ended = endOf(running, host, candidate, inputs, given);
    return ended instanceof PyRaise && isSame(ended, failure);
  };
  return isSo('anything') || (candidate.kind === 'factory' && isBeyondRest(running, failure) && isSo('named'));
}

/**
 * What factories pass on by `**settings` may be needed, or stand for a None; that they are made so that all of them fail without
 * is nothing that anybody means.
 */
function isBeyondRest({ program: { interpreter } }: Running, { exception }: PyRaise): boolean {
  const said = interpreter.str(exception);
  return !/^(?:KeyError|AttributeError)$/.test(exception.class.name) && !/NoneType|missing|unpack/.test(said);
}

/** What layers refuse wherever it is made, and run. */
export function refusedAnyway(running: Running, host: BuildHost, candidate: Candidate): readonly Finding[] {
  const { outcome, builder, resume } = madeVaguely(running, host, candidate);
  const model = 'value' in outcome && isRunnable(outcome.value) ? outcome.value : undefined;
  if (model) building(running.session, builder, () => resume(() => plant(running.program.interpreter, model)));
  const run = model && newBuilder(host, candidate);
  if (run)
    building(running.session, run, () =>
      resume(() => {
        plant(running.program.interpreter, model);
        const inputs = unknownInputs(inputCount(running, model));
        call(running, run, candidate, model, tensorsOf(run, candidate, inputs));
      }),
    );
  const graph = run?.finish();
  const found = graph && isConfirmed(graph) ? graph : builder.finish();
  const findings = found.findings.filter(({ quote, layer }) => quote !== undefined || layer?.refused);
  return model ? atAssignments(running, model, findings) : findings;
}

function newBuilder(host: BuildHost, { name }: Candidate): GraphBuilder {
  return host.newBuilder({ name, conventions: { rounding: 'floor' } });
}

/** The same statement raises the same. */
function isSame(a: PyRaise, b: PyRaise): boolean {
  const [x, y] = [a.place, b.place];
  return (
    a.exception.class.name === b.exception.class.name &&
    x?.uri === y?.uri &&
    x?.span.start === y?.span.start &&
    x?.span.end === y?.span.end
  );
}

interface Vague {
  readonly loaded: Running['loaded'];
  readonly outcome: Outcome<Value | undefined>;
  readonly resume: Resumable<unknown>['resume'];
  /** It knows what was found while it was made. */
  readonly builder: GraphBuilder;
  readonly ends: Map<string, PyRaise | OutOfFuel | undefined>;
  /** What notes that it rests on what making the model has read. */
  readonly trace: Trace | undefined;
}

/** Made once for all inputs. */
const known = { anything: new WeakMap<Candidate, Vague>(), named: new WeakMap<Candidate, Vague>() };

function endOf(
  running: Running,
  host: BuildHost,
  candidate: Candidate,
  inputs: readonly ModelInput[] | 'any' | undefined,
  given: Given = 'anything',
): PyRaise | OutOfFuel | undefined {
  const { outcome, resume, ends } = madeVaguely(running, host, candidate, given);
  if ('failure' in outcome) return inputs === undefined ? outcome.failure : undefined;
  const model = outcome.value;
  if (inputs === undefined || !isRunnable(model)) return undefined;
  const key = JSON.stringify(inputs);
  if (ends.has(key)) return ends.get(key);
  const builder = newBuilder(host, candidate);
  const ended = building(running.session, builder, () =>
    resume(() => {
      plant(running.program.interpreter, model, { onlyPaths: true });
      callWithAnything(running, builder, candidate, model, inputs === 'any' ? [] : inputs);
    }),
  );
  const end = 'failure' in ended ? ended.failure : undefined;
  ends.set(key, end);
  return end;
}

function madeVaguely(running: Running, host: BuildHost, candidate: Candidate, given: Given = 'anything'): Vague {
  const { program, session, loaded } = running;
  const { trace } = program.interpreter;
  const before = known[given].get(candidate);
  if (before?.loaded === loaded && before.trace === trace) return before;
  const builder = newBuilder(host, candidate);
  const make = () => (candidate.vague ? candidate.vague(running, given) : candidate.make(running));
  const made = building(session, builder, () => program.interpreter.resumable(make));
  const vague: Vague = { ...made, builder, loaded, trace, ends: new Map() };
  known[given].set(candidate, vague);
  return vague;
}

/** Nothing is known of what `forward` takes beside these inputs. PyTorch's own modules do not say what they take. */
function callWithAnything(
  running: Running,
  builder: GraphBuilder,
  candidate: Candidate,
  model: PyInstance,
  inputs: readonly ModelInput[],
): void {
  const parameters = forwardParameters(running, model);
  if (!parameters || parameters.some(isRest)) return;
  const anything = unknownDim({ reason: 'missing-input', facts: {} });
  const others = parameters.slice(inputs.length).map(({ name }) => [name, anything] as const);
  call(
    running,
    builder,
    candidate,
    model,
    tensorsOf(builder, candidate, inputs),
    new Map([...others, ...besideOf(inputs)]),
  );
}
