// One line of the table as elements: a treegrid row whose cells follow the columns.
import { element, setAttribute } from '../dom.ts';
import { type Cell, COLUMNS, type Column, type Words } from './columns.ts';
import type { Entry } from './entries.ts';
import type { TextName } from './texts.ts';

export interface RowState {
  /** Place among the lines that show. */
  readonly position: number;
  readonly flat: boolean;
  readonly closed: boolean;
  /** The line that the keyboard is on. */
  readonly active: boolean;
  /** The cursor in the file is on this layer. */
  readonly current: boolean;
}

/** Lines are counted from 1, and the header is one. */
const FIRST_LINE = 2;

const SEVERITIES = {
  error: 'severityError',
  warning: 'severityWarning',
  information: 'severityInformation',
  hint: 'severityHint',
} as const satisfies Record<string, TextName>;

export function newRow(entry: Entry, words: Words, flat: boolean): HTMLElement {
  const cells = COLUMNS.map((column) => {
    const cell = column.cell(entry, words);
    return column.id === 'layer' ? nameCell(entry, cell, words, flat) : valueCell(cell, column);
  });
  const row = element('div', { class: `row ${entry.kind}`, attributes: { role: 'row' } }, ...cells);
  if (!flat) row.setAttribute('aria-level', String(entry.level));
  return row;
}

export function updateRow(row: HTMLElement, entry: Entry, state: RowState, rowHeight: number): void {
  row.style.transform = `translateY(${state.position * rowHeight}px)`;
  row.tabIndex = state.active ? 0 : -1;
  row.classList.toggle('current', state.current);
  setAttribute(row, 'aria-rowindex', state.position + FIRST_LINE);
  setAttribute(row, 'aria-current', state.current ? 'location' : undefined);
  setAttribute(row, 'aria-expanded', entry.kind === 'block' && !state.flat ? String(!state.closed) : undefined);
}

function valueCell({ text, hint, share, faint, unknown }: Cell, { id, numeric }: Column): HTMLElement {
  const classes = ['cell', id, numeric && 'numeric', faint && 'faint', unknown && 'unknown'].filter(Boolean).join(' ');
  const cell = element('div', {
    class: classes,
    attributes: { role: 'gridcell', ...(unknown && hint ? { 'aria-label': `${text} ${hint}` } : {}) },
    ...(hint ? { title: hint } : {}),
  });
  cell.append(element('span', { class: 'text', text }));
  if (id === 'params') cell.append(shareBar(share));
  return cell;
}

/** Without a share there is room for one, so that numbers stand below each other. */
export function shareBar(share: number | undefined): HTMLElement {
  if (share === undefined) return element('span', { class: 'track none', attributes: { 'aria-hidden': true } });
  const bar = element('span', { class: 'bar' });
  bar.style.width = `${Math.min(1, Math.max(0, share)) * 100}%`;
  return element('span', { class: 'track', attributes: { 'aria-hidden': true } }, bar);
}

function nameCell(entry: Entry, { hint }: Cell, { texts }: Words, flat: boolean): HTMLElement {
  const cell = element('div', {
    class: 'cell name',
    attributes: { role: 'rowheader' },
    ...(hint ? { title: hint } : {}),
  });
  if (!flat) {
    cell.style.paddingInlineStart = `calc(${entry.level - 1} * var(--indent))`;
    cell.append(element('span', { class: 'twistie', attributes: { 'aria-hidden': true } }));
  }
  const [name, type] = namesOf(entry, flat, texts.layer);
  const last = name.lastIndexOf('.') + 1;
  const around = element('span', { class: 'around', text: name.slice(0, last) });
  const own = element('span', { class: 'text', text: name.slice(last) });
  // What a layer is called matters more than what it stands in: where room is short, that gives way first.
  cell.append(element('span', { class: 'path' }, ...(last > 0 ? [around] : []), own));
  if (type) cell.append(element('span', { class: 'type', text: type }));
  if (entry.kind === 'layer' && entry.row.severity) {
    const title = texts[SEVERITIES[entry.row.severity]];
    const attributes = { role: 'img', 'aria-label': title };
    cell.append(element('span', { class: `severity ${entry.row.severity}`, title, attributes }));
  }
  return cell;
}

/** The name, and the type beside it where that says more. */
function namesOf(entry: Entry, flat: boolean, layer: string): readonly [name: string, type: string] {
  if (entry.kind === 'input') return [entry.name, ''];
  const { path, type } = entry.row;
  const name = (flat ? path : entry.name) || type || layer;
  return [name, tells(name, type) ? '' : type];
}

/** `body.conv-1` is a `conv`. */
function tells(name: string, type: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1).replace(/[-_]?\d+$/, '');
  return last.toLowerCase() === type.toLowerCase();
}
