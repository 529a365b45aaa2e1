// The table's columns, one row each: how a cell is written, what it tells on hover, and what it sorts by. Pure.
import { type Numbers, numbersFor } from '../numbers.ts';
import type { BlockEntry, Entry, LayerEntry } from './entries.ts';
import { fill, type TextName, type Texts } from './texts.ts';
import type { SortValue } from './view.ts';

export interface Words {
  readonly texts: Texts;
  readonly numbers: Numbers;
}

export function wordsOf(texts: Texts, language: string): Words {
  return { texts, numbers: numbersFor(language) };
}

export interface Cell {
  readonly text: string;
  /** More than the cell has room for. */
  readonly hint?: string;
  /** 0 to 1: a bar behind the number. */
  readonly share?: number;
  /** Drawn fainter. */
  readonly faint?: boolean;
  readonly unknown?: boolean;
}

export interface Column {
  readonly id: string;
  readonly title: TextName;
  /** What the column counts. */
  readonly about?: TextName;
  readonly numeric: boolean;
  readonly sortValue: SortValue;
  cell(entry: Entry, words: Words): Cell;
}

const EMPTY: Cell = { text: '' };

export const COLUMNS: readonly Column[] = [
  {
    id: 'layer',
    title: 'columnLayer',
    numeric: false,
    sortValue: ({ row }) => row.path || row.type,
    cell: (entry, { texts }) => ({ text: entry.name, hint: nameHint(entry, texts) }),
  },
  {
    id: 'output',
    title: 'columnOutput',
    numeric: false,
    sortValue: ({ row }) => cellsIn(row.outputs[0] ?? ''),
    cell(entry, words) {
      if (entry.kind === 'input') return { text: entry.input.shape };
      const { inputs, outputs } = entry.row;
      const text = outputs.join(', ');
      const why = entry.kind === 'layer' ? entry.row.why : null;
      if (text.includes('?') || (why !== null && cellsIn(text) === undefined)) return unknownCell(entry, words, text);
      return { text, ...(inputs.length > 0 ? { hint: `${inputs.join(', ')} → ${text}` } : {}) };
    },
  },
  {
    id: 'kernel',
    title: 'columnKernel',
    about: 'aboutKernel',
    numeric: false,
    sortValue: ({ row }) => (row.kernel === null ? undefined : cellsIn(row.kernel)),
    cell(entry, { texts }) {
      if (entry.kind !== 'layer' || entry.row.kernel === null) return EMPTY;
      const { kernel, stride, padding } = entry.row;
      const hints = [
        fill(texts.kernelOf, kernel),
        ...(stride === null ? [] : [fill(texts.strideOf, stride)]),
        ...(padding === null ? [] : [fill(texts.paddingOf, padding)]),
      ];
      return { text: stride === null || isOne(stride) ? kernel : `${kernel} / ${stride}`, hint: hints.join(', ') };
    },
  },
  {
    id: 'params',
    title: 'columnParams',
    about: 'aboutParams',
    numeric: true,
    sortValue: ({ row }) => row.params ?? undefined,
    cell(entry, words) {
      if (entry.kind === 'input') return EMPTY;
      const { params, share } = entry.row;
      if (params === null) return unknownCell(entry, words);
      const { count, percent } = words.numbers;
      const text = count(params);
      if (params === 0) return { text, faint: true };
      return { text, ...(share === null ? {} : { share, hint: fill(words.texts.shareOf, text, percent(share)) }) };
    },
  },
  {
    id: 'macs',
    title: 'columnMacs',
    about: 'aboutMacs',
    numeric: true,
    sortValue: ({ row }) => row.macs ?? undefined,
    cell: (entry, words) => amount(entry, words, 'macs', words.numbers.short),
  },
  {
    id: 'memory',
    title: 'columnMemory',
    about: 'aboutMemory',
    numeric: true,
    sortValue: ({ row }) => row.bytes ?? undefined,
    cell: (entry, words) => amount(entry, words, 'bytes', words.numbers.bytes),
  },
  {
    id: 'field',
    title: 'columnField',
    about: 'aboutField',
    numeric: true,
    sortValue: ({ row: { receptiveField: field } }) =>
      field === 'all' ? Infinity : (field?.reduce((a, b) => a * b, 1) ?? undefined),
    cell(entry, words) {
      if (entry.kind !== 'layer') return EMPTY;
      const field = entry.row.receptiveField;
      if (field === 'all') return { text: words.texts.fieldAll };
      if (field === null) return entry.row.why === null ? EMPTY : unknownCell(entry, words);
      return { text: field.map(words.numbers.count).join('×') };
    },
  },
];

export function columnOf(id: string): Column | undefined {
  return COLUMNS.find((column) => column.id === id);
}

function amount(entry: Entry, words: Words, key: 'macs' | 'bytes', write: (value: number) => string): Cell {
  if (entry.kind === 'input') return EMPTY;
  const value = entry.row[key];
  if (value === null) return unknownCell(entry, words);
  const text = write(value);
  const full = words.numbers.count(value);
  return { text, ...(value === 0 ? { faint: true } : {}), ...(full === text ? {} : { hint: full }) };
}

function unknownCell(entry: BlockEntry | LayerEntry, { texts }: Words, text = '?'): Cell {
  const why = entry.kind === 'layer' ? entry.row.why : null;
  return { text, unknown: true, hint: why === null ? texts.unknown : fill(texts.unknownBecause, why) };
}

function nameHint(entry: Entry, texts: Texts): string {
  if (entry.kind === 'input') return fill(texts.inputOf, entry.name, entry.input.shape);
  const { path, type } = entry.row;
  if (entry.kind === 'block') return fill(texts.blockOf, path || type, type);
  const name = [path, type].filter(Boolean).join(' · ');
  return entry.row.operator === type ? name : `${name} (${entry.row.operator})`;
}

function isOne(axes: string): boolean {
  return axes.split('×').every((axis) => axis === '1');
}

/** Cells of a written shape: `32×32×10` and `[N, 10, 32, 32]` are 10,240. Undefined where a size is not known. */
export function cellsIn(shape: string): number | undefined {
  if (shape.includes('?')) return undefined;
  const sizes = shape.match(/(?<![\d/])\d+(?![\d/])/g);
  return sizes ? sizes.reduce((cells, size) => cells * Number(size), 1) : undefined;
}
