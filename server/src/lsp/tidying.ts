// Clearing away what answers leave behind, once nobody waits: what lies around is cleared away in the middle of the next
// answer otherwise. Knows nothing of what it is.
import type { Host } from './host.ts';

/** Milliseconds without anything to answer: longer than what is left of an answer goes on at once. */
const QUIET = 60;
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
    this.never();
    if (this.#tidy && !this.#isSlow) this.#timer = setTimeout(() => this.#now(), QUIET);
  }

  /** Something is to be answered. */
  never(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #now(): void {
    const begun = performance.now();
    this.#tidy?.();
    this.#isSlow = performance.now() - begun > LONGEST;
  }
}
