// The line above the table: which model, a filter, open and close all, copy; and below it, where tracking stopped.
import { element } from '../dom.ts';
import type { Words } from './columns.ts';
import type { Sheet } from './messages.ts';
import { fill } from './texts.ts';

/** What the button for all blocks would do; `none` where there is no tree. */
export type Folding = 'open' | 'close' | 'none';

export interface ToolbarEvents {
  select(model: number): void;
  filter(text: string): void;
  /** Closes all blocks, or opens them all. */
  fold(close: boolean): void;
  copy(format: 'markdown' | 'csv'): void;
  gap(index: number): void;
  /** From the filter down into the table. */
  leave(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #events: ToolbarEvents;
  readonly #model: HTMLSelectElement;
  readonly #filter: HTMLInputElement;
  readonly #status = element('span', { class: 'status', attributes: { role: 'status' } });
  readonly #fold: HTMLElement;
  #folds: Folding = 'none';
  readonly #gaps = element('details', { class: 'gaps' });

  constructor(words: Words, events: ToolbarEvents) {
    const { texts } = words;
    this.#words = words;
    this.#events = events;
    this.#model = element('select', { class: 'model', title: texts.model, attributes: { 'aria-label': texts.model } });
    this.#model.addEventListener('change', () => events.select(this.#model.selectedIndex));
    this.#filter = element('input', {
      class: 'filter',
      attributes: { type: 'search', placeholder: texts.filter, 'aria-label': texts.filter, spellcheck: false },
    });
    this.#filter.addEventListener('input', () => events.filter(this.#filter.value));
    this.#filter.addEventListener('keydown', (event) => this.#filterKey(event));
    const button = (text: string, run: () => void, title?: string) => {
      const made = element('button', { text, attributes: { type: 'button' }, ...(title ? { title } : {}) });
      made.addEventListener('click', run);
      return made;
    };
    this.#fold = button('', () => events.fold(this.#folds === 'close'));
    const actions = element(
      'div',
      { class: 'actions', attributes: { role: 'group', 'aria-label': texts.actions } },
      this.#fold,
      button(texts.markdown, () => events.copy('markdown'), texts.copyMarkdown),
      button(texts.csv, () => events.copy('csv'), texts.copyCsv),
    );
    const bar = element('div', { class: 'bar-of-tools' }, this.#model, this.#filter, this.#status, actions);
    this.element = element('header', { class: 'toolbar' }, bar, this.#gaps);
  }

  get filter(): string {
    return this.#filter.value;
  }

  set filter(text: string) {
    this.#filter.value = text;
  }

  show({ models, selected, model }: Sheet, status: string, folds: Folding): void {
    this.#model.hidden = models.length < 2;
    if (!sameOptions(this.#model, models)) {
      this.#model.replaceChildren(...models.map((name) => element('option', { text: name })));
    }
    this.#model.selectedIndex = selected;
    if (this.#status.textContent !== status) this.#status.textContent = status;
    this.#folds = folds;
    this.#fold.hidden = folds === 'none';
    this.#fold.textContent = this.#words.texts[folds === 'open' ? 'expandAll' : 'collapseAll'];
    this.#showGaps(model.gaps);
  }

  focusFilter(): void {
    this.#filter.focus();
    this.#filter.select();
  }

  #showGaps(gaps: Sheet['model']['gaps']): void {
    this.#gaps.hidden = gaps.length === 0;
    const { texts, numbers } = this.#words;
    const items = gaps.map((gap, index) => {
      const place = element('button', { class: 'link', attributes: { type: 'button' } });
      place.textContent = `${numbers.count(gap.range.start.line + 1)}: ${gap.message}`;
      place.addEventListener('click', () => this.#events.gap(index));
      return element('li', {}, place);
    });
    const summary = gaps.length === 1 ? texts.gap : fill(texts.gaps, numbers.count(gaps.length));
    this.#gaps.replaceChildren(element('summary', { text: summary }), element('ul', {}, ...items));
  }

  #filterKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#filter.value) {
      this.#filter.value = '';
      this.#events.filter('');
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') this.#events.leave();
    else return;
    event.preventDefault();
  }
}

function sameOptions(select: HTMLSelectElement, names: readonly string[]): boolean {
  return select.options.length === names.length && names.every((name, index) => select.options[index]?.text === name);
}
