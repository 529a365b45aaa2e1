// A file run once more, watched: what its expressions come to, in its models one by one, as far as somebody asks.
// Nothing of it is on the way of an edit: the run that is analysed knows nothing of this one.
import type { Span } from '../../../base/span.ts';
import type { BuildHost, Source, ValueRun } from '../../front-end.ts';
import type { Watch } from '../evaluator/compile/compiler.ts';
import type { Frame } from '../evaluator/frame.ts';
import type { PyInstance, Value } from '../evaluator/values.ts';
import { observedIn } from '../models/inputs/observed.ts';
import type { PythonModel } from '../models/looks/built-model.ts';
import { engineOf, Program, type Running } from '../program.ts';
import type { PythonParser } from '../syntax/parser.ts';
import { descend, isModule } from '../torch/module/registries.ts';
import { type SeenOrModule, seenOf } from './seen.ts';

interface Record {
  /** The module whose method it was. */
  readonly owner: PyInstance | undefined;
  /** Of the module whose `forward` ran. */
  readonly path: string;
  readonly value: SeenOrModule;
}

/** What one run came to, by the place of the expression. */
interface Sight {
  readonly records: Map<string, Record[]>;
  readonly paths: Map<PyInstance, string>;
}

/** Code that runs more often is shown by its first runs. */
const MOST_RECORDS = 500;

export class Trace {
  readonly #program: Program;
  #running: Running | undefined;
  #host: BuildHost | undefined;
  #file = sight();
  #trials: Sight | undefined;
  readonly #models = new Map<PythonModel, Sight>();
  #watching: Sight | undefined;
  /** Above 0 in a run that only shows what may change. */
  #rehearsals = 0;

  /** `watched` is the file itself, or another one that it imports. */
  constructor(parser: PythonParser, uri: string, watched: string) {
    const watch: Watch = (span, value, frame) => this.#see(span, value, frame);
    this.#program = new Program(uri, engineOf(parser, { watch: (file) => (file === watched ? watch : undefined) }));
  }

  /** From here on it is about this text. */
  begin(source: Source, host: BuildHost): void {
    this.#file = sight();
    this.#trials = undefined;
    this.#models.clear();
    this.#host = host;
    this.#watching = this.#file;
    try {
      const running = this.#program.run(source, host);
      this.#running = running;
      this.#leaveOutRehearsals(running);
    } finally {
      this.#watching = undefined;
    }
  }

  /** What the file itself came to. */
  inFile(place: Span): readonly ValueRun[] {
    return runsOf(this.#file, place);
  }

  /** Without a further run. */
  knows(model: PythonModel): boolean {
    return this.#models.has(model);
  }

  inModel(model: PythonModel, place: Span): readonly ValueRun[] {
    const known = this.#models.get(model);
    if (known) return runsOf(known, place);
    const seen = this.#watched((running, host, into) => {
      const made = model.runIn(running, host);
      if (!made) return;
      for (const [path, module] of descend(made)) {
        into.paths.set(module, path);
        // What the file itself has made is known by its path from now on.
        this.#file.paths.set(module, path);
      }
    });
    this.#models.set(model, seen);
    return runsOf(seen, place);
  }

  /** What functions of the file that try its models came to. */
  inTrials(place: Span): readonly ValueRun[] {
    this.#trials ??= this.#watched((running) => observedIn(running));
    return runsOf(this.#trials, place);
  }

  #watched(run: (running: Running, host: BuildHost, into: Sight) => void): Sight {
    const seen = sight();
    if (!this.#running || !this.#host) return seen;
    this.#watching = seen;
    try {
      run(this.#running, this.#host, seen);
    } finally {
      this.#watching = undefined;
    }
    return seen;
  }

  #leaveOutRehearsals({ program: { interpreter } }: Running): void {
    const rehearse = interpreter.rehearsal ?? ((run) => run());
    interpreter.rehearsal = (run) => {
      this.#rehearsals++;
      try {
        return rehearse(run);
      } finally {
        this.#rehearsals--;
      }
    };
  }

  #see(place: Span, value: Value, { variables }: Frame): void {
    if (!this.#watching || this.#rehearsals > 0) return;
    const { records } = this.#watching;
    const key = keyOf(place);
    const known = records.get(key) ?? [];
    if (known.length >= MOST_RECORDS) return;
    const seen = seenOf(value);
    if (!seen) return;
    const [self] = variables.locals;
    known.push({ owner: isModule(self) ? self : undefined, path: this.#running?.session.path ?? '', value: seen });
    records.set(key, known);
  }
}

function sight(): Sight {
  return { records: new Map(), paths: new Map() };
}

function keyOf({ start, end }: Span): string {
  return `${start} ${end}`;
}

/** Alike ones of one instance are one, in the order of their first. */
function runsOf({ records, paths }: Sight, place: Span): readonly ValueRun[] {
  const runs = new Map<string, ValueRun>();
  for (const { owner, path: running, value } of records.get(keyOf(place)) ?? []) {
    const path = (owner && paths.get(owner)) ?? running;
    const run: ValueRun = { path, value: atPath(value, paths), times: 1 };
    const key = JSON.stringify([path, run.value]);
    const known = runs.get(key);
    runs.set(key, known ? { ...known, times: known.times + 1 } : run);
  }
  return [...runs.values()];
}

/** A module that is no part of the model is no more than one of its class. */
function atPath(value: SeenOrModule, paths: ReadonlyMap<PyInstance, string>): ValueRun['value'] {
  if (value.kind !== 'instance') return value;
  const { name } = value.of.class;
  const path = paths.get(value.of);
  return path === undefined ? { kind: 'class', name } : { kind: 'module', path, type: name };
}
