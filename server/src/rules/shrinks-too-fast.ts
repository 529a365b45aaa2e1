// Stride-1 convolutions without enough padding eat F − 1 cells each; several in a row eat the image.
import { t } from '@vscode/l10n';
import { effectiveKernel } from '../base/window.ts';
import { isKnown } from '../graph/dim.ts';
import { type AxisName, axisNames } from '../graph/facts.ts';
import type { FindingOf, RelatedPlace } from '../graph/finding.ts';
import type { Graph, Layer } from '../graph/graph.ts';
import type { IntentValue } from '../graph/intent.ts';
import { coversInput, keepsShape, sizesAreGuessed, slidingAxes, spatialSizes } from './layers.ts';
import { axisWord, setFix } from './phrases.ts';
import { defineRule, type Fix } from './rule.ts';

/** The convolutions of a run so far, as a list linked backwards: runs may fork where a volume is read twice. */
interface Run {
  readonly before: Run | undefined;
  readonly layer: Layer;
  /** Spatial sizes before the first convolution and after this one. */
  readonly start: readonly number[];
  readonly sizes: readonly number[];
  readonly length: number;
  /** A longer run contains it, or the volume vanishes at its end, which says it all. */
  absorbed: boolean;
}

/** What is known of a volume on its way: the run that it is in, and its sizes before explicit padding. */
interface Way {
  readonly run: Run | undefined;
  readonly unpadded: readonly number[] | undefined;
}

export const shrinksTooFast = defineRule({
  id: 'shrinks-too-fast',
  severity: 'warning',
  summary: 'Convolutions without enough padding, several in a row, shrink the volume too fast.',
  options: {
    lost: {
      type: 'number',
      default: 0.25,
      min: 0.01,
      max: 1,
      doc: 'Share of a side that a run of convolutions may lose before it is too much.',
    },
  },

  *check(graph, { options }) {
    if (sizesAreGuessed(graph)) return;
    for (const run of runsOf(graph)) {
      if (run.absorbed || run.length < 2) continue;
      const shares = run.start.map((size, axis) => (size - (run.sizes[axis] ?? size)) / size);
      const share = Math.max(...shares);
      if (share >= (options.lost ?? 1)) yield findingOf(run, shares.indexOf(share), share);
    }
  },

  message({ facts: { axis, sizes, lost, share } }, words) {
    const said = [
      words.number(sizes.length - 1),
      sizes.map(words.number).join(' → '),
      words.number(lost),
      words.percent(share),
    ] as const;
    return axis === 'height' || axis === 'width'
      ? t(
          '{0} convolutions in a row without enough padding shrink the volume {1}: {2} cells of each side are lost ({3}), though nothing was pooled. Cells near the border are hardly seen, and the network cannot be made deeper: pad by (F − 1)/2.',
          ...said,
        )
      : t(
          '{0} convolutions in a row without enough padding shrink the {4} {1}: {2} cells are lost ({3}), though nothing was pooled. Cells near the ends are hardly seen, and the network cannot be made deeper: pad by (F − 1)/2.',
          ...said,
          axisWord(axis),
        );
  },

  related: ({ layer }, _, words) =>
    t('{0} → {1}', words.size(spatialSizes(layer?.inputs[0]) ?? []), words.size(spatialSizes(layer?.outputs[0]) ?? [])),

  fixes(finding, words): readonly Fix[] {
    const layers = [finding.layer, ...(finding.related ?? []).map(({ layer }) => layer)].flatMap(
      (layer) => layer ?? [],
    );
    const paddings = layers.map(keepingPadding);
    const [first] = layers;
    if (!first || paddings.some((padding) => padding === undefined)) return [];
    const title = t('Pad all {0} convolutions so that they keep the size', words.number(layers.length));
    const intents = layers.flatMap((layer, index) => {
      const value = paddings[index];
      return value === undefined ? [] : [{ kind: 'set-attribute', layer, attribute: 'padding', value } as const];
    });
    return [
      { title, intents, preferred: true },
      ...(paddings[0] === undefined ? [] : setFix({ ...finding, layer: first }, words, 'padding', paddings[0])),
    ];
  },
});

/** One walk over the graph; every convolution that shrinks makes one link. */
function runsOf(graph: Graph): readonly Run[] {
  const runs: Run[] = [];
  const ways = new Map<number, Way>();
  const vanished = new Set(
    graph.findings.flatMap(({ rule, layer }) => (rule === 'volume-vanishes' && layer ? [layer] : [])),
  );
  for (const layer of graph.layers) {
    const [input, ...others] = layer.inputs;
    const [output] = layer.outputs;
    if (!input || !output || others.length > 0) continue;
    const way = ways.get(input.id);
    if (vanished.has(layer) && way?.run) way.run.absorbed = true;
    const next = stepOver(layer, way, runs);
    if (next) ways.set(output.id, next);
  }
  return runs;
}

/** What is known after a layer; undefined where a run ends. */
function stepOver(layer: Layer, way: Way | undefined, runs: Run[]): Way | undefined {
  const [input] = layer.inputs;
  const [output] = layer.outputs;
  if (layer.refused) return undefined;
  if (layer.module.operator.family === 'padding') {
    return { run: way?.run, unpadded: way?.unpadded ?? spatialSizes(input) };
  }
  if (layer.windows.length === 0) return keepsShape(layer) ? way : undefined;
  if (layer.module.operator.family !== 'convolution') return undefined;
  const axes = slidingAxes(layer);
  const after = spatialSizes(output);
  const before = way?.unpadded ?? spatialSizes(input);
  if (axes.length === 0 || !before || !after || axes.some(({ window }) => window.stride !== 1)) return undefined;
  if (coversInput(axes)) return undefined;
  const shrinks = after.some((size, axis) => size < (before[axis] ?? size));
  if (!shrinks) return { run: way?.run, unpadded: undefined };
  if (way?.run) way.run.absorbed = true;
  const run: Run = {
    before: way?.run,
    layer,
    start: way?.run?.start ?? before,
    sizes: after,
    length: (way?.run?.length ?? 0) + 1,
    absorbed: false,
  };
  runs.push(run);
  return { run, unpadded: undefined };
}

/** At the first convolution, where mending begins; the others are related. */
function findingOf(last: Run, axis: number, share: number): FindingOf<'shrinks-too-fast'> {
  const links: Run[] = [];
  for (let run: Run | undefined = last; run; run = run.before) links.unshift(run);
  const [first, ...others] = links.map(({ layer }) => layer) as [Layer, ...Layer[]];
  const sizes = [last.start[axis] ?? 0, ...links.map((link) => link.sizes[axis] ?? 0)];
  const name: AxisName = axisNames(last.start.length)[axis] ?? 'height';
  const places = others.map(
    (layer): RelatedPlace => ({
      span: layer.origin.head,
      role: 'shrank-here',
      layer,
      ...(layer.origin.uri ? { uri: layer.origin.uri } : {}),
    }),
  );
  const { head, uri } = first.origin;
  return {
    rule: 'shrinks-too-fast',
    span: first.module.given.padding?.span ?? head,
    layer: first,
    attribute: 'padding',
    facts: { axis: name, sizes, lost: (sizes[0] ?? 0) - (sizes.at(-1) ?? 0), share },
    related: places,
    ...(uri ? { uri } : {}),
  };
}

/** (F′ − 1)/2 where it is whole; `same` where only uneven padding keeps the size and the operator knows the word. */
function keepingPadding(layer: Layer): IntentValue | undefined {
  const cells = layer.windows.map((window) => (window ? (effectiveKernel(window.kernel, window.dilation) - 1) / 2 : 0));
  const [first] = cells;
  if (first === undefined || !cells.every(isKnown)) return undefined;
  if (cells.every(Number.isInteger)) return cells.every((size) => size === first) ? first : cells;
  const { padding } = layer.module.operator.attributes;
  return padding?.expectation.kind === 'padding' && padding.expectation.words.includes('same') ? 'same' : undefined;
}
