// einops.layers.torch: the functions as modules, and EinMix, which multiplies by weights on the way.
// Source: einops/layers/__init__.py and einops/layers/_einmix.py, einops 0.8.
import type { Dim } from '../../../graph/dim.ts';
import { type PyClass, PyDict, type Runtime, type Value } from '../evaluator/values.ts';
import { innerSite } from '../torch/call/inner-site.ts';
import { MODULE } from '../torch/module/nn-classes.ts';
import { newParameter } from '../torch/module/parameter.ts';
import { begin, defineModule } from '../torch/nn/compose.ts';
import { raiseEinops } from './error.ts';
import { callFunction, patternOf } from './functions.ts';
import { ELLIPSIS, type Expression, isMistake, readExpression } from './pattern.ts';

const FILE = 'einops.layers.torch';

function lengthsOf(value: Value): ReadonlyMap<string, Value> {
  const entries = value instanceof PyDict ? [...value.entries.values()] : [];
  return new Map(entries.flatMap(([name, length]) => (typeof name === 'string' ? [[name, length] as const] : [])));
}

function keep(runtime: Runtime, self: Value, pattern: Value, lengths: Value): void {
  begin(runtime, self);
  runtime.setAttribute(self, 'pattern', pattern);
  runtime.setAttribute(self, 'axes_lengths', lengths);
}

const REARRANGE: PyClass = defineModule(
  'Rearrange',
  {
    '__init__(pattern, **axes_lengths)': (runtime, self, pattern = null, lengths = null) => {
      keep(runtime, self, pattern, lengths);
      if (typeof pattern === 'string') patternOf(pattern, 'rearrange', [...lengthsOf(lengths).keys()]);
      return null;
    },
    'forward(input)': (runtime, self, input = null) => {
      const pattern = runtime.getAttribute(self, 'pattern');
      const lengths = lengthsOf(runtime.getAttribute(self, 'axes_lengths'));
      return callFunction(runtime, 'rearrange', [input, pattern], lengths, innerSite(runtime));
    },
  },
  MODULE,
  FILE,
);

const REDUCE: PyClass = defineModule(
  'Reduce',
  {
    '__init__(pattern, reduction, **axes_lengths)': (
      runtime,
      self,
      pattern = null,
      reduction = null,
      lengths = null,
    ) => {
      keep(runtime, self, pattern, lengths);
      runtime.setAttribute(self, 'reduction', reduction);
      if (typeof pattern === 'string') patternOf(pattern, 'reduce', [...lengthsOf(lengths).keys()]);
      return null;
    },
    'forward(input)': (runtime, self, input = null) => {
      const [pattern, reduction] = ['pattern', 'reduction'].map((name) => runtime.getAttribute(self, name));
      const lengths = lengthsOf(runtime.getAttribute(self, 'axes_lengths'));
      return callFunction(runtime, 'reduce', [input, pattern ?? null, reduction ?? null], lengths, innerSite(runtime));
    },
  },
  MODULE,
  FILE,
);

// EinMix.

function expressionOf(text: string, side: string): Expression {
  const read = readExpression(text, side);
  if (isMistake(read)) return raiseEinops(read.mistake);
  if (read.sizes.size > 0) raiseEinops('Anonymous axes (numbers) are not allowed in EinMix');
  return read;
}

function demand(names: readonly string[], say: (names: string) => string): void {
  if (names.length > 0) raiseEinops(say(`{${names.map((name) => `'${name}'`).join(', ')}}`));
}

/** The names one by one, without brackets: what the product in the middle reads and gives. */
function flat({ groups }: Expression): string {
  return groups.flatMap(({ names }) => names).join(' ');
}

const hasGroups = ({ groups }: Expression): boolean => groups.some(({ names }) => names.length !== 1);

function makeEinMix(runtime: Runtime, self: Value, given: readonly Value[]): Value {
  const [pattern = null, weightShape = null, biasShape = null, axes = null] = given;
  keep(runtime, self, pattern, axes);
  if (typeof pattern !== 'string' || typeof weightShape !== 'string') return runtime.lost(pattern);
  const [before = '', after = ''] = pattern.split('->');
  const [left, right, weight] = [expressionOf(before, 'l'), expressionOf(after, 'r'), expressionOf(weightShape, 'w')];
  const lengths = lengthsOf(axes);
  const missing = (from: readonly string[], ...among: readonly Expression[]) =>
    from.filter((name) => !among.some(({ names }) => names.includes(name)));
  demand(
    missing(right.names, left, weight),
    (names) => `Unrecognized identifiers on the right side of EinMix ${names}`,
  );
  if (weight.ellipsis !== 'none')
    raiseEinops('Ellipsis is not supported in weight, as its shape should be fully specified');
  if (/[()]/.test(weightShape)) raiseEinops(`Parenthesis is not allowed in weight shape: ${weightShape}`);
  demand(
    weight.names.filter((name) => !lengths.has(name)),
    (names) => `Dimensions ${names} of weight should be specified`,
  );
  demand(missing([...lengths.keys()], left, weight), (names) => `Axes ${names} are not used in pattern`);
  demand(missing(weight.names, left, right), (names) => `Weight axes ${names} are redundant`);

  const size = (name: string): Dim => {
    const length = lengths.get(name) ?? null;
    return typeof length === 'number' ? length : runtime.lost(length);
  };
  runtime.setAttribute(self, 'weight', newParameter(weight.names.map(size)));
  runtime.setAttribute(
    self,
    'bias',
    typeof biasShape === 'string' ? newParameter(biasOf(biasShape, right, size)) : null,
  );
  const steps = {
    _before: hasGroups(left) ? `${before} -> ${flat(left)}` : null,
    _product: `${flat(left)}, ${flat(weight)} -> ${flat(right)}`,
    _after: hasGroups(right) ? `${flat(right)} -> ${after}` : null,
    _before_lengths: ownLengths(runtime, lengths, left),
    _after_lengths: ownLengths(runtime, lengths, right),
  };
  for (const [name, step] of Object.entries(steps)) runtime.setAttribute(self, name, step);
  return null;
}

/** Along the product's axes: the size where the bias has the axis, 1 elsewhere; it stretches over what `...` stands for. */
function biasOf(text: string, right: Expression, size: (name: string) => Dim): readonly Dim[] {
  const bias = expressionOf(text, 'b');
  demand(
    bias.names.filter((name) => !right.names.includes(name)),
    (names) => `Bias axes ${names} not present in output`,
  );
  const axes = right.groups.flatMap(({ names }) => names);
  const from = axes.indexOf(ELLIPSIS);
  if (axes.slice(0, Math.max(0, from)).some((name) => bias.names.includes(name)))
    raiseEinops('all bias dimensions should go after ellipsis in the output');
  return axes.filter((name) => name !== ELLIPSIS).map((name) => (bias.names.includes(name) ? size(name) : 1));
}

function ownLengths(runtime: Runtime, lengths: ReadonlyMap<string, Value>, { names }: Expression): PyDict {
  const own = new PyDict();
  for (const [name, length] of lengths) if (names.includes(name)) own.entries.set(runtime.keyOf(name), [name, length]);
  return own;
}

const EIN_MIX: PyClass = defineModule(
  'EinMix',
  {
    '__init__(pattern, weight_shape, bias_shape=None, **axes_lengths)': (runtime, self, ...given: Value[]) =>
      makeEinMix(runtime, self, given),
    'forward(input)': (runtime, self, input = null) => {
      const of = (name: string): Value => runtime.getAttribute(self, name);
      const site = innerSite(runtime);
      const turned = (x: Value, step: string) =>
        of(step) === null
          ? x
          : callFunction(runtime, 'rearrange', [x, of(step)], lengthsOf(of(`${step}_lengths`)), site);
      const mixed = callFunction(
        runtime,
        'einsum',
        [turned(input, '_before'), of('weight'), of('_product')],
        new Map(),
        site,
      );
      const bias = of('bias');
      return turned(bias === null ? mixed : runtime.binary('+', mixed, bias), '_after');
    },
  },
  MODULE,
  FILE,
);

export const EINOPS_LAYERS: readonly PyClass[] = [REARRANGE, REDUCE, EIN_MIX];
