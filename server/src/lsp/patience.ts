// How long an answer may take, and what fits into that: what a layer takes is measured, for each text on its own.
import type { Pause } from '../analyze.ts';

/** Milliseconds after which an answer is given with what is done by then. */
const PATIENCE = 7;
/** Milliseconds after which others get their turn. */
const A_TURN = 3;
/** The same while a document is opened: longer, for each turn puts together what there is. */
const A_TURN_OF_OPENING = 250;
/** Milliseconds that an answer takes to be on its way. */
const SENDING = 5;
/** Milliseconds behind an answer in which what is left goes on at once: shorter than from one keystroke to the next. */
const AT_ONCE = 55;
/** Milliseconds behind an answer in which nothing was typed: whoever types on would have to wait for the turn under way. */
const A_LULL = 200;
/** What a layer takes before anything was measured. */
const A_LAYER = 0.03;
/** Making a model and running it takes as long as so many layers, beside its own. */
const AROUND = 10;
/** How much the last run counts. */
const NEWEST = 0.3;

/** Once answers that are ready now are on their way: what nobody has asked for comes behind them. */
export async function sent(): Promise<void> {
  await wait(SENDING);
  // Timers may be late, and all at once: what is written then goes before the next ones.
  await wait(0);
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

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

  /** For a document that nobody has seen anything of. */
  opening(): Pause {
    return this.#until(A_TURN_OF_OPENING);
  }

  /** Until the next turn may begin, so many milliseconds after the answer. */
  async rest(since: number): Promise<void> {
    if (since < SENDING) await sent();
    else await wait(since < AT_ONCE ? 0 : A_LULL - since);
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
