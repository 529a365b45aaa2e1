// What is tried of a candidate until its input is chosen: it is made and run on inputs, and its first layers are looked at. What
// was tried stays tried, over the turns of one answer. Does not know which inputs are worth trying.
import type { BuildHost } from '../../../front-end.ts';
import { OutOfFuel } from '../../evaluator/fuel.ts';
import type { Trace } from '../../evaluator/rerun/trace.ts';
import type { PyInstance, PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { collect } from '../../torch/module/registries.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { failsAnyway } from '../findings/anyway.ts';
import { isMadeElsewhere, isPartOfAnother, lacksArguments, speaksOfModules } from '../findings/doubts.ts';
import { inputCount, parameterNames } from '../forward.ts';
import { type ModelInput, unknownInputs } from '../looks/calling.ts';
import type { Choice } from '../looks/choice.ts';
import { type Making, type Probe, probeModel, runModel, type Tried, tryModel } from '../looks/run.ts';
import { type Uses, usesIn, withSteps } from './first-use.ts';
import { fixedBatch, withBatch } from './fixed-batch.ts';
import type { SaidSize } from './said-size.ts';
import { goesFurther, works } from './side-search.ts';

/** What ended the making of a model; where it is made, its run on an input of which nothing is known. */
export interface Failure {
  readonly failure: PyRaise | OutOfFuel;
  readonly model: PyInstance | undefined;
}

/** What is known of a candidate until its input is chosen. */
interface Begun {
  readonly trace: Trace | undefined;
  readonly tried: Tried;
  /** By how many inputs there are. */
  readonly probed: Map<number | undefined, Probe>;
}

export class Trials {
  readonly #running: Running;
  readonly #host: BuildHost;
  /** What ended tries for the candidate at hand, where that is the file's mistake. */
  #failures: Failure[] = [];
  readonly #spent = new Map<Candidate, Making>();
  readonly #begun = new Map<Candidate, Begun>();

  constructor(running: Running, host: BuildHost) {
    this.#running = running;
    this.#host = host;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }

  /** What was tried need not be known any more. */
  forget(): void {
    this.#begun.clear();
    this.#spent.clear();
  }

  /** With what was tried before for the same answer: whoever rests on that has noted what it has read. */
  begin(candidate: Candidate): void {
    this.#failures = [];
    const { trace } = this.#running.program.interpreter;
    const begun = this.#begun.get(candidate);
    this.#spent.delete(candidate);
    if (begun?.trace === trace) return;
    this.#begun.set(candidate, { trace, tried: new Map(), probed: new Map() });
  }

  #begunFor(candidate: Candidate): Begun {
    const begun = this.#begun.get(candidate) ?? { trace: undefined, tried: new Map(), probed: new Map() };
    this.#begun.set(candidate, begun);
    return begun;
  }

  /** Makes it and runs it on inputs; `from`: what has said them. */
  run(
    candidate: Candidate,
    inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
    from?: string,
  ): Choice | undefined {
    let chosen: readonly ModelInput[] | undefined;
    const making = this.make(candidate, (model) => {
      chosen = inputs(model);
      return chosen;
    });
    if ('failure' in making) this.#fails(candidate, making.failure);
    return chosen && { making, inputs: chosen, from };
  }

  #fails(candidate: Candidate, failure: PyRaise | OutOfFuel, model?: PyInstance): void {
    const { name, kind, open } = candidate;
    if (kind === 'factory' && !speaksOfModules(this.#running, name)) return;
    const isAssumed =
      (kind === 'class' && (isMadeElsewhere(this.#running, name) || isPartOfAnother(this.#running, name))) ||
      (open && lacksArguments(this.#running, failure));
    if (isAssumed && !failsAnyway(this.#running, this.#host, candidate, failure, model && 'any')) return;
    if (!this.#failures.some((each) => each.failure === failure)) this.#failures.push({ failure, model });
  }

  /** What has used up its fuel is not tried at further inputs: each try would cost as much. */
  make(candidate: Candidate, inputs: (model: PyInstance) => readonly ModelInput[] | undefined): Making {
    const spent = this.#spent.get(candidate);
    if (spent) {
      if ('run' in spent) inputs(spent.run.model);
      return spent;
    }
    const making = this.#onFixedBatch(candidate, inputs, this.#tryOn(candidate, inputs));
    const failure = 'run' in making ? making.run.failure : 'failure' in making ? making.failure : undefined;
    if (failure instanceof OutOfFuel) this.#spent.set(candidate, making);
    return making;
  }

  /** Code that fixes the batch is run on that one. */
  #onFixedBatch(
    candidate: Candidate,
    inputs: (model: PyInstance) => readonly ModelInput[] | undefined,
    making: Making,
  ): Making {
    const batch = 'run' in making && !works(making) ? fixedBatch(this.#running, making.run.graph) : undefined;
    if (batch === undefined) return making;
    const fixed = this.#tryOn(candidate, (model) =>
      inputs(model)?.map((input) => ({ ...input, volume: withBatch(input.volume, batch) ?? input.volume })),
    );
    return goesFurther(fixed, making) ? fixed : making;
  }

  #tryOn(candidate: Candidate, inputs: (model: PyInstance) => readonly ModelInput[] | undefined): Making {
    if (!this.#running.turn.pause) return runModel(this.#running, this.#host, candidate, inputs);
    return tryModel(this.#running, this.#host, candidate, inputs, this.#begunFor(candidate).tried);
  }

  /** What the first layers of a run say of each input. */
  usesIn(making: Making): Uses {
    return 'run' in making ? withSteps(usesIn(making.run.graph), parameterNames(this.#running, making.run.model)) : [];
  }

  /** What the first layers say of each input; found once. */
  uses(candidate: Candidate, count?: number): Uses {
    const { probed } = this.#begunFor(candidate);
    const known = probed.get(count) ?? this.#probe(candidate, count);
    probed.set(count, known);
    const { uses, failure, run } = known;
    if (failure) this.#fails(candidate, failure);
    if (run?.failure instanceof OutOfFuel) this.#spent.set(candidate, { run });
    // Before any layer has read its input, which then is no matter.
    else if (run?.failure && uses.length > 0 && uses.every((use) => use === undefined) && hasWeights(run.model))
      this.#fails(candidate, run.failure, run.model);
    return uses;
  }

  /** What the model itself says of its input's size. */
  told(candidate: Candidate): SaidSize | undefined {
    return this.#begunFor(candidate).probed.get(undefined)?.told;
  }

  #probe(candidate: Candidate, count?: number): Probe {
    this.#running.turn.check(0);
    return probeModel(this.#running, this.#host, candidate, (model) =>
      unknownInputs(count ?? inputCount(this.#running, model)),
    );
  }
}

/** What has none gets from others what it runs. */
function hasWeights(model: PyInstance): boolean {
  return collect(model, '_parameters')[Symbol.iterator]().next().done !== true;
}
