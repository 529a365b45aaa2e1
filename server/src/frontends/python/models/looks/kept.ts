// What earlier looks at a program came to, kept as long as what they rest on is the same: the code that ran, the values that
// it read, and what was asked of the file as a whole. Knows no models: whoever looks says what is kept, and under which name.
import type { Span } from '../../../../base/span.ts';
import type { MovePlace } from '../../../../graph/moved.ts';
import type { World } from '../../evaluator/imports/loaded-module.ts';
import { Comparison } from '../../evaluator/rerun/same.ts';
import { Trace } from '../../evaluator/rerun/trace.ts';
import type { Program, Running } from '../../program.ts';
import { type Move, movesBetween, nearMovesBetween } from '../../syntax/moves.ts';
import type { ParsedModule } from '../../syntax/parser.ts';

/** Where everything stood when something was found: to be asked later where it is now. */
export type Places = ReadonlyMap<string, ParsedModule>;

/** What a look rests on, beside what code reads of modules. */
export class LookTrace extends Trace {
  readonly facts = new Map<string, Fact>();
  /** It rests on what cannot be compared. */
  blocked = false;
}

interface Fact {
  readonly answer: string;
  readonly ask: (running: Running) => unknown;
}

/** What a look came to, and where it stood then. */
export interface Kept<T> {
  readonly value: T;
  readonly places: Places;
  /** Made by this very look. */
  readonly fresh: boolean;
  /** It may be another one now: where everything stood in the last text in which it was not. */
  readonly sure?: Places;
  /** What another look of this name came to, before. */
  readonly before?: T | undefined;
}

interface Entry {
  readonly value: unknown;
  readonly places: Places;
  readonly head: Span;
  readonly context: string;
  trace: LookTrace;
  world: World;
  /** Where everything stood when it was last known to hold. */
  sure: Places;
}

/** Of each name the last ones: what is typed is often taken back. */
const MOST_ALIKE = 2;

/** So many looks later, what nobody has asked for since is no part of the file any more. */
const MOST_IDLE = 10;

interface Shelf {
  readonly entries: readonly Entry[];
  readonly asked: number;
}

interface Store {
  readonly shelves: Map<string, Shelf>;
  looks: number;
}

const stores = new WeakMap<Program, Store>();

const facts = new WeakMap<Running['loaded'], Map<string, unknown>>();

/** Something of the file as a whole, found once for each text; a look that asks rests on the answer. It must be plain data. */
export function factOf<T>(running: Running, name: string, ask: (running: Running) => T): T {
  const { interpreter } = running.program;
  const { trace } = interpreter;
  const known = facts.get(running.loaded) ?? new Map<string, unknown>();
  facts.set(running.loaded, known);
  if (!known.has(name)) {
    interpreter.trace = undefined;
    try {
      known.set(name, ask(running));
    } finally {
      interpreter.trace = trace;
    }
  }
  const answer = known.get(name) as T;
  if (trace instanceof LookTrace && !trace.facts.has(name))
    trace.facts.set(name, { answer: JSON.stringify(answer) ?? '', ask });
  return answer;
}

/** The look under way is not to be kept. */
export function keepNot({ program }: Running): void {
  const { trace } = program.interpreter;
  if (trace instanceof LookTrace) trace.blocked = true;
}

const keepers = new WeakMap<Running, Keeper>();

export function keeperOf(running: Running): Keeper {
  const keeper = keepers.get(running) ?? new Keeper(running);
  keepers.set(running, keeper);
  return keeper;
}

/** All looks at one text. */
export class Keeper {
  readonly #running: Running;
  readonly #store: Store;
  readonly #comparisons = new Map<World, Comparison>();
  /** Of looks that were left to another turn: what they have read so far. */
  readonly #begun = new Map<string, LookTrace>();

  constructor(running: Running) {
    const { program } = running;
    this.#running = running;
    this.#store = stores.get(program) ?? { shelves: new Map(), looks: 0 };
    this.#store.looks++;
    stores.set(program, this.#store);
    for (const [name, { asked }] of this.#store.shelves)
      if (asked < this.#store.looks - MOST_IDLE) this.#store.shelves.delete(name);
  }

  /** What an earlier look of this name came to, where it would come to the same; otherwise what `make` comes to. */
  look<T>(name: string, head: Span, context: string, make: (trace: LookTrace) => T): Kept<T> {
    const kept = this.known<T>(name, head, context);
    if (kept) return kept;
    const key = `${name} ${context}`;
    const trace = this.#begun.get(key) ?? new LookTrace();
    this.#begun.set(key, trace);
    const value = this.traced(trace, () => make(trace));
    this.#begun.delete(key);
    this.#running.program.interpreter.imports.check(trace);
    const { world } = this.#running.program.interpreter.imports;
    const places = placesOf(world);
    const entry: Entry = { value, places, head, context, trace, world, sure: places };
    if (!trace.blocked) this.#enter(name, entry);
    return { value, places, fresh: true, before: this.#before(name) };
  }

  known<T>(name: string, head: Span, context: string): Kept<T> | undefined {
    const { shelves } = this.#store;
    const entry = shelves.get(name)?.entries.find((each) => each.context === context && this.#holds(each, head));
    if (!entry) return undefined;
    this.#running.program.interpreter.imports.check(entry.trace);
    entry.sure = placesOf(this.#running.program.interpreter.imports.world);
    this.#enter(name, entry);
    return { value: entry.value as T, places: entry.places, fresh: false, before: this.#before(name) };
  }

  #before<T>(name: string): T | undefined {
    return this.#store.shelves.get(name)?.entries[1]?.value as T | undefined;
  }

  /** What the last look of this name came to, whatever has changed since. */
  last<T>(name: string): Kept<T> | undefined {
    const { shelves, looks } = this.#store;
    const { entries = [] } = shelves.get(name) ?? {};
    const [entry] = entries;
    // However long there is no time to look: it is part of the file.
    if (entry) shelves.set(name, { entries, asked: looks });
    return entry && { value: entry.value as T, places: entry.places, fresh: false, sure: entry.sure };
  }

  /** What `run` reads belongs to the last look of this name, too. */
  extended<T>(name: string, run: () => T): T {
    const trace = this.#store.shelves.get(name)?.entries[0]?.trace;
    return trace ? this.traced(trace, run) : run();
  }

  /** What it reads belongs to the look that this trace is of. */
  traced<T>(trace: LookTrace, run: () => T): T {
    const { interpreter } = this.#running.program;
    const before = interpreter.trace;
    interpreter.trace = trace;
    try {
      return run();
    } finally {
      interpreter.trace = before;
    }
  }

  #enter(name: string, entry: Entry): void {
    const { shelves, looks } = this.#store;
    const others = (shelves.get(name)?.entries ?? []).filter((each) => each !== entry);
    shelves.set(name, { entries: [entry, ...others.slice(0, MOST_ALIKE - 1)], asked: looks });
  }

  #holds(entry: Entry, head: Span): boolean {
    const { interpreter } = this.#running.program;
    const { world } = interpreter.imports;
    const { main } = world;
    const moved = moverFrom(entry.places, placesOf(world), main)(entry.head, undefined);
    if (moved?.start !== head.start || moved.end !== head.end) return false;
    if (entry.world === world && !hasImports(entry.trace)) return true;
    const comparison = this.#comparisons.get(entry.world) ?? new Comparison(entry.world, world);
    this.#comparisons.set(entry.world, comparison);
    if (!comparison.holds(entry.trace, (read) => interpreter.imports.isUnchanged(read))) return false;
    for (const [name, { answer, ask }] of entry.trace.facts)
      if ((JSON.stringify(factOf(this.#running, name, ask)) ?? '') !== answer) return false;
    // From now on it is as good as new, and the world before need not be kept for it.
    entry.trace = inWorld(entry.trace, world);
    entry.world = world;
    return true;
  }
}

function hasImports({ imports }: Trace): boolean {
  for (const _ of imports) return true;
  return false;
}

function inWorld(trace: LookTrace, { files }: World): LookTrace {
  const rebased = new LookTrace();
  for (const [name, fact] of trace.facts) rebased.facts.set(name, fact);
  rebased.follow(trace, ({ uri }) => (uri === undefined ? undefined : files.get(uri)?.module));
  return rebased;
}

const places = new WeakMap<World, Places>();

export function placesOf(world: World): Places {
  const known = places.get(world) ?? new Map([...world.files].map(([uri, { parsed }]) => [uri, parsed]));
  places.set(world, known);
  return known;
}

/** Undefined for what is not there any more as it was. Places in files that were not looked at stay where they are. */
function moverFrom(from: Places, to: Places, main: string, between: Between = movesBetween): MovePlace {
  return (span, uri = main) => {
    const [before, now] = [from.get(uri), to.get(uri)];
    return before && now ? between(before, now)(span) : span;
  };
}

type Between = (before: ParsedModule, after: ParsedModule) => Move;

/** Whether the statement at a place of the text is one that was there before. */
export function isStill(from: Places, { start, end }: Span, world: World): boolean {
  const back = moverFrom(placesOf(world), from, world.main);
  return back({ start, end }, undefined) !== undefined;
}

type Moves = WeakMap<Places, WeakMap<Places, MovePlace | undefined>>;
const [exactMoves, nearMoves]: readonly [Moves, Moves] = [new WeakMap(), new WeakMap()];

/** Undefined where nothing has moved. In what was edited since `sure`, what stands before or behind the edit has moved, too. */
export function movesVia(from: Places, sure: Places, to: Places, main: string): MovePlace | undefined {
  const [exact, near] = [movesFrom(from, sure, main), movesFrom(sure, to, main, true)];
  if (!exact || !near) return exact ?? near;
  return (span, uri) => {
    const moved = exact(span, uri);
    return moved && near(moved, uri);
  };
}

/** Undefined where nothing has moved. `nearly`: also in statements that were edited. */
export function movesFrom(from: Places, to: Places, main: string, nearly = false): MovePlace | undefined {
  const moves = nearly ? nearMoves : exactMoves;
  const known = moves.get(from) ?? new WeakMap<Places, MovePlace | undefined>();
  moves.set(from, known);
  if (!known.has(to)) known.set(to, findMoves(from, to, main, nearly ? nearMovesBetween : movesBetween));
  return known.get(to);
}

function findMoves(from: Places, to: Places, main: string, between: Between): MovePlace | undefined {
  if (from === to || [...from].every(([uri, parsed]) => (to.get(uri) ?? parsed) === parsed)) return undefined;
  return moverFrom(from, to, main, between);
}
