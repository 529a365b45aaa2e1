// The layer under the cursor as the preview panel shows it: its window at its real sizes, and the chain of layers around it. And
// the way back: the edit that gives a layer the window that was tried out in the panel.
import { type Analysis, analyzeWith } from '../analyze.ts';
import { type AxisWindow, transposedSize } from '../base/window.ts';
import { FRAMEWORK_NAMES } from '../graph/dialect.ts';
import { isKnown } from '../graph/dim.ts';
import type { Layer } from '../graph/graph.ts';
import type { IntentValue } from '../graph/intent.ts';
import type {
  PreviewAxes,
  PreviewAxis,
  PreviewEdit,
  PreviewKind,
  PreviewLayer,
  PreviewStep,
  PreviewWish,
  WindowAttribute,
} from '../protocol.ts';
import { keepsShape, readersOf } from '../rules/layers.ts';
import { transposedAxes } from './arithmetic.ts';
import { rangeOf } from './places.ts';

/** More than these in one picture are too small to see. */
const MOST_STEPS_EACH_WAY = 6;

export function previewLayer(analysis: Analysis, version: number, offset: number): PreviewLayer | undefined {
  const layer = layerAt(analysis, offset);
  const step = layer && stepOf(layer);
  const model = analysis.models.findIndex(({ graph }) => layer && graph.layers[layer.index] === layer);
  const graph = analysis.models[model]?.graph;
  if (!layer || !step || !graph) return undefined;
  const { attributes, operator } = layer.module;
  const before = chainBefore(layer);
  return {
    ...step,
    uri: analysis.request.uri,
    version,
    model,
    layer: layer.index,
    range: rangeOf(analysis.lines, layer.origin.head),
    rank: allAxes(layer).length,
    others: allAxes(layer).slice(0, -2),
    groups: operator.id.startsWith('depthwise') ? step.channels[0] : numberOr(attributes.groups, 1),
    countIncludePad: attributes.countIncludePad !== false,
    divisor: typeof attributes.divisorOverride === 'number' ? attributes.divisorOverride : null,
    norm: numberOr(attributes.norm, 2),
    framework: FRAMEWORK_NAMES[analysis.dialect] ?? null,
    exact: graph.conventions.rounding === 'exact',
    editable: WINDOW_ATTRIBUTES.filter((attribute) => isEditable(analysis, layer, attribute)),
    run: [...before, step, ...chainAfter(layer, readersOf(graph))],
    at: before.length,
  };
}

/** What stands at the place; otherwise the smallest layer whose text holds it, or begins on its line. */
function layerAt({ source, models, lines }: Analysis, offset: number): Layer | undefined {
  const slot = source.slotAt(offset);
  if (slot?.kind === 'layer' || slot?.kind === 'attribute') {
    const shown = slot.layers.find((layer) => stepOf(layer));
    if (shown) return shown;
  }
  const { line } = lines.position(offset);
  let best: Layer | undefined;
  for (const { graph } of models) {
    for (const layer of graph.layers) {
      const { span, uri } = layer.origin;
      const within = span.start <= offset && offset <= span.end;
      if (uri !== undefined || !(within || lines.position(span.start).line === line) || !stepOf(layer)) continue;
      if (!best || span.end - span.start < best.origin.span.end - best.origin.span.start) best = layer;
    }
  }
  return best;
}

const KINDS: readonly (readonly [pattern: RegExp, kind: PreviewKind])[] = [
  [/^(depthwise-|separable-)?conv\d/, 'conv'],
  [/^conv-transpose\d/, 'conv-transpose'],
  [/^((adaptive-)?max-pool\d|global-max-pool)/, 'max-pool'],
  [/^((adaptive-)?avg-pool\d|global-avg-pool)/, 'avg-pool'],
  [/^(lp-pool\d|global-l2-pool)/, 'lp-pool'],
];

/** Whether a layer can be previewed. */
export function hasPreview(layer: Layer): boolean {
  return stepOf(layer) !== undefined;
}

/** Undefined where nothing slides, or a number is not known. */
function stepOf(layer: Layer): PreviewStep | undefined {
  const { id } = layer.module.operator;
  const kind = KINDS.find(([pattern]) => pattern.test(id))?.[1];
  if (!kind) return undefined;
  const known = allAxes(layer);
  const axes = planeOf(known);
  const channels = [layer.inputs[0], layer.outputs[0]].map((tensor) => tensor?.volume.dims?.at(-known.length - 1));
  const [input, output] = channels;
  if (!axes || input === undefined || !isKnown(input)) return undefined;
  const made = output !== undefined && isKnown(output) ? output : input;
  return { kind, type: layer.module.type, path: layer.path, axes, channels: [input, made] };
}

/** Every spatial axis; empty where one is not known. */
function allAxes(layer: Layer): readonly PreviewAxis[] {
  const axes = layer.module.operator.id.startsWith('conv-transpose')
    ? transposedOf(layer)
    : /^(global|adaptive)-/.test(layer.module.operator.id)
      ? spreadOf(layer)
      : layer.windows.map((window) => window && slidingOf(window));
  return axes.every((axis) => axis !== undefined) ? axes : [];
}

function slidingOf({ input, kernel, stride, padding, dilation, ceil }: AxisWindow): PreviewAxis {
  return { input, kernel, stride, padding, dilation, ceil, outputPadding: 0 };
}

/** Windows that share the whole input among the output's cells; one size for all only where the division leaves no rest. */
function spreadOf({ inputs, outputs, module }: Layer): readonly (PreviewAxis | undefined)[] {
  const spatial = inputs[0]?.volume.dims?.slice(2) ?? [];
  const adaptive = module.operator.id.startsWith('adaptive-');
  return spatial.map((size, axis): PreviewAxis | undefined => {
    const cells = adaptive ? outputs[0]?.volume.dims?.[axis + 2] : 1;
    if (!isKnown(size) || cells === undefined || !isKnown(cells)) return undefined;
    if (size < 1 || cells < 1 || size % cells !== 0) return undefined;
    const kernel = size / cells;
    return { input: size, kernel, stride: kernel, padding: [0, 0], dilation: 1, ceil: false, outputPadding: 0 };
  });
}

/** The output padding as it came out, because a wanted output size may stand for it. */
function transposedOf(layer: Layer): readonly PreviewAxis[] {
  const axes = transposedAxes(layer);
  const sizes = layer.outputs[0]?.volume.dims?.slice(-axes.length) ?? [];
  return axes.map((axis, index): PreviewAxis => {
    const size = sizes[index];
    const least = transposedSize({ ...axis, outputPadding: 0 });
    const outputPadding = size !== undefined && isKnown(size) ? Math.max(0, size - least) : axis.outputPadding;
    return { ...axis, ceil: false, outputPadding };
  });
}

const FLAT: PreviewAxis = {
  input: 1,
  kernel: 1,
  stride: 1,
  padding: [0, 0],
  dilation: 1,
  ceil: false,
  outputPadding: 0,
};

/** A picture has two axes: one more is added to a line, and the depth of a solid is left out. */
function planeOf(axes: readonly PreviewAxis[]): PreviewAxes | undefined {
  const [height, width] = axes.length === 1 ? [FLAT, axes[0]] : axes.slice(-2);
  return height && width && [height, width];
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function chainBefore(layer: Layer): readonly PreviewStep[] {
  const steps: PreviewStep[] = [];
  let at = layer.inputs[0]?.layer;
  while (at && steps.length < MOST_STEPS_EACH_WAY) {
    const step = stepOf(at);
    if (!step && !keepsShape(at)) break;
    if (step) steps.unshift(step);
    at = at.inputs[0]?.layer;
  }
  return steps;
}

/** Where a volume is read twice, the first reader that goes on shrinking is followed. */
function chainAfter(layer: Layer, readers: ReturnType<typeof readersOf>): readonly PreviewStep[] {
  const steps: PreviewStep[] = [];
  let at: Layer | undefined = layer;
  while (at && steps.length < MOST_STEPS_EACH_WAY) {
    const next: Layer | undefined = readers
      .get(at.outputs[0]?.id ?? -1)
      ?.find((reader) => stepOf(reader) || keepsShape(reader));
    const step = next && stepOf(next);
    if (step) steps.push(step);
    at = next;
  }
  return steps;
}

const WINDOW_ATTRIBUTES: readonly WindowAttribute[] = ['kernel', 'stride', 'padding', 'dilation', 'ceil'];

function isEditable(analysis: Analysis, layer: Layer, attribute: WindowAttribute): boolean {
  const value = attributeValue(allAxes(layer), attribute);
  if (!(attribute in layer.module.operator.attributes) || layer.origin.uri !== undefined) return false;
  return analysis.source.renderEdit({ kind: 'set-attribute', layer, attribute, value }) !== undefined;
}

/** As a file would say it: one number where all axes have the same. */
function attributeValue(axes: readonly PreviewAxis[], attribute: WindowAttribute): IntentValue {
  if (attribute === 'ceil') return axes.some(({ ceil }) => ceil);
  const values = axes.map((axis) => {
    if (attribute !== 'padding') return axis[attribute];
    const [before, after] = axis.padding;
    return before === after ? before : ([before, after] as const);
  });
  const [first] = values;
  const same = values.every((value) => JSON.stringify(value) === JSON.stringify(first));
  return same && typeof first === 'number' ? first : values.map((value) => asPair(value, values));
}

/** Pairs in all places as soon as one place needs one. */
function asPair(value: number | readonly number[], all: readonly (number | readonly number[])[]) {
  return typeof value === 'number' && all.some((other) => typeof other !== 'number') ? [value, value] : value;
}

/** One edit for all that differs: each attribute is written into the text as the one before it left it. */
export function previewEdit(
  analysis: Analysis,
  { model, layer: index, axes, version }: PreviewWish,
): PreviewEdit | undefined {
  let current = analysis;
  for (const attribute of WINDOW_ATTRIBUTES) {
    const layer = current.models[model]?.graph.layers[index];
    if (!layer) return undefined;
    const now = allAxes(layer);
    const value = attributeValue(wantedAxes(now, axes), attribute);
    if (JSON.stringify(value) === JSON.stringify(attributeValue(now, attribute))) continue;
    const edits = current.source.renderEdit({ kind: 'set-attribute', layer, attribute, value });
    const next = edits && analyzeWith(current, edits);
    if (!next) return undefined;
    current = next;
  }
  const { start, end, newText } = difference(analysis.request.text, current.request.text);
  return { version, range: rangeOf(analysis.lines, { start, end }), newText };
}

/** The plane's windows put back among all axes. */
function wantedAxes(now: readonly PreviewAxis[], plane: PreviewAxes): readonly PreviewAxis[] {
  const wanted = now.length === 1 ? plane.slice(1) : plane;
  return [...now.slice(0, now.length - wanted.length), ...wanted];
}

/** The shortest stretch of the text that became another. */
function difference(before: string, after: string) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = before.length;
  let newEnd = after.length;
  while (end > start && newEnd > start && before[end - 1] === after[newEnd - 1]) {
    end--;
    newEnd--;
  }
  return { start, end, newText: after.slice(start, newEnd) };
}
