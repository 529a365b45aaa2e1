// The table: a treegrid of which only the rows in sight are in the page. Knows where it stands and what the keys do; what the
// lines are, and what a choice leads to, others say.
import { element, setAttribute } from '../dom.ts';
import { centre, scrollInto, type Viewport, windowOf } from '../virtual-window.ts';
import { COLUMNS, type Column, type Words } from './columns.ts';
import type { Entry } from './entries.ts';
import { keyAction } from './keys.ts';
import { newRow, shareBar, updateRow } from './row.ts';
import type { Sort } from './view.ts';

export interface TableContent {
  readonly lines: readonly Entry[];
  readonly flat: boolean;
  readonly closed: ReadonlySet<string>;
  readonly sort: Sort | null;
  /** Keys of the lines that the cursor is on. */
  readonly current: ReadonlySet<string>;
  /** What stands in the last line under each column. */
  readonly totals: ReadonlyMap<string, { readonly text: string; readonly hint?: string }>;
  /** Where there are no lines. */
  readonly empty: string;
}

export interface TableEvents {
  reveal(entry: Entry, focus: boolean): void;
  toggle(entry: Entry, close: boolean): void;
  sort(column: string): void;
  scrolled(): void;
}

export class Table {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #events: TableEvents;
  readonly #body = element('div', { class: 'body', attributes: { role: 'rowgroup' } });
  readonly #empty = element('p', { class: 'empty' });
  readonly #headers: ReadonlyMap<string, HTMLElement>;
  readonly #totals: ReadonlyMap<string, HTMLElement>;
  readonly #foot: HTMLElement;
  readonly #rows = new Map<string, { readonly entry: Entry; readonly row: HTMLElement }>();
  #content: TableContent | undefined;
  #positions: ReadonlyMap<string, number> = new Map();
  #active = 0;
  #rowHeight = 22;

  constructor(words: Words, events: TableEvents) {
    this.#words = words;
    this.#events = events;
    this.#headers = new Map(COLUMNS.map((column) => [column.id, this.#header(column)]));
    this.#totals = new Map(
      COLUMNS.map(({ id, numeric }) => [
        id,
        element('div', { class: `cell ${id}${numeric ? ' numeric' : ''}`, attributes: { role: 'gridcell' } }),
      ]),
    );
    const head = element('div', { class: 'row head', attributes: { role: 'row', 'aria-rowindex': 1 } });
    head.append(...this.#headers.values());
    this.#foot = element('div', { class: 'row foot', attributes: { role: 'row' } }, ...this.#totals.values());
    this.element = element(
      'div',
      {
        class: 'table',
        attributes: { role: 'treegrid', 'aria-label': words.texts.table, 'aria-colcount': COLUMNS.length },
      },
      head,
      this.#empty,
      this.#body,
      this.#foot,
    );
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    head.addEventListener('keydown', (event) => this.#headKey(event));
    this.#body.addEventListener('click', (event) => this.#click(event));
    this.#body.addEventListener('dblclick', (event) => this.#revealAt(event, true));
    this.#body.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** New lines in the old place: the active line, the focus and the scrolling stay where they can. */
  show(content: TableContent): void {
    const active = this.#content?.lines[this.#active]?.key;
    const hadFocus = this.#body.contains(document.activeElement);
    this.#content = content;
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row-height')) || 22;
    this.#positions = new Map(content.lines.map(({ key }, position) => [key, position]));
    this.#active = Math.max(0, Math.min(this.#positions.get(active ?? '') ?? this.#active, content.lines.length - 1));
    for (const { row } of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#body.style.height = `${content.lines.length * this.#rowHeight}px`;
    this.#empty.textContent = content.lines.length === 0 ? content.empty : '';
    this.#empty.hidden = content.lines.length > 0;
    setAttribute(this.element, 'aria-rowcount', content.lines.length + 2);
    setAttribute(this.#foot, 'aria-rowindex', content.lines.length + 2);
    this.#drawHead(content.sort);
    this.#drawFoot(content.totals);
    this.#draw();
    if (hadFocus) this.#activeRow()?.focus({ preventScroll: true });
  }

  /** The cursor is on other lines. */
  mark(current: ReadonlySet<string>): void {
    if (!this.#content) return;
    this.#content = { ...this.#content, current };
    this.#draw();
  }

  /** Brings the first of some lines to the eye, unless one of them is there already or the user is at work in the table. */
  bring(keys: readonly string[]): void {
    if (document.hasFocus() && this.#body.contains(document.activeElement)) return;
    const viewport = this.#viewport();
    const positions = keys.flatMap((key) => this.#positions.get(key) ?? []);
    const [first] = positions;
    if (first === undefined) return;
    if (positions.some((position) => scrollInto(position, viewport) === viewport.top)) return;
    this.#active = first;
    this.element.scrollTop = centre(first, viewport);
    this.#draw();
  }

  get scroll(): number {
    return this.element.scrollTop;
  }

  set scroll(top: number) {
    this.element.scrollTop = top;
    this.#draw();
  }

  focus(): void {
    this.#activeRow()?.focus();
  }

  #header({ id, title, about, numeric }: Column): HTMLElement {
    const { texts } = this.#words;
    const hint = about ? { title: `${texts[title]}: ${texts[about]}` } : {};
    const button = element('button', { class: 'sort', attributes: { type: 'button', tabindex: -1 }, ...hint });
    const arrow = element('span', { class: 'arrow', attributes: { 'aria-hidden': true } });
    button.append(element('span', { text: texts[title] }), arrow);
    button.addEventListener('click', () => this.#events.sort(id));
    const attributes = { role: 'columnheader' };
    const header = element('div', { class: numeric ? 'cell numeric' : 'cell', attributes }, button);
    if (id === COLUMNS[0]?.id) button.tabIndex = 0;
    return header;
  }

  /** The headers are one stop of the Tab key; arrows go from one to the next. */
  #headKey(event: KeyboardEvent): void {
    const buttons = [...this.#headers.values()].flatMap((header) => [...header.querySelectorAll('button')]);
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'ArrowDown') this.focus();
    else if (to === undefined || !buttons[to]) return;
    else {
      for (const button of buttons) button.tabIndex = -1;
      buttons[to].tabIndex = 0;
      buttons[to].focus();
    }
    event.preventDefault();
  }

  #drawHead(sort: Sort | null): void {
    for (const [id, header] of this.#headers) {
      const direction = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none';
      header.setAttribute('aria-sort', direction);
    }
  }

  #drawFoot(totals: TableContent['totals']): void {
    for (const [id, cell] of this.#totals) {
      const { text = '', hint = '' } = totals.get(id) ?? {};
      cell.replaceChildren(element('span', { class: 'text', text }));
      if (id === 'params') cell.append(shareBar(undefined));
      cell.title = hint;
    }
  }

  #viewport(): Viewport {
    const { scrollTop: top, clientHeight } = this.element;
    return { top, height: Math.max(0, clientHeight - 2 * this.#rowHeight), rowHeight: this.#rowHeight };
  }

  #draw(): void {
    const { lines, flat, closed, current } = this.#content ?? {};
    if (!lines || !closed || !current) return;
    const { first, end } = windowOf(lines.length, this.#viewport());
    const wanted = new Set(lines.slice(first, end));
    // The active line stays in the page wherever it is: it may hold the focus.
    const active = lines[this.#active];
    if (active) wanted.add(active);
    for (const [key, { entry, row }] of this.#rows) {
      if (wanted.has(entry)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    for (const entry of wanted) {
      const row = this.#rows.get(entry.key)?.row ?? this.#add(entry, flat ?? false);
      const position = this.#positions.get(entry.key) ?? 0;
      const state = { position, flat: flat ?? false, closed: closed.has(entry.key), active: entry === active };
      updateRow(row, entry, { ...state, current: current.has(entry.key) }, this.#rowHeight);
    }
  }

  #add(entry: Entry, flat: boolean): HTMLElement {
    const row = newRow(entry, this.#words, flat);
    row.dataset.key = entry.key;
    this.#rows.set(entry.key, { entry, row });
    this.#body.append(row);
    return row;
  }

  #scrolled(): void {
    this.#draw();
    this.#events.scrolled();
  }

  #activeRow(): HTMLElement | undefined {
    const key = this.#content?.lines[this.#active]?.key;
    return key === undefined ? undefined : this.#rows.get(key)?.row;
  }

  #entryAt(event: Event): Entry | undefined {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
    return this.#rows.get(row?.dataset.key ?? '')?.entry;
  }

  #click(event: MouseEvent): void {
    const entry = this.#entryAt(event);
    if (!entry) return;
    this.#activate(this.#positions.get(entry.key) ?? 0);
    const onTwistie = event.target instanceof Element && event.target.classList.contains('twistie');
    if (onTwistie && entry.kind === 'block') this.#events.toggle(entry, !this.#content?.closed.has(entry.key));
    else if (event.detail <= 1) this.#events.reveal(entry, false);
  }

  #revealAt(event: Event, focus: boolean): void {
    const entry = this.#entryAt(event);
    if (entry) this.#events.reveal(entry, focus);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#content) return;
    const { lines, closed, flat } = this.#content;
    const page = Math.max(1, Math.floor(this.#viewport().height / this.#rowHeight) - 1);
    const action = keyAction(event.key, { lines, closed, flat, active: this.#active, page });
    if (!action) return;
    event.preventDefault();
    if (action.do === 'move') this.#activate(action.to);
    else if (action.do === 'toggle') this.#events.toggle(action.entry, action.close);
    else this.#events.reveal(action.entry, action.focus);
  }

  #activate(position: number): void {
    this.#active = position;
    this.element.scrollTop = scrollInto(position, this.#viewport());
    this.#draw();
    this.#activeRow()?.focus({ preventScroll: true });
  }
}
