// An output below one cell: the filter is larger than its padded input, and nothing is left of the volume.
import { t } from '@vscode/l10n';
import { type AxisWindow, effectiveKernel, exactOutput, paddedInput } from '../base/window.ts';
import { axisNames } from '../graph/facts.ts';
import type { FindingOf, RelatedPlace } from '../graph/finding.ts';
import type { Layer } from '../graph/graph.ts';
import { isPooling, keepsShape, sizesAreGuessed, slidingAxes, spatialSizes } from './layers.ts';
import { axisWord, exactSize, kernelWord, layerFix, perAxis, setFix, sizeFormula } from './phrases.ts';
import { defineRule } from './rule.ts';
import type { Words } from './words.ts';

type Found = FindingOf<'volume-vanishes'>;

/** More places than this are no help. */
const MOST_PLACES = 12;

export const volumeVanishes = defineRule({
  id: 'volume-vanishes',
  severity: 'error',
  summary: 'A filter is larger than its padded input: no volume is left.',

  severityOf: (_, graph) => (graph && sizesAreGuessed(graph) ? undefined : 'error'),

  message(finding, words) {
    const { window, axis, input } = finding.facts;
    const cropped = -(window.padding[0] + window.padding[1]);
    if (cropped > 0) {
      return t(
        'Cropping leaves nothing of {0}: {1} cells are taken from the {2}, which has {3}. Crop less.',
        words.volume(input),
        words.number(cropped),
        axisWord(axis),
        words.number(window.input),
      );
    }
    const windows = wholeWindow(finding);
    const said = [
      kernelWord(windows, words),
      words.size(windows.map(paddedInput)),
      axisWord(axis),
      sizeFormula(window, words),
      exactSize(window, words),
    ] as const;
    const pooling = finding.layer !== undefined && isPooling(finding.layer);
    const what = pooling
      ? t(
          'The {0} pooling window is larger than its padded input {1}: {3} = {4} along the {2}, so no volume is left.',
          ...said,
        )
      : t(
          'The {0} filter is larger than its padded input {1}: {3} = {4} along the {2}, so no volume is left.',
          ...said,
        );
    return [what, historyOf(finding, words), adviceOf(finding, words)].filter((part) => part).join(' ');
  },

  places: (finding): readonly RelatedPlace[] =>
    shrinkers(finding).map((layer) => ({
      span: layer.origin.head,
      role: 'shrank-here',
      layer,
      ...(layer.origin.uri ? { uri: layer.origin.uri } : {}),
    })),

  related: ({ layer }, _, words) =>
    t('{0} → {1}', words.size(spatialSizes(layer?.inputs[0]) ?? []), words.size(spatialSizes(layer?.outputs[0]) ?? [])),

  fixes(finding, words) {
    const windows = deadWindows(finding);
    const all = finding.layer?.windows.flatMap((window) => window ?? []) ?? [];
    const padding = halves(windows);
    const kernel = all.map((window) => (windows.includes(window) ? Math.max(1, paddedInput(window)) : window.kernel));
    const undilated = all.every(({ dilation }) => dilation === 1);
    const pooling = finding.layer !== undefined && isPooling(finding.layer);
    return [
      ...(!pooling && padding !== undefined ? setFix(finding, words, 'padding', padding, { preferred: true }) : []),
      ...(undilated && kernel.length > 0 ? setFix(finding, words, 'kernel', oneOrAll(kernel)) : []),
      ...(pooling ? layerFix(finding, t('Remove this layer'), (layer) => ({ kind: 'remove-layer', layer })) : []),
    ];
  },
});

function oneOrAll(values: readonly number[]): number | readonly number[] {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
}

/** The windows that find no place: on all axes where the layer knows them, otherwise on the one that was noticed. */
function deadWindows({ layer, facts }: Found): readonly AxisWindow[] {
  const dead = layer?.windows.flatMap((window) => (window && exactOutput(window) < 1 ? [window] : [])) ?? [];
  return dead.length > 0 ? dead : [facts.window];
}

/** The window on all axes; where it is not known on all of them, on those that find no place. */
function wholeWindow(finding: Found): readonly AxisWindow[] {
  const windows = finding.layer?.windows ?? [];
  const known = windows.filter((window) => window !== undefined);
  return known.length > 0 && known.length === windows.length ? known : deadWindows(finding);
}

/** Padding that keeps the size: (F′ − 1)/2, where it is whole and the same on all axes, and large enough. */
function halves(windows: readonly AxisWindow[]): number | undefined {
  const [first, ...others] = windows.map(({ kernel, dilation }) => (effectiveKernel(kernel, dilation) - 1) / 2);
  const enough = windows.every(({ input, kernel, dilation }) => input >= 1 && effectiveKernel(kernel, dilation) > 1);
  return first !== undefined && enough && Number.isInteger(first) && others.every((half) => half === first)
    ? first
    : undefined;
}

/** Along the first input, back to the model's: the layers that made the volume smaller on this axis. */
function shrinkers({ layer, facts }: Found): readonly Layer[] {
  const axis = layer ? axisNames(layer.windows.length).indexOf(facts.axis) : -1;
  const found: Layer[] = [];
  let before = layer?.inputs[0]?.layer;
  while (before && axis >= 0 && found.length < MOST_PLACES) {
    const from = spatialSizes(before.inputs[0])?.[axis];
    const to = spatialSizes(before.outputs[0])?.[axis];
    if (from !== undefined && to !== undefined && to < from) found.push(before);
    before = before.inputs[0]?.layer;
  }
  return found.reverse();
}

/** `3 layers before shrank it from 32×32.` */
function historyOf(finding: Found, words: Words): string {
  const before = shrinkers(finding);
  const from = spatialSizes(before[0]?.inputs[0]);
  const to = spatialSizes(finding.layer?.inputs[0]);
  if (!from || !to) return '';
  return before.length === 1
    ? t('One layer before shrank it from {0} to {1}.', words.size(from), words.size(to))
    : t('{0} layers before shrank it from {1} to {2}.', words.number(before.length), words.size(from), words.size(to));
}

function adviceOf(finding: Found, words: Words): string {
  const least = leastInput(finding);
  const most = perAxis(
    deadWindows(finding).map((window) => Math.max(1, paddedInput(window))),
    words,
  );
  return least === undefined
    ? t('Use a window of at most {0}, pad, or shrink less before.', most)
    : t(
        'The input of the model must be at least {0} for this layer; otherwise use a window of at most {1}, pad, or shrink less before.',
        words.size(least),
        most,
      );
}

/**
 * The smallest input of the model that leaves this layer one cell: N = (n − 1)·S + F′ − 2P, from here back to the input.
 * Undefined where the way there is not one chain of windows and layers that keep the shape.
 */
function leastInput({ layer, facts }: Found): readonly number[] | undefined {
  if (!layer || facts.input.dims === undefined) return undefined;
  let needed = layer.windows.map((window) => (window ? needs(window, 1) : undefined));
  let before = layer.inputs[0]?.layer;
  while (before) {
    if (before.inputs.length !== 1 || before.outputs.length !== 1) return undefined;
    if (before.windows.length > 0) {
      const axes = slidingAxes(before);
      if (axes.length !== needed.length) return undefined;
      needed = needed.map((size, axis) => {
        const window = axes[axis]?.window;
        return window && size !== undefined && !window.ceil ? needs(window, size) : undefined;
      });
    } else if (!keepsShape(before)) return undefined;
    before = before.inputs[0]?.layer;
  }
  const known = needed.filter((size) => size !== undefined);
  return known.length === needed.length && known.every((size) => size > 0) ? known : undefined;
}

function needs({ stride, kernel, dilation, padding }: AxisWindow, output: number): number {
  return Math.max(1, (output - 1) * stride + effectiveKernel(kernel, dilation) - padding[0] - padding[1]);
}
