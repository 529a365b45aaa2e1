// The arithmetic behind a layer's numbers, written out: `(32 + 2·2 − 5)/1 + 1 = 32`, `(5·5·3 + 1)·10 = 760`.
// Derived from the layer's windows and parameters; knows no operator by name.
import { t } from '@vscode/l10n';
import { type AxisWindow, effectiveKernel, outputSize, paddedInput } from '../base/window.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import { type AxisName, axisNames } from '../graph/facts.ts';
import type { Layer, Parameter } from '../graph/graph.ts';
import type { Words } from '../rules/words.ts';

export function axisText(axis: AxisName): string {
  return { length: t('Length'), depth: t('Depth'), height: t('Height'), width: t('Width') }[axis];
}

export interface AxisFormula {
  /** The axes that it holds for. */
  readonly axes: readonly AxisName[];
  readonly text: string;
}

/** How each spatial axis comes about; axes with the same numbers once. Empty where the layer has no plain window. */
export function sizeFormulas(layer: Layer, words: Words): readonly AxisFormula[] {
  const rank = layer.windows.length;
  const sizes = layer.outputs[0]?.volume.dims?.slice(-rank) ?? [];
  const formulas: { axes: AxisName[]; text: string }[] = [];
  axisNames(rank).forEach((name, axis) => {
    const window = layer.windows[axis];
    const size = sizes[axis];
    if (!window || size === undefined || !slidesTo(window, size)) return;
    const text = windowFormula(window, words);
    const same = formulas.find((formula) => formula.text === text);
    if (same) same.axes.push(name);
    else formulas.push({ axes: [name], text });
  });
  return formulas;
}

/** Up-sampling windows (transposed convolutions) run the other way; what vanished has no known size. */
function slidesTo(window: AxisWindow, size: Dim): boolean {
  return isKnown(size) ? outputSize(window) === size : outputSize(window) < 1;
}

/** `⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`; brackets only where the division leaves a rest. */
export function windowFormula(window: AxisWindow, words: Words): string {
  const { input, kernel, stride, padding, dilation, ceil } = window;
  const [before, after] = padding;
  const padded = before === after ? (before === 0 ? '' : ` + 2·${before}`) : ` + ${before} + ${after}`;
  const filter = dilation === 1 ? `${kernel}` : `(${dilation}·(${kernel} − 1) + 1)`;
  const division = `(${input}${padded} − ${filter})/${stride}`;
  const reach = paddedInput(window) - effectiveKernel(kernel, dilation);
  if (reach % stride === 0) return `${division} + 1 = ${outputSize(window)}`;
  const rounded = ceil ? `⌈${division}⌉` : `⌊${division}⌋`;
  const exact = words.number(reach / stride + 1);
  const unclipped = (ceil ? Math.ceil(reach / stride) : Math.floor(reach / stride)) + 1;
  const clipped = unclipped === outputSize(window) ? '' : ` − 1`;
  return `${rounded} + 1${clipped} = ${outputSize(window)} (${exact})`;
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
