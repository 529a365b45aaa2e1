// What a run may cost. When it is gone the run ends, and what it would have given is unknown.

export interface Limits {
  /** Statements, calls and loop turns. */
  readonly steps: number;
  /** Nested calls. */
  readonly depth: number;
  /** Cells of lists, strings and numbers' digits. */
  readonly cells: number;
}

export const DEFAULT_LIMITS: Limits = { steps: 5_000_000, depth: 400, cells: 20_000_000 };

/** Thrown to end a run; caught where the run was started. */
export class OutOfFuel {
  readonly what: keyof Limits;
  readonly limit: number;
  constructor(what: keyof Limits, limit: number) {
    this.what = what;
    this.limit = limit;
  }
}

export class Fuel {
  readonly #limits: Limits;
  #steps: number;
  #cells: number;
  depth = 0;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits;
    this.#steps = limits.steps;
    this.#cells = limits.cells;
  }

  step(amount: number): void {
    this.#steps -= amount;
    if (this.#steps < 0) throw new OutOfFuel('steps', this.#limits.steps);
  }

  cells(amount: number): void {
    this.#cells -= amount;
    if (this.#cells < 0) throw new OutOfFuel('cells', this.#limits.cells);
  }

  enter(): void {
    if (++this.depth > this.#limits.depth) throw new OutOfFuel('depth', this.#limits.depth);
  }

  leave(): void {
    this.depth--;
  }
}
