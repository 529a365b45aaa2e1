// Which scene shows a setup, which words go with it, and what its animation is. Pure: everything comes in, one picture goes out.
import type { PerAxis } from '../../../../server/src/base/window.ts';
import type { PreviewLayer, PreviewStep } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import { cellArithmetic, depthJudgement, type Judgement, judgements } from './arithmetic.ts';
import { type Computed, type Output, placeOf, stepCount } from './computed.ts';
import { type DepthView, depthScene, depthWords } from './depth-scene.ts';
import { fitOf } from './fit.ts';
import { largeScene } from './large-scene.ts';
import type { Hit, Scene } from './scene.ts';
import type { Setup } from './setup.ts';
import { shiftedOutputs, shiftLine, shiftScene } from './shift-scene.ts';
import { lectureRun, runsOf, shrinkScene, shrinkWords } from './shrink-scene.ts';
import type { Words } from './texts.ts';
import { outputTitle, windowScene } from './window-scene.ts';

export interface Shown {
  readonly setup: Setup;
  readonly layer: PreviewLayer | null;
  readonly computed: Computed;
  readonly pointed: Hit | undefined;
  readonly width: number;
}

export function sceneOf(shown: Shown, caption: readonly string[], words: Words): Scene {
  const { setup, computed, pointed, width, layer } = shown;
  switch (setup.picture) {
    case 'window': {
      const view = { computed, step: setup.step, pointed, width, caption };
      return computed.small ? windowScene(view, words) : largeScene(view, words);
    }
    case 'depth':
      return depthScene({ ...depthView(shown), caption, width }, words);
    case 'shift': {
      const [input] = computed.inputs;
      return shiftScene(input ? shiftedOutputs(setup, input) : [], width, caption, words);
    }
    case 'shrink':
      return shrinkScene(runsOf(stepsOf(setup, layer)), layer ? layer.at : -1, width, caption, words);
  }
}

/** The layer's chain with what is tried out in its place. */
function stepsOf(setup: Setup, layer: PreviewLayer | null): readonly PreviewStep[] {
  if (!layer) return lectureRun(setup);
  return layer.run.map((step, index) => (index === layer.at ? { ...step, axes: setup.axes } : step));
}

const LECTURE_CHANNELS = { input: 3, filters: 5, pooled: 4 } as const;

export function depthView({ setup, layer, computed, width }: Shown): DepthView {
  const { operation, map } = setup;
  const { axes, fits } = computed;
  const { input, filters, pooled } = LECTURE_CHANNELS;
  const channels =
    layer?.channels ?? (operation === 'pool' ? ([pooled, pooled] as const) : ([input, filters] as const));
  const size = (index: 0 | 1) => Math.max(0, fits[index].size);
  const others = layer?.others ?? [];
  // The height that was added to a line is no size of it.
  const from = layer?.rank === 1 ? 1 : 0;
  const before = [...others.map((axis) => axis.input), ...axes.slice(from).map((axis) => axis.input)];
  const after = [...others.map((axis) => fitOf(axis, operation).size), ...fits.slice(from).map((fit) => fit.size)];
  return {
    operation,
    titles: [
      [...before, channels[0]].join('×'),
      after.some((cells) => cells < 1) ? '∅' : [...after, channels[1]].join('×'),
    ],
    before: [axes[0].input, axes[1].input, channels[0]],
    after: [size(0), size(1), channels[1]],
    groups: layer?.groups ?? 1,
    map: Math.min(map, channels[1] - 1),
    caption: [],
    width,
  };
}

/** What stands above the picture: how large the output is, and whether the window fits. */
export function sizeWords({ setup, computed, layer }: Shown, words: Words): readonly Judgement[] {
  if (setup.picture === 'shrink' || setup.picture === 'shift') return [];
  const framework = layer?.framework ?? null;
  return [
    ...(layer?.others ?? []).map((axis) => depthJudgement(axis, computed.operation, framework, words)),
    ...judgements(computed, framework, words, layer?.rank),
  ];
}

/** What stands below it: the arithmetic of the current cell, or what the picture says. */
export function pictureWords(shown: Shown, words: Words): readonly string[] {
  const { setup, computed, layer } = shown;
  if (computed.tooLarge) return [words.texts.hugeLayer];
  switch (setup.picture) {
    case 'window':
      return stepWords(shown, words);
    case 'depth':
      return [depthWords(depthView(shown), words)];
    case 'shift': {
      const [input] = computed.inputs;
      if (!input) return [];
      const [down, across] = setup.shift;
      const moved = fill(words.texts.shiftWords, words.value(down), words.value(across));
      return [moved, ...shiftedOutputs(setup, input).map((output) => shiftLine(output, words))];
    }
    case 'shrink':
      return [shrinkWords(runsOf(stepsOf(setup, layer)), words)];
  }
}

function stepWords({ setup, computed, pointed }: Shown, words: Words): readonly string[] {
  if (stepCount(computed) === 0) return [];
  const looked = pointed?.grid.startsWith('output') ? ([pointed.row, pointed.column] as const) : undefined;
  const place = looked ?? placeOf(computed, setup.step);
  if (computed.operation === 'conv-transpose' && !looked) return [spreadWords(computed, place, words)];
  const outputs = computed.outputs.filter(({ name }) => !looked || pointed?.grid === `output-${name}`);
  return outputs.flatMap((output) => outputLines(computed, output, place, outputs.length > 1, words));
}

function outputLines(
  computed: Computed,
  output: Output,
  place: PerAxis<number>,
  named: boolean,
  words: Words,
): readonly string[] {
  const lines = cellArithmetic(computed, output, place, words);
  // `max(…)` says itself what it is.
  return named && output.name !== 'max' ? lines.map((line) => `${outputTitle(output.name, words)}: ${line}`) : lines;
}

function spreadWords({ inputs, axes, fits }: Computed, [row, column]: PerAxis<number>, words: Words): string {
  const value = inputs[0]?.values[row * inputs[0].columns + column] ?? 0;
  const range = (index: 0 | 1, at: number) => {
    const { stride, padding, kernel, dilation } = axes[index];
    const from = at * stride - padding[0] + 1;
    const [first, last] = [Math.max(1, from), Math.min(fits[index].size, from + dilation * (kernel - 1))];
    return first === last ? words.value(first) : `${words.value(first)}–${words.value(last)}`;
  };
  return fill(words.texts.spreads, words.value(value), range(0, row), range(1, column));
}

/** The current step for screen readers. */
export function stepLabel({ setup, computed }: Shown, words: Words): string {
  const count = stepCount(computed);
  if (setup.picture !== 'window' || count === 0) return '';
  const [row, column] = placeOf(computed, setup.step);
  const { texts, numbers } = words;
  return fill(
    texts.stepOf,
    numbers.count((setup.step % count) + 1),
    numbers.count(count),
    numbers.count(row + 1),
    numbers.count(column + 1),
  );
}

/** The setups of an animation, one a frame; empty where nothing moves. */
export function animationOf({ setup, computed, layer }: Shown): readonly Setup[] {
  const range = (count: number) => Array.from({ length: count }, (_, index) => index);
  switch (setup.picture) {
    case 'window':
      return range(stepCount(computed)).map((step) => ({ ...setup, step }));
    case 'depth':
      return range(Math.min(layer?.channels[1] ?? LECTURE_CHANNELS.filters, 8)).map((map) => ({ ...setup, map }));
    case 'shift':
      return range(5).map((across) => ({ ...setup, shift: [0, across] }));
    case 'shrink':
      return [];
  }
}
