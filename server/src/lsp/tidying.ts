// Clearing away what answers leave behind, once nobody waits: what lies around is cleared away in the middle of the next
// answer otherwise. Knows nothing of what it is.
import type { Host } from './host.ts';

/** Milliseconds without anything to answer: longer than what is left of an answer goes on at once. */
const QUIET = 75;
/** The same where nothing is left to be done: until that is told. */
const TELLING = 10;
/** Milliseconds that may be spent on it: whoever types would wait. */
const LONGEST = 20;

export class Tidying {
  readonly #tidy: Host['tidy'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSlow = false;

  constructor(tidy: Host['tidy']) {
    this.#tidy = tidy;
  }

  /** Something has been answered. */
  soon(): void {
    this.#in(QUIET);
  }

  /** What was left of it is done. */
  atLast(): void {
    this.#in(TELLING);
  }

  /** Something is to be answered. */
  never(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #in(milliseconds: number): void {
    this.never();
    if (this.#tidy && !this.#isSlow) this.#timer = setTimeout(() => this.#now(), milliseconds);
  }

  #now(): void {
    const begun = performance.now();
    this.#tidy?.();
    this.#isSlow = performance.now() - begun > LONGEST;
  }
}
