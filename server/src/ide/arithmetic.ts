// The arithmetic behind a layer's numbers, written out: `(32 + 2·2 − 5)/1 + 1 = 32`, `(5·5·3 + 1)·10 = 760`.
// Derived from the layer's windows and parameters; knows no operator by name.
import { t } from '@vscode/l10n';
import {
  type AxisWindow,
  effectiveKernel,
  exactOutput,
  outputSize,
  rest,
  type TransposedWindow,
  transposedSize,
} from '../base/window.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import { type AxisName, axisNames } from '../graph/facts.ts';
import type { Layer, Parameter } from '../graph/graph.ts';
import { sizeFormula } from '../rules/phrases.ts';
import type { Words } from '../rules/words.ts';

export interface AxisFormula {
  /** The axes that it holds for. */
  readonly axes: readonly AxisName[];
  readonly text: string;
  /** What the rounding leaves unread, where it does. */
  readonly unread?: string;
}

/** How each spatial axis comes about; axes with the same numbers once. Empty where no window makes the size. */
export function sizeFormulas(layer: Layer, words: Words): readonly AxisFormula[] {
  const rank = Math.max(layer.windows.length, transposedAxes(layer).length);
  const sizes = layer.outputs[0]?.volume.dims?.slice(-rank) ?? [];
  const formulas: { axes: AxisName[]; text: string; unread?: string }[] = [];
  axisNames(rank).forEach((name, axis) => {
    const formula = formulaOf(layer, axis, sizes[axis], words);
    if (!formula) return;
    const same = formulas.find(({ text }) => text === formula.text);
    if (same) same.axes.push(name);
    else formulas.push({ axes: [name], ...formula });
  });
  return formulas;
}

function formulaOf(
  layer: Layer,
  axis: number,
  size: Dim | undefined,
  words: Words,
): Omit<AxisFormula, 'axes'> | undefined {
  if (size === undefined) return undefined;
  const transposed = transposedAxes(layer)[axis];
  if (transposed)
    return transposedSize(transposed) === size ? { text: transposedFormula(transposed, words) } : undefined;
  const window = layer.windows[axis];
  // What vanished has no known size.
  if (!window || (isKnown(size) ? outputSize(window) !== size : outputSize(window) >= 1)) return undefined;
  const unread = unreadText(window, words);
  return { text: windowFormula(window, words), ...(unread === undefined ? {} : { unread }) };
}

/** `(32 + 2·2 − 5)/1 + 1 = 32`; `(7 − 3)/3 + 1 = 2.33, ⌊2.33⌋ = 2` where the division leaves a rest. */
export function windowFormula(window: AxisWindow, words: Words): string {
  const { kernel, dilation, ceil } = window;
  const dilated = dilation === 1 ? '' : `, ${dilation}·(${kernel} − 1) + 1 = ${effectiveKernel(kernel, dilation)}`;
  const exact = exactOutput(window);
  const division = `${sizeFormula(window, words)} = ${words.number(exact)}`;
  const output = outputSize(window);
  if (Number.isInteger(exact) && exact === output) return `${division}${dilated}`;
  const rounded = ceil ? `⌈${words.number(exact)}⌉` : `⌊${words.number(exact)}⌋`;
  // In ceil mode a last window that would start outside is left out.
  const clipped = (ceil ? Math.ceil(exact) : Math.floor(exact)) === output ? '' : ' − 1';
  return `${division}, ${rounded}${clipped} = ${words.number(output)}${dilated}`;
}

/** The far edge that no window reaches: what the rules are silent about is said here. */
function unreadText(window: AxisWindow, words: Words): string | undefined {
  const left = rest(window);
  if (left === 0 || window.ceil) return undefined;
  const cells = Math.max(0, left - window.padding[1]);
  if (cells === 0) return t('what the rounding leaves unread is only padding');
  return cells === 1 ? t('the last cell is never read') : t('the last {0} cells are never read', words.number(cells));
}

/** A module with an output padding runs a window backwards; empty for all others, and where a number is unknown. */
export function transposedAxes({ module: { attributes }, inputs }: Layer): readonly TransposedWindow[] {
  const { kernel, stride, padding, dilation, outputPadding } = attributes;
  if (!Array.isArray(kernel) || !Array.isArray(outputPadding) || !Array.isArray(padding)) return [];
  const spatial = inputs[0]?.volume.dims?.slice(-kernel.length) ?? [];
  const axes = kernel.map((size, axis) => ({
    input: spatial[axis],
    kernel: size,
    stride: Array.isArray(stride) ? stride[axis] : 1,
    padding: padding[axis],
    dilation: Array.isArray(dilation) ? dilation[axis] : 1,
    outputPadding: outputPadding[axis],
  }));
  return axes.every(isTransposedAxis) ? axes : [];
}

function isTransposedAxis(axis: object): axis is TransposedWindow {
  return Object.values(axis)
    .flat()
    .every((value) => typeof value === 'number');
}

/** `(4 − 1)·2 − 2·1 + 4 = 8`. */
function transposedFormula(axis: TransposedWindow, words: Words): string {
  const { input, kernel, stride, padding, dilation, outputPadding } = axis;
  const [before, after] = padding;
  const pads = before === after ? (before === 0 ? '' : ` − 2·${before}`) : ` − ${before} − ${after}`;
  const filter = dilation === 1 ? ` + ${kernel}` : ` + ${dilation}·(${kernel} − 1) + 1`;
  const extra = outputPadding === 0 ? '' : ` + ${outputPadding}`;
  return `(${input} − 1)·${stride}${pads}${filter}${extra} = ${words.number(transposedSize(axis))}`;
}

/** More terms than these say less than the number alone. */
const MOST_TERMS = 6;

/** `(5·5·3 + 1)·10 = 760`; just the number where there is nothing to multiply. Undefined where a size is unknown. */
export function parameterArithmetic(parameters: readonly Parameter[], words: Words): string | undefined {
  const counted = parameters.filter((parameter) => !parameter.buffer);
  const shapes = counted.map((parameter) => parameter.dims);
  if (!shapes.every((dims): dims is readonly number[] => dims.every(isKnown))) return undefined;
  const total = shapes.reduce((sum, dims) => sum + dims.reduce((a, b) => a * b, 1), 0);
  const number = words.count(total);
  const text = shapes.length === 0 || shapes.length > MOST_TERMS ? undefined : sumOfProducts(shapes);
  return text === undefined || text === `${total}` ? number : `${text} = ${number}`;
}

/** Factors out the leading dimension (the filters) where all have it. */
function sumOfProducts(shapes: readonly (readonly number[])[]): string {
  const [leading] = shapes[0] ?? [];
  if (shapes.length > 1 && leading !== undefined && shapes.every((dims) => dims[0] === leading)) {
    const inner = sum(shapes.map((dims) => dims.slice(1)));
    return inner.includes(' ') ? `(${inner})·${leading}` : `${inner}·${leading}`;
  }
  return sum(shapes);
}

/** Bare ones are added up: a weight and a bias per channel give 2. */
function sum(shapes: readonly (readonly number[])[]): string {
  const ones = shapes.filter((dims) => dims.length === 0).length;
  const products = shapes.filter((dims) => dims.length > 0).map(factors);
  return [...products, ...(ones > 0 ? [`${ones}`] : [])].join(' + ');
}

/** The window first, then the channels, as it is taught: `[10, 3, 5, 5]` is 5·5·3·10. */
function factors(dims: readonly number[]): string {
  return [...dims].reverse().join('·');
}
