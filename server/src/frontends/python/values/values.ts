// What stands at a place of a Python text and what it comes to: looks which models run the code there, and runs them, watched,
// until one has passed the place.
import type { Span } from '../../../base/span.ts';
import type { Cause } from '../../../graph/cause.ts';
import type { Origin } from '../../../graph/graph.ts';
import type { BuildHost, CodeSlot, ShapeComment, Source, ValueSlot } from '../../front-end.ts';
import type { PythonModel } from '../models/looks/built-model.ts';
import type { PythonParser } from '../syntax/parser.ts';
import { shapeCommentAt } from './comment.ts';
import { placeAt, type ValuePlace } from './place.ts';
import { Trace } from './trace.ts';

/** So many models are run for one look, and none that would begin later than this, in milliseconds: the next look goes on. */
const MOST_MODELS = 4;
const LATEST = 200;

/** Compiled code of a file is kept from one text to the next; of one file only. */
let latest:
  | { readonly uri: string; readonly watched: string; readonly trace: Trace; about: Values | undefined }
  | undefined;

export class Values {
  readonly #parser: PythonParser;
  readonly #source: Source;
  readonly #host: BuildHost;
  readonly #models: readonly PythonModel[];

  constructor(parser: PythonParser, source: Source, host: BuildHost, models: readonly PythonModel[]) {
    this.#parser = parser;
    this.#source = source;
    this.#host = host;
    this.#models = models;
  }

  codeAt(offset: number, within?: Span): CodeSlot | undefined {
    const place = placeAt(this.#parser.parse(this.#source.text), offset);
    if (!place || (within && !isNarrower(place.span, within))) return undefined;
    return place.kind === 'value' ? this.#valueAt(place) : place;
  }

  codeIn(uri: string, offset: number): CodeSlot | undefined {
    const text = this.#source.files?.texts.get(uri);
    const place = text === undefined ? undefined : placeAt(this.#parser.parse(text), offset);
    return place?.kind === 'value' ? this.#valueIn(uri, place) : place;
  }

  /** Nothing of what the imported file does by itself: that is told where it is analysed. */
  #valueIn(uri: string, { span, name, called, of, around }: ValuePlace): ValueSlot | undefined {
    const users = this.#models.filter((model) => passes(model, around, uri));
    if (users.length === 0) return undefined;
    const found = this.#inFirst(users, this.#trace(uri), of);
    return found && { kind: 'value', span, name, called, ...found };
  }

  /** The first model that has passed the place. */
  #inFirst(users: readonly PythonModel[], trace: Trace, of: Span): Pick<ValueSlot, 'runs' | 'model'> | undefined {
    const start = Date.now();
    for (const model of users.slice(0, MOST_MODELS)) {
      if (Date.now() - start > LATEST && !trace.knows(model)) return undefined;
      const runs = trace.inModel(model, of);
      if (runs.length > 0) return { runs, model: this.#models.indexOf(model) };
    }
    return undefined;
  }

  shapeCommentAt(offset: number): ShapeComment | undefined {
    return shapeCommentAt(this.#parser.parse(this.#source.text), offset);
  }

  #valueAt({ span, name, called, of, around, atTop }: ValuePlace): ValueSlot | undefined {
    const slot = { kind: 'value', span, name, called } as const;
    const trace = this.#trace();
    const inFile = trace.inFile(of);
    if (atTop && inFile.length > 0) return { ...slot, runs: inFile };
    const users = this.#usersOf(around);
    const found = this.#inFirst(users, trace, of);
    if (found) return { ...slot, ...found };
    const [user] = users;
    if (inFile.length > 0)
      return { ...slot, runs: trace.inFile(of), ...(user ? { model: this.#models.indexOf(user) } : {}) };
    const tried = trace.inTrials(of);
    if (tried.length > 0) return { ...slot, runs: tried };
    const stopped = users.map(stopOf).find((cause) => cause !== undefined);
    return stopped && { ...slot, runs: [], stopped };
  }

  #trace(watched = this.#source.uri): Trace {
    const { uri } = this.#source;
    if (latest?.uri !== uri || latest.watched !== watched)
      latest = { uri, watched, trace: new Trace(this.#parser, uri, watched), about: undefined };
    if (latest.about !== this) {
      latest.about = this;
      latest.trace.begin(this.#source, this.#host);
    }
    return latest.trace;
  }

  /** Those that are made there come first, then those that pass there while they are made or run. */
  #usersOf(around: Span): readonly PythonModel[] {
    const made = this.#models.filter(({ place }) => overlap(place, around));
    const passing = this.#models.filter((model) => !made.includes(model) && passes(model, around));
    return [...made, ...passing];
  }
}

function isNarrower(a: Span, b: Span): boolean {
  return b.start <= a.start && a.end <= b.end && a.end - a.start < b.end - b.start;
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Layers remember the calls on the way to them, and to where they were made; `file` is another one than the model's. */
function passes({ graph: { layers, modules } }: PythonModel, around: Span, file?: string): boolean {
  const isThere = ({ span, uri, frames = [], inner }: Origin) =>
    (uri === file && overlap(span, around)) ||
    (inner?.place !== undefined && inner.place.uri === file && overlap(inner.place.span, around)) ||
    frames.some((frame) => frame.uri === file && overlap(frame.span, around));
  return layers.some(({ origin }) => isThere(origin)) || modules.some(({ origin }) => isThere(origin));
}

/** Why a model is followed no further, where it is not. */
function stopOf({ graph: { gaps } }: PythonModel): Cause | undefined {
  return gaps.find(({ cause: { reason } }) => reason === 'raised' || reason === 'limit-reached')?.cause;
}
