// Time: calls back as often as the speed asks for, never more than once a frame of the screen.

export class Player {
  readonly #advance: (windows: number) => void;
  #frame: number | undefined;
  #last = 0;
  /** Windows that are due, with the fraction of the next. */
  #due = 0;
  speed: number;

  constructor(speed: number, advance: (windows: number) => void) {
    this.speed = speed;
    this.#advance = advance;
  }

  get playing(): boolean {
    return this.#frame !== undefined;
  }

  play(): void {
    if (this.playing) return;
    this.#due = 0;
    this.#last = performance.now();
    this.#ask();
  }

  pause(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #ask(): void {
    this.#frame = requestAnimationFrame((now) => {
      // A panel that was hidden does not catch up.
      this.#due += (Math.min(Math.max(0, now - this.#last), 250) / 1000) * this.speed;
      this.#last = now;
      const windows = Math.floor(this.#due);
      this.#due -= windows;
      this.#ask();
      if (windows > 0) this.#advance(windows);
    });
  }
}
