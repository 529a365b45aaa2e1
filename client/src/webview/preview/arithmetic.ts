// The numbers put into the formulas: how large the output is, whether the window fits, and what one window makes. Pure.
import {
  cellsRead,
  effectiveKernel,
  type Grid,
  type PerAxis,
  type Pooling,
} from '../../../../server/src/base/window.ts';
import type { PreviewAxes, PreviewAxis } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import type { Computed, Output } from './computed.ts';
import { type Fit, fitOf, isBad, type Operation } from './fit.ts';
import { valueIn } from './inputs.ts';
import type { Words } from './texts.ts';

/** `(7 − 3)/3 + 1 = 2.33`; `(4 − 1)·2 − 2·1 + 4 = 8` for a transposed one. */
export function sizeFormula(axis: PreviewAxis, fit: Fit, operation: Operation, words: Words): string {
  const { input, kernel, stride, dilation, padding, outputPadding } = axis;
  const span = effectiveKernel(kernel, dilation);
  const [before, after] = padding;
  if (operation === 'conv-transpose') {
    const pads = before === after ? (before === 0 ? '' : ` − 2·${before}`) : ` − ${before} − ${after}`;
    const extra = outputPadding === 0 ? '' : ` + ${outputPadding}`;
    return `(${input} − 1)·${stride}${pads} + ${span}${extra} = ${words.value(fit.size)}`;
  }
  const pads = before === after ? (before === 0 ? '' : ` + 2·${before}`) : ` + ${before} + ${after}`;
  const formula = `(${input}${pads} − ${span})/${stride} + 1 = ${words.value(fit.exact)}`;
  if (Number.isInteger(fit.exact) && fit.exact === fit.size) return formula;
  const rounded = axis.ceil ? `⌈${words.value(fit.exact)}⌉` : `⌊${words.value(fit.exact)}⌋`;
  const clipped = (axis.ceil ? Math.ceil(fit.exact) : Math.floor(fit.exact)) === fit.size ? '' : ' − 1';
  return `${formula}, ${rounded}${clipped} = ${words.value(fit.size)}`;
}

export interface Judgement {
  readonly formula: string;
  /** What does not fit, in words; empty where all is well. */
  readonly words: string;
  readonly bad: boolean;
}

/** One judgement per axis; a single one where both have the same numbers, or where the height was only added to a line. */
export function judgements(
  { axes, fits, operation }: Pick<Computed, 'axes' | 'fits' | 'operation'>,
  framework: string | null,
  words: Words,
  rank = 2,
): readonly Judgement[] {
  const { texts } = words;
  const line = rank === 1;
  const same = !line && JSON.stringify(axes[0]) === JSON.stringify(axes[1]);
  const names: readonly (readonly [0 | 1, string])[] = line
    ? [[1, texts.length]]
    : same
      ? [[0, texts.heightAndWidth]]
      : [
          [0, texts.height],
          [1, texts.width],
        ];
  return names.map(([index, name]): Judgement => {
    const [axis, fit] = [axes[index], fits[index]];
    const unread = same
      ? unreadWords(fits[0].unreadAtEnd, fits[1].unreadAtEnd, words)
      : unreadWords(index === 0 ? fit.unreadAtEnd : [], index === 0 ? [] : fit.unreadAtEnd, words);
    return {
      formula: `${name}: ${sizeFormula(axis, fit, operation, words)}`,
      words: verdictWords(fit, unread, framework, words),
      bad: isBad(fit),
    };
  });
}

/** Of an axis that is not drawn. */
export function depthJudgement(
  axis: PreviewAxis,
  operation: Operation,
  framework: string | null,
  words: Words,
): Judgement {
  const fit = fitOf(axis, operation);
  const slice = fill(words.texts.oneSlice, words.value(axis.kernel));
  return {
    formula: `${words.texts.deep}: ${sizeFormula(axis, fit, operation, words)}`,
    words: [verdictWords(fit, '', framework, words).trim(), slice].filter((part) => part !== '').join(' '),
    bad: isBad(fit),
  };
}

function verdictWords({ verdict, size, exact }: Fit, unread: string, framework: string | null, words: Words): string {
  const { texts } = words;
  switch (verdict) {
    case 'fits':
      return '';
    case 'padding':
      return texts.paddingOnly;
    case 'gap':
      return fill(texts.gapOnly, unread);
    case 'lost': {
      const [before, after] = [words.value(exact), words.value(size)];
      const rounds =
        framework === null
          ? fill(texts.doesNotFit, before, after)
          : fill(texts.doesNotFitFor, before, after, framework);
      return `${rounds} ${unread}`;
    }
    case 'too-much-padding':
      return texts.dimTooMuchPadding;
    case 'vanishes':
      return texts.dimGone;
  }
}

/** `Row 7 and column 7 are never read.` Counted from 1, as people count. */
function unreadWords(rows: readonly number[], columns: readonly number[], words: Words): string {
  const { texts } = words;
  const numbers = (cells: readonly number[]) => range(cells.map((cell) => cell + 1));
  const name = (cells: readonly number[], one: string, many: string) =>
    cells.length === 0 ? [] : [fill(cells.length === 1 ? one : many, numbers(cells))];
  const parts = [
    ...name(rows, texts.rowUnread, texts.rowsUnread),
    ...name(columns, texts.columnUnread, texts.columnsUnread),
  ];
  const one = rows.length + columns.length === 1;
  return parts.length === 0 ? '' : fill(one ? texts.unreadOne : texts.unread, capital(words.list(parts)));
}

function range(numbers: readonly number[]): string {
  const [first, last] = [numbers[0], numbers.at(-1)];
  return numbers.length > 2 ? `${first}–${last}` : numbers.join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

interface Read {
  /** Undefined is padding. */
  readonly value: number | undefined;
  readonly weight: number;
}

/** What the window at a place reads of one map, row by row. */
function readCells(grid: Grid, filter: Grid | undefined, axes: PreviewAxes, [row, column]: PerAxis<number>): Read[][] {
  return cellsRead(axes[0], row).map((y, i) =>
    cellsRead(axes[1], column).map((x, j) => ({
      value: valueIn(grid, y, x),
      weight: (filter && valueIn(filter, i, j)) ?? 1,
    })),
  );
}

/** More terms than these are cut in the middle. */
const MOST_TERMS = 16;

/** `max(1, 1, 5, 6) = 6`, one line per row of a filter. */
export function cellArithmetic(
  { axes, inputs, filters, operation }: Computed,
  output: Output,
  place: PerAxis<number>,
  words: Words,
): readonly string[] {
  const result = valueIn(output.grid, ...place);
  const [input] = inputs;
  if (result === undefined || !input) return [];
  if (operation === 'conv-transpose') return spreadArithmetic(input, filters[0], axes, place, result, words);
  if (output.pooling) {
    const cells = readCells(input, undefined, axes, place).flat();
    return [poolArithmetic(output.pooling, axes, place, cells, result, words)];
  }
  const rows = inputs.flatMap((grid, map) => readCells(grid, filters[map], axes, place));
  const read = rows.map((row) => row.filter(({ value }) => value !== undefined)).filter((row) => row.length > 0);
  return products(inputs.length > 1 ? [read.flat()] : read, result, words);
}

function products(rows: readonly (readonly Read[])[], result: number, words: Words): readonly string[] {
  const shown = rows.flat().length > 49 ? rows.slice(0, 2) : rows;
  const lines = shown.map((row, index) => {
    const terms = cut(row.map(({ value = 0, weight }) => `${words.term(value)}·${words.term(weight)}`));
    return `${index === 0 ? '' : '+ '}${terms.join(' + ')}`;
  });
  if (shown.length < rows.length) lines.push('+ …');
  const last = lines.pop() ?? '0';
  return [...lines, `${last} = ${words.value(result)}`];
}

function cut(terms: readonly string[]): readonly string[] {
  return terms.length <= MOST_TERMS ? terms : [...terms.slice(0, MOST_TERMS / 2), '…', ...terms.slice(-2)];
}

function poolArithmetic(
  pooling: Pooling,
  axes: PreviewAxes,
  place: PerAxis<number>,
  cells: readonly Read[],
  result: number,
  words: Words,
): string {
  const inside = cells.flatMap(({ value }) => value ?? []);
  const equals = ` = ${words.value(result)}`;
  if (pooling.kind === 'max') return `max(${cut(inside.map(words.value)).join(', ')})${equals}`;
  const [down, across] = [counted(axes[0], place[0]), counted(axes[1], place[1])];
  if (pooling.kind === 'lp') {
    const { norm } = pooling;
    const power = superscript(norm);
    const sum = cut(inside.map((value) => `${words.term(value)}${power}`)).join(' + ');
    const whole = axes[0].kernel * axes[1].kernel;
    // What PyTorch does to a window that the edge clips.
    const scaled = down * across === whole ? sum : `(${sum})·${whole}/${down * across}`;
    return `${rootSign(norm)}(${scaled})${equals}`;
  }
  const padded = pooling.countIncludePad ? Math.max(0, down * across - inside.length) : 0;
  const terms = [...inside.map(words.term), ...new Array<string>(Math.min(padded, 64)).fill('0')];
  const divisor = pooling.divisor ?? (pooling.countIncludePad ? down * across : inside.length);
  return `(${cut(terms).join(' + ')}) / ${divisor}${equals}`;
}

/** Cells of a window up to the end of the padding. */
function counted({ stride, padding, kernel, input }: PreviewAxis, output: number): number {
  const start = output * stride - padding[0];
  return Math.min(start + kernel, input + padding[1]) - start;
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(norm: number): string {
  return Number.isInteger(norm) && norm > 0
    ? [...String(norm)].map((digit) => DIGITS[Number(digit)]).join('')
    : `^${norm}`;
}

function rootSign(norm: number): string {
  if (norm === 1) return '';
  return norm === 2 ? '√' : `${superscript(norm)}√`;
}

/** What the input cells that reach this output cell lay onto it. */
function spreadArithmetic(
  input: Grid,
  filter: Grid | undefined,
  axes: PreviewAxes,
  place: PerAxis<number>,
  result: number,
  words: Words,
): readonly string[] {
  const terms: string[] = [];
  for (const [row, i] of spreadOnto(axes[0], place[0])) {
    for (const [column, j] of spreadOnto(axes[1], place[1])) {
      const [value, weight] = [valueIn(input, row, column), filter && valueIn(filter, i, j)];
      if (value !== undefined && weight !== undefined) terms.push(`${words.term(value)}·${words.term(weight)}`);
    }
  }
  return [`${terms.length === 0 ? '0' : cut(terms).join(' + ')} = ${words.value(result)}`];
}

/** Input cells of a transposed convolution that reach an output cell, each with the tap by which it does. */
export function spreadOnto({ input, kernel, stride, padding, dilation }: PreviewAxis, output: number) {
  const pairs: (readonly [input: number, tap: number])[] = [];
  for (let tap = kernel - 1; tap >= 0; tap--) {
    const from = output + padding[0] - tap * dilation;
    if (from >= 0 && from % stride === 0 && from / stride < input) pairs.push([from / stride, tap]);
  }
  return pairs;
}
