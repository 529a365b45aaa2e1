// The shapes panel: one sheet at a time, what the user wants to see of it, and the parts that show it.
import { element } from '../dom.ts';
import type { Host } from '../host.ts';
import { columnOf, type Words } from './columns.ts';
import { closedAround, type Entry, entriesAt, entriesOf } from './entries.ts';
import { toCsv, toMarkdown } from './export.ts';
import type { PanelMessage, PanelState, Place, Sheet } from './messages.ts';
import { Table } from './table.ts';
import { type Folding, Toolbar } from './toolbar.ts';
import { statusText, totalsOf } from './totals.ts';
import { nextSort, type Sort, type View, viewOf } from './view.ts';

const KEEP_AFTER_MS = 200;

export class Panel {
  readonly element: HTMLElement;
  readonly #host: Host<PanelMessage, PanelState>;
  readonly #words: Words;
  readonly #toolbar: Toolbar;
  readonly #table: Table;
  readonly #notice = element('p', { class: 'notice', attributes: { role: 'status' } });
  #uri: string;
  #sheet: Sheet | undefined;
  #entries: readonly Entry[] = [];
  #view: View = { lines: [], flat: false, matches: undefined };
  #sort: Sort | null;
  #closed: ReadonlySet<string>;
  #cursor: number | undefined;
  #modelName: string;
  /** Waits for rows to scroll to. */
  #scroll: number | undefined;
  #keeping: number | undefined;

  constructor(host: Host<PanelMessage, PanelState>, words: Words, uri: string) {
    const kept = host.kept?.uri === uri ? host.kept : undefined;
    this.#host = host;
    this.#words = words;
    this.#uri = uri;
    this.#sort = kept?.sort ?? null;
    this.#closed = new Set(kept?.closed);
    this.#modelName = kept?.model ?? '';
    this.#scroll = kept?.scroll;
    this.#toolbar = new Toolbar(words, {
      select: (model) => host.post({ type: 'select', model }),
      filter: () => this.#refresh(),
      fold: (close) => this.#close(new Set(close ? this.#blockKeys() : [])),
      copy: (format) => this.#copy(format),
      gap: (index) => this.#reveal({ kind: 'gap', index }, true),
      leave: () => this.#table.focus(),
    });
    this.#toolbar.filter = kept?.filter ?? '';
    this.#table = new Table(words, {
      reveal: (entry, focus) => this.#reveal(placeOf(entry), focus),
      toggle: (entry, close) => this.#toggle(entry, close),
      sort: (column) => this.#sortBy(column),
      scrolled: () => this.#keepSoon(),
    });
    this.#notice.textContent = words.texts.waiting;
    this.element = element('main', {}, this.#toolbar.element, this.#notice, this.#table.element);
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#showTable(false);
  }

  show(sheet: Sheet | null): void {
    if (!sheet) {
      this.#sheet = undefined;
      this.#notice.textContent = this.#words.texts.noModel;
      this.#showTable(false);
      return;
    }
    const other = this.#modelName !== '' && sheet.model.name !== this.#modelName;
    this.#sheet = sheet;
    this.#uri = sheet.uri;
    this.#modelName = sheet.model.name;
    this.#entries = entriesOf(sheet.model);
    this.#showTable(true);
    this.#refresh();
    if (this.#scroll !== undefined) this.#table.scroll = this.#scroll;
    else if (other) this.#table.scroll = 0;
    this.#scroll = undefined;
  }

  /** The cursor went to a line of the file; the table follows, unless it has the focus itself. */
  follow(line: number): void {
    if (line === this.#cursor) return;
    this.#cursor = line;
    if (!this.#sheet) return;
    const current = this.#currentKeys();
    this.#table.mark(new Set(current));
    this.#table.bring(current);
  }

  #showTable(visible: boolean): void {
    this.#toolbar.element.hidden = !visible;
    this.#table.element.hidden = !visible;
    this.#notice.hidden = visible;
  }

  #refresh(): void {
    if (!this.#sheet) return;
    const wish = { filter: this.#toolbar.filter, sort: this.#sort, closed: this.#closed };
    this.#view = viewOf(this.#entries, wish, (column) => columnOf(column)?.sortValue);
    this.#toolbar.show(this.#sheet, statusText(this.#sheet, this.#view, this.#words), this.#folding());
    this.#refreshTable();
    this.#keepSoon();
  }

  #refreshTable(): void {
    if (!this.#sheet) return;
    const { lines, flat, matches } = this.#view;
    const totals = totalsOf(this.#sheet, this.#view, this.#words);
    const empty = this.#words.texts[matches ? 'noMatch' : 'none'];
    const current = new Set(this.#currentKeys());
    this.#table.show({ lines, flat, closed: this.#shownClosed(), sort: this.#sort, current, totals, empty });
  }

  /** A filter opens every block. */
  #shownClosed(): ReadonlySet<string> {
    return this.#view.matches ? new Set() : this.#closed;
  }

  /** A closed block stands for the line inside it. */
  #currentKeys(): readonly string[] {
    if (this.#cursor === undefined) return [];
    const closed = this.#shownClosed();
    const found = entriesAt(this.#entries, this.#cursor);
    return found.map((entry) => (this.#view.flat ? entry.key : (closedAround(entry, closed)?.key ?? entry.key)));
  }

  #blockKeys(): readonly string[] {
    return this.#entries.flatMap(({ kind, key }) => (kind === 'block' ? [key] : []));
  }

  #folding(): Folding {
    const blocks = this.#blockKeys();
    if (this.#view.flat || this.#view.matches || blocks.length === 0) return 'none';
    return blocks.every((key) => this.#closed.has(key)) ? 'open' : 'close';
  }

  #toggle(entry: Entry, close: boolean): void {
    const closed = new Set(this.#closed);
    if (close) closed.add(entry.key);
    else closed.delete(entry.key);
    this.#close(closed);
  }

  #close(closed: ReadonlySet<string>): void {
    this.#closed = closed;
    this.#refresh();
  }

  #sortBy(column: string): void {
    this.#sort = nextSort(this.#sort, column, columnOf(column)?.id !== 'layer');
    this.#refresh();
    this.#table.scroll = 0;
  }

  #reveal(place: Place, focus: boolean): void {
    this.#host.post({ type: 'reveal', place, focus });
  }

  #copy(format: 'markdown' | 'csv'): void {
    if (!this.#sheet) return;
    const text =
      format === 'csv'
        ? toCsv(this.#entries, this.#view)
        : toMarkdown(this.#sheet, this.#entries, this.#view, this.#words);
    this.#host.post({ type: 'copy', text });
  }

  #key(event: KeyboardEvent): void {
    const asksFilter = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f';
    const typing = event.target instanceof HTMLInputElement;
    if (!asksFilter && (typing || event.key !== '/')) return;
    event.preventDefault();
    this.#toolbar.focusFilter();
  }

  #keepSoon(): void {
    window.clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(() => this.#keep(), KEEP_AFTER_MS);
  }

  #keep(): void {
    this.#host.keep({
      uri: this.#uri,
      model: this.#modelName,
      sort: this.#sort,
      filter: this.#toolbar.filter,
      closed: [...this.#closed],
      scroll: this.#table.scroll,
    });
  }
}

function placeOf(entry: Entry): Place {
  return entry.kind === 'input' ? { kind: 'model', index: 0 } : { kind: entry.kind, index: entry.index };
}
