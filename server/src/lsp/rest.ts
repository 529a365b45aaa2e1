// Waiting until the typing rests.

export class Rest {
  readonly #changed = new Map<string, number>();

  /** The first text of a document is there at once; later ones may be followed by more. */
  touch(uri: string): void {
    this.#changed.set(uri, this.#changed.has(uri) ? Date.now() : 0);
  }

  drop(uri: string): void {
    this.#changed.delete(uri);
  }

  /** Resolves once the document has not changed for so many milliseconds; later changes prolong the wait. */
  async of(uri: string, delay: number): Promise<void> {
    for (;;) {
      const left = (this.#changed.get(uri) ?? 0) + delay - Date.now();
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }
}
