// What a run may cost. When it is gone the run ends, and what it would have given is unknown.

export interface Limits {
  /** Statements, calls and loop turns. */
  readonly steps: number;
  /** Nested calls. */
  readonly depth: number;
  /** Cells of lists, characters of strings, digits. */
  readonly cells: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 2_000_000, depth: 900, cells: 5_000_000 };

/** Thrown to end a run; caught where the run was started. */
export class OutOfFuel {
  readonly what: keyof Limits;
  readonly limit: number;
  constructor(what: keyof Limits, limit: number) {
    this.what = what;
    this.limit = limit;
  }
}

/** The JavaScript engine's own stack may end before ours does. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

/** The engine's own limits, as ours: its stack, and how long a string or an array may be. */
export function asOutOfFuel(error: unknown, limits: Limits): OutOfFuel | undefined {
  if (error instanceof OutOfFuel) return error;
  if (!(error instanceof RangeError)) return undefined;
  const what = isStackOverflow(error) ? 'depth' : 'cells';
  return new OutOfFuel(what, limits[what]);
}

/** So often whoever waits for a run is asked whether it may go on. */
const A_BEAT = 200;

export class Fuel {
  readonly limits: Limits;
  readonly #beat: (() => void) | undefined;
  #steps: number;
  /** At so many steps left something is to be done. */
  #mark: number;
  #cells: number;
  #depth = 0;

  /** `beat` is called now and then, and may throw. */
  constructor(limits: Limits = DEFAULT_LIMITS, beat?: () => void) {
    this.limits = limits;
    this.#beat = beat;
    this.#steps = limits.steps;
    this.#mark = beat ? limits.steps - A_BEAT : 0;
    this.#cells = limits.cells;
  }

  /** How many steps were taken. */
  get used(): number {
    return this.limits.steps - this.#steps;
  }

  step(amount: number): void {
    this.#steps -= amount;
    if (!(this.#steps >= this.#mark)) this.#atMark();
  }

  #atMark(): void {
    if (!(this.#steps >= 0)) throw new OutOfFuel('steps', this.limits.steps);
    this.#mark = Math.max(0, this.#steps - A_BEAT);
    this.#beat?.();
  }

  cells(amount: number): void {
    this.#cells -= amount;
    if (!(this.#cells >= 0)) throw new OutOfFuel('cells', this.limits.cells);
  }

  enter(): void {
    if (++this.#depth > this.limits.depth) throw new OutOfFuel('depth', this.limits.depth);
  }

  leave(): void {
    this.#depth--;
  }
}
