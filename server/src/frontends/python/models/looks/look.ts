// What a candidate comes to when it is made and run: a graph and what is known of its parts, or what ended it.
import type { Cause } from '../../../../graph/cause.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import type { BuildHost, Source } from '../../../front-end.ts';
import type { ClassDefinition, PyInstance } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { collect, treeOf } from '../../torch/module/registries.ts';
import { sessionOf } from '../../torch/session.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { classKey } from '../candidates/class-key.ts';
import { asUsed } from '../candidates/uses.ts';
import { failsAnyway } from '../findings/anyway.ts';
import type { Circumstances } from '../findings/circumstances.ts';
import { hangsOnValues, mayBeOfDefaults, speaksOfModules } from '../findings/doubts.ts';
import { causeOf } from '../findings/failure.ts';
import { findingOf, isOfMaking } from '../findings/failures.ts';
import { isSuperseded } from '../findings/superseded.ts';
import { saidBy } from '../inputs/guessed-input.ts';
import { InputChoices } from '../inputs/input-choice.ts';
import { type Failure, Trials } from '../inputs/trials.ts';
import { type ModelInput, unknownInputs } from './calling.ts';
import type { Choice } from './choice.ts';
import { type Keeper, keeperOf, keepNot, type LookTrace } from './kept.ts';
import { circumstancesOf } from './run.ts';

/** What a candidate came to, where it came to something, and that stays for as long as nothing of it is different. */
export interface Look {
  readonly graph: Graph;
  /** Of the model's class. */
  readonly type: string;
  readonly class: string;
  /** Where that stood then. */
  readonly definition: ClassDefinition | undefined;
  readonly inputs: readonly ModelInput[];
  /** Classes of all below the model, and what these derive from. */
  readonly parts: ReadonlySet<string>;
  /** What the model's own class derives from. */
  readonly bases: ReadonlySet<string>;
  readonly from: string | undefined;
  /** What it was made with, where nobody says that. */
  readonly given?: string | undefined;
  readonly others?: Others;
}

/** What ended the making of what would have been a model is known, too. */
export interface Outcome {
  readonly look?: Look;
  readonly ended: readonly Finding[];
  /** Where it came to nothing: what ended that. */
  readonly cause?: Cause;
  model?: PyInstance | undefined;
}

/** Graphs on other inputs; made when they are asked for. */
export interface Others {
  /** Undefined once the text is another one. */
  ask: (() => readonly Graph[]) | undefined;
  graphs?: readonly Graph[];
}

export class Looks {
  readonly #running: Running;
  readonly #host: BuildHost;
  readonly #keeper: Keeper;
  readonly #trials: Trials;
  readonly #inputs: InputChoices;
  readonly #open: Others[] = [];

  constructor(running: Running, source: Source, host: BuildHost) {
    this.#running = running;
    this.#host = host;
    this.#keeper = keeperOf(running);
    this.#trials = new Trials(running, host);
    this.#inputs = new InputChoices(running, source, this.#trials);
  }

  /** `always`: even where nothing says that it is a model, or on what it runs. */
  outcome(candidate: Candidate, always: boolean, trace?: LookTrace): Outcome {
    const { choice: made, failures } = this.#inputs.of(candidate, always);
    const how = circumstancesOf(this.#running, candidate);
    const said = failures.flatMap((each) => this.#findingOf(candidate, each, how) ?? []);
    const ended = this.#orNothing(candidate, said);
    const [first] = failures;
    if (!made || !('run' in made.making))
      return first ? { ended, cause: causeOf(this.#running.program, first.failure) } : { ended };
    const { making, inputs, from } = made;
    const { model, graph: found } = making.run;
    const findings = this.#orNothing(candidate, found.findings);
    const graph = findings === found.findings ? found : { ...found, findings };
    if (!always && isMereFunction(model)) return { ended };
    const others = this.#othersOf(candidate, made, graph);
    if (candidate.kind !== 'instance' && isOfFile(this.#running, model)) keepNot(this.#running);
    const bases = new Set(model.class.mro.map(classKey));
    const parts = new Set<string>();
    for (const module of treeOf(model).keys())
      if (module !== model) for (const of of module.class.mro) parts.add(classKey(of));
    const { name: type, definition } = model.class;
    const place = definition && { ...definition };
    const given = candidate.given?.();
    const of = classKey(model.class);
    const look: Look = { graph, type, class: of, definition: place, inputs, parts, bases, from, given };
    if (!others) return { look, ended, model };
    const ask = () => (trace ? this.#keeper.traced(trace, others) : others());
    const open: Others = { ask };
    this.#open.push(open);
    return { look: { ...look, others: open }, ended, model };
  }

  /** Nothing of what is run with code that it was not written for. */
  #orNothing(candidate: Candidate, findings: readonly Finding[]): readonly Finding[] {
    const isMadeNow = candidate.kind === 'class' || candidate.kind === 'factory';
    return findings.length > 0 && isMadeNow && isSuperseded(this.#running, candidate) ? [] : findings;
  }

  /** What ends it whatever is given is the file's mistake, even where nobody says that it is made so. */
  #findingOf(candidate: Candidate, { failure, model }: Failure, how: Circumstances): Finding | undefined {
    const { kind, name } = candidate;
    const isMaker = (each: string) => speaksOfModules(this.#running, each);
    // A number that is assumed may stand for a list, or a whole data set.
    const isDoubtful =
      candidate.assumed !== undefined ||
      (model === undefined && !how.wanted && mayBeOfDefaults(this.#running, candidate, failure));
    const known = model ? circumstancesOf(this.#running, candidate, model, unknownInputs(1)) : how;
    const isBelieved = !isDoubtful && (kind !== 'factory' || isOfMaking(this.#running, failure, name));
    const found = isBelieved ? findingOf(this.#running, failure, known) : undefined;
    if (
      found ||
      (candidate.assumed && hangsOnValues(failure)) ||
      (kind === 'factory' && !isOfMaking(this.#running, failure, name, isMaker))
    )
      return found;
    return failsAnyway(this.#running, this.#host, candidate, failure, model && 'any')
      ? findingOf(this.#running, failure, { ...known, certain: true })
      : undefined;
  }

  /** The text is another one: what was found stays, and what it was found with need not. */
  close(): void {
    for (const each of this.#open) each.ask = undefined;
    this.#open.length = 0;
    this.#trials.forget();
  }

  /** The model on other inputs that may be meant; where its arguments are assumed, with others. */
  #othersOf(candidate: Candidate, { inputs, others }: Choice, graph: Graph): Choice['others'] {
    const { assumed } = candidate;
    if (!assumed) return this.#orAsUsed(candidate, others);
    const { assumption, otherwise } = assumed;
    const [usual, other] = assumption.channels ?? [];
    const changed = inputs.map((input): ModelInput => {
      const [batch, channels, ...rest] = input.volume.dims ?? [];
      if (input.source !== 'guess' || batch === undefined || channels === undefined) return input;
      // Images of the size that it is made for.
      const { sides = rest } = (rest.length === 2 && saidBy(otherwise)) || {};
      const dims = [batch, channels === usual && other !== undefined ? other : channels, ...sides];
      return { ...input, volume: { ...input.volume, dims } };
    });
    return () => {
      const making = this.#trials.make(otherwise, () => changed);
      // What cannot even be made so proves nothing.
      return [...(others?.() ?? []), 'run' in making ? making.run.graph : { ...graph, findings: [] }];
    };
  }

  /** The model as others of the file make it. */
  #orAsUsed(candidate: Candidate, others: Choice['others']): Choice['others'] {
    const used = asUsed(this.#running, candidate);
    if (used.length === 0) return others;
    return () => {
      const makings = used.flatMap((each) => this.#inputs.of(each, false).choice?.making ?? []);
      return [...(others?.() ?? []), ...makings.flatMap((making) => ('run' in making ? [making.run.graph] : []))];
    };
  }
}

/** Nothing was run since that would have to be put back. */
export function isUnderWay({ program: { interpreter }, session }: Running): boolean {
  return sessionOf(interpreter) === session;
}

/** A loss or a pooling of PyTorch's own is no model. */
function isMereFunction(model: PyInstance): boolean {
  return !model.class.definition && collect(model, '_parameters')[Symbol.iterator]().next().done === true;
}

/** Made by the file itself, and not by who was asked for it. */
function isOfFile({ loaded }: Running, model: PyInstance): boolean {
  for (const value of loaded.module.namespace.values()) if (value === model) return true;
  return false;
}
