// The table as Markdown and as CSV: all that the view holds, in its order. Pure.
// CSV is for programs: whole numbers without grouping. Markdown is for readers: as the panel writes them.

import { COLUMNS, type Words } from './columns.ts';
import type { Entry, LayerEntry } from './entries.ts';
import type { Sheet } from './messages.ts';
import type { View } from './view.ts';
import { sumsOf } from './view.ts';

function layersOf({ lines, flat, matches }: View, entries: readonly Entry[]): readonly LayerEntry[] {
  const isLayer = (entry: Entry): entry is LayerEntry => entry.kind === 'layer';
  return flat ? lines.filter(isLayer) : (matches ?? entries.filter(isLayer));
}

/** Closed blocks are written out: what is copied is the model, not the picture. */
export function toMarkdown(sheet: Sheet, entries: readonly Entry[], view: View, words: Words): string {
  const { texts, numbers } = words;
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  const layers = layersOf(view, entries);
  const all = view.matches === undefined;
  const sums = all ? { ...sheet.model.totals, bytes: sheet.model.totals.activationBytes } : sumsOf(layers);
  const bound = sums.complete ? '' : '≥ ';
  const totals: Readonly<Record<string, string>> = {
    layer: `**${texts.total}**`,
    params: bound + numbers.count(sums.params),
    macs: bound + numbers.short(sums.macs),
    memory: bound + numbers.bytes(sums.bytes),
  };
  const titles = COLUMNS.flatMap(({ id, title }) => (id === 'layer' ? [texts[title], texts.columnType] : texts[title]));
  const rules = COLUMNS.flatMap(({ id, numeric }) => (id === 'layer' ? ['---', '---'] : numeric ? '---:' : '---'));
  return [
    line(titles),
    `| ${rules.join(' | ')} |`,
    ...layers.map((entry) =>
      line(
        COLUMNS.flatMap((column) =>
          column.id === 'layer' ? [entry.row.path, entry.row.type] : column.cell(entry, words).text,
        ),
      ),
    ),
    line(COLUMNS.flatMap(({ id }) => (id === 'layer' ? [totals.layer ?? '', ''] : (totals[id] ?? '')))),
    '',
  ].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

/** The fields of a layer that programs want, under names that do not change with the language. */
const FIELDS: readonly (readonly [name: string, value: (entry: LayerEntry) => string | number | null])[] = [
  ['index', ({ row }) => row.index],
  ['path', ({ row }) => row.path],
  ['operator', ({ row }) => row.operator],
  ['type', ({ row }) => row.type],
  ['line', ({ row }) => row.range.start.line + 1],
  ['inputs', ({ row }) => row.inputs.join('; ')],
  ['outputs', ({ row }) => row.outputs.join('; ')],
  ['kernel', ({ row }) => row.kernel],
  ['stride', ({ row }) => row.stride],
  ['padding', ({ row }) => row.padding],
  ['params', ({ row }) => row.params],
  ['macs', ({ row }) => row.macs],
  ['bytes', ({ row }) => row.bytes],
  [
    'receptive_field',
    ({ row: { receptiveField: field } }) => (typeof field === 'string' || field === null ? field : field.join('×')),
  ],
];

/** RFC 4180: CRLF, quotes where a field needs them. An unknown is an empty field. */
export function toCsv(entries: readonly Entry[], view: View): string {
  const lines = [
    FIELDS.map(([name]) => name),
    ...layersOf(view, entries).map((entry) => FIELDS.map(([, value]) => quote(String(value(entry) ?? '')))),
  ];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would run as a formula is set off with an apostrophe. */
function quote(field: string): string {
  const safe = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
