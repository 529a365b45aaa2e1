// How long an answer may take, and what fits into that: what a layer takes is measured, for each text on its own.
import type { Pause } from '../analyze.ts';

/** Milliseconds after which an answer is given with what is done by then. */
const PATIENCE = 8;
/** Milliseconds after which others get their turn. */
const A_TURN = 3;
/** What a layer takes before anything was measured. */
const A_LAYER = 0.03;
/** Making a model and running it takes as long as so many layers, beside its own. */
const AROUND = 10;
/** How much the last run counts. */
const NEWEST = 0.3;

export class Patience {
  #layer = A_LAYER;

  /** For an answer that somebody waits for. */
  urgent(): Pause {
    return Object.assign(this.#until(PATIENCE), { urgent: true });
  }

  /** For what is done while nobody waits. */
  turn(): Pause {
    return this.#until(A_TURN);
  }

  #until(milliseconds: number): Pause {
    const end = performance.now() + milliseconds;
    const isLong = (layers: number) => performance.now() + (layers && (layers + AROUND) * this.#layer) > end;
    return Object.assign(isLong, { begin: () => this.#measure() });
  }

  #measure(): (layers: number) => void {
    const begun = performance.now();
    return (layers) => {
      const each = (performance.now() - begun) / (layers + AROUND);
      this.#layer += (each - this.#layer) * NEWEST;
    };
  }
}
