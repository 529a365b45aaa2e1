// The buttons that make a file of what is shown: one at a time, and what there is to say of it. Knows no host.
import { element } from '../dom.ts';
import { fill } from '../fill.ts';
import { button } from './controls.ts';
import { MOST_FRAMES } from './exporting.ts';
import type { SaveFormat } from './messages.ts';
import type { Palette } from './palette.ts';
import { pictureFile } from './picture-file.ts';
import type { Shown } from './pictures.ts';
import type { Words } from './texts.ts';

export interface ExportWishes {
  shown(): Shown;
  colours(): Palette;
  say(text: string): void;
  save(format: SaveFormat, data: Uint8Array): void;
}

export class ExportBar {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #wishes: ExportWishes;
  readonly #gif: ReturnType<typeof button>;
  #busy = false;

  /** `last`: what stands at the end of the bar. */
  constructor(words: Words, wishes: ExportWishes, last: HTMLElement) {
    const { texts } = words;
    this.#words = words;
    this.#wishes = wishes;
    this.#gif = button(texts.exportGif, () => void this.#export('gif'));
    const svg = button(texts.exportSvg, () => void this.#export('svg'));
    const png = button(texts.exportPng, () => void this.#export('png'));
    this.element = element('div', { class: 'exports' }, svg, png, this.#gif, last);
  }

  show(moves: boolean): void {
    this.#gif.hidden = !moves;
  }

  async #export(format: SaveFormat): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const { say, shown, colours, save } = this.#wishes;
    const { texts, numbers } = this.#words;
    say(texts.exporting);
    try {
      const data = await pictureFile(format, shown(), colours(), this.#words, (frames) =>
        say(fill(texts.tooManyFrames, numbers.count(MOST_FRAMES), numbers.count(frames))),
      );
      if (data) save(format, data);
    } finally {
      this.#busy = false;
    }
  }
}
