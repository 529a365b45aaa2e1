// The preview's head: which layer is shown, what it makes of its input, and the buttons that write what was tried into the file or
// take it back.
import { element } from '../dom.ts';
import { button } from './controls.ts';
import { fitOf, isBad } from './fit.ts';
import { isUnwritable, onLayer } from './own-numbers.ts';
import { depthView, type Shown } from './pictures.ts';
import { sameWindow } from './setup.ts';
import type { Words } from './texts.ts';

interface HeadEvents {
  readonly apply: () => void;
  readonly reset: () => void;
}

export class PanelHead {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #title = element('h1');
  readonly #change = element('span', { class: 'change' });
  readonly #apply: ReturnType<typeof button>;
  readonly #reset: ReturnType<typeof button>;

  constructor(words: Words, { apply, reset }: HeadEvents) {
    const { texts } = words;
    this.#words = words;
    this.#apply = button(texts.apply, apply, { primary: true });
    this.#reset = button(texts.reset, reset);
    const actions = element('span', { class: 'actions' }, this.#apply, this.#reset);
    this.element = element('header', { class: 'head' }, this.#title, this.#change, actions);
  }

  show(shown: Shown): void {
    this.#showTitle(shown);
    const { layer, setup } = shown;
    const { texts } = this.#words;
    const tried = layer !== null && !sameWindow(onLayer(setup.axes, layer), layer.axes);
    const writable = layer !== null && !isUnwritable(setup.axes, layer);
    this.#apply.hidden = layer === null;
    this.#apply.disabled = !tried || !writable;
    this.#apply.title = writable ? texts.applyTitle : texts.applyFailed;
    this.#reset.hidden = layer === null || sameWindow(setup.axes, layer.axes);
  }

  #showTitle(shown: Shown): void {
    const { layer, computed } = shown;
    const parts = layer ? [layer.type, ...(layer.path && layer.path !== layer.type ? [layer.path] : [])] : [];
    this.#title.textContent = layer ? parts.join(' · ') : this.#words.texts.free;
    this.#change.textContent = layer ? depthView(shown).titles.join(' → ') : '';
    const deep = (layer?.others ?? []).map((axis) => fitOf(axis, computed.operation));
    this.#change.classList.toggle('bad', [...deep, ...computed.fits].some(isBad));
  }
}
