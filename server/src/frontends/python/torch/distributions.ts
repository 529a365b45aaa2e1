// `torch.distributions`, as far as models draw from them: what is drawn, and what is asked of it, has the shape of the
// parameters put together. Source: torch/distributions/*.py, PyTorch 2.13.
import { instanceMethods, type NativeTable, natives } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { type PyClass, PyInstance, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { type OpenModules, openModules } from './open-module.ts';
import { newTensor, sizeOf, tensorOf } from './tensor/tensor.ts';

const DISTRIBUTION = defineClass('Distribution', undefined, {}, 'torch.distributions.distribution');

/** What one draw looks like, and one number for each draw. */
const DRAW = '_draw';
const EACH = '_each';

const method = (runtime: Runtime, self: Value, name: string, ...args: readonly Value[]): Value =>
  runtime.call(runtime.getAttribute(self, name), args);

const together = (runtime: Runtime, values: readonly Value[]): Value =>
  values
    .map((value) => (tensorOf(value) || runtime.isUnknown(value) ? value : newTensor([])))
    .reduce((a, b) => runtime.binary('+', a, b));

const drawn: NativeTable[string] = (runtime, self, shape = null) => {
  const one = runtime.getAttribute(self, DRAW);
  const before = shape === null ? [] : [...(runtime.iterate(shape) ?? [])];
  if (before.length === 0) return method(runtime, one, 'clone');
  const own = tensorOf(one);
  const size = own ? sizeOf(own) : null;
  return size instanceof PyTuple
    ? method(runtime, one, 'expand', new PyTuple([...before, ...size.items]))
    : runtime.lost(one);
};

const each: NativeTable[string] = (runtime, self) => method(runtime, runtime.getAttribute(self, EACH), 'clone');

const SHARED: NativeTable = {
  'sample(sample_shape=None)': drawn,
  'rsample(sample_shape=None)': drawn,
  'entropy()': each,
  'log_prob(value)': (runtime, self, value = null) => {
    const one = runtime.getAttribute(self, EACH);
    const missing = runtime.getAttribute(self, '_event');
    const kept = missing === 0 ? value : method(runtime, value, 'sum', new PyTuple(lastAxes(Number(missing))));
    return together(runtime, [kept, one]);
  },
};
for (const [name, body] of instanceMethods(SHARED)) DISTRIBUTION.namespace.set(name, body);

function lastAxes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => -1 - at);
}

function keep(
  runtime: Runtime,
  self: Value,
  draw: Value,
  one: Value,
  event = 0,
  named: Readonly<Record<string, Value>> = {},
): null {
  for (const [name, value] of Object.entries({ [DRAW]: draw, [EACH]: one, _event: event, mean: draw, ...named }))
    runtime.setAttribute(self, name, value);
  return null;
}

function distribution(name: string, methods: NativeTable): PyClass {
  const of = defineClass(name, [DISTRIBUTION], {}, 'torch.distributions');
  for (const [key, body] of instanceMethods(methods)) of.namespace.set(key, body);
  return of;
}

/** Every cell by itself, with these parameters. */
function ofCells(name: string, first: string, second: string): PyClass {
  return distribution(name, {
    [`__init__(${first}, ${second}, validate_args=None)`]: (runtime, self, a = null, b = null) => {
      const both = together(runtime, [a, b]);
      return keep(runtime, self, both, both, 0, { [first]: a, [second]: b, stddev: both, variance: both });
    },
  });
}

const given = (probs: Value, logits: Value): Value => probs ?? logits;

const CATEGORICAL = (name: string, isOneHot: boolean) =>
  distribution(name, {
    '__init__(probs=None, logits=None, validate_args=None)': (runtime, self, probs = null, logits = null) => {
      const p = given(probs, logits);
      const [chosen, sum] = [method(runtime, p, 'argmax', -1), method(runtime, p, 'sum', -1)];
      return keep(runtime, self, isOneHot ? p : chosen, sum, isOneHot ? 1 : 0, { probs: p, logits: p });
    },
  });

const BERNOULLI = distribution('Bernoulli', {
  '__init__(probs=None, logits=None, validate_args=None)': (runtime, self, probs = null, logits = null) => {
    const p = together(runtime, [given(probs, logits)]);
    return keep(runtime, self, p, p, 0, { probs: p, logits: p });
  },
});

const INDEPENDENT = distribution('Independent', {
  '__init__(base_distribution, reinterpreted_batch_ndims, validate_args=None)': (
    runtime,
    self,
    base = null,
    count = null,
  ) => {
    const [draw, one] = [DRAW, EACH].map((name) => runtime.getAttribute(base, name)) as [Value, Value];
    if (typeof count !== 'number' || count === 0) return keep(runtime, self, draw, one);
    return keep(runtime, self, draw, method(runtime, one, 'sum', new PyTuple(lastAxes(count))), count, {
      base_dist: base,
    });
  },
});

const CLASSES: readonly PyClass[] = [
  DISTRIBUTION,
  ofCells('Normal', 'loc', 'scale'),
  ofCells('LogNormal', 'loc', 'scale'),
  ofCells('Laplace', 'loc', 'scale'),
  ofCells('Gumbel', 'loc', 'scale'),
  ofCells('Uniform', 'low', 'high'),
  ofCells('Beta', 'concentration1', 'concentration0'),
  ofCells('Gamma', 'concentration', 'rate'),
  CATEGORICAL('Categorical', false),
  CATEGORICAL('OneHotCategorical', true),
  BERNOULLI,
  INDEPENDENT,
];

const FUNCTIONS = natives({
  'kl_divergence(p, q)': (runtime, p = null, q = null) =>
    [p, q].every((each) => each instanceof PyInstance && each.class.module === 'torch.distributions')
      ? together(
          runtime,
          [p, q].map((each) => runtime.getAttribute(each, EACH)),
        )
      : runtime.lost(p),
});

const ENTRIES = [...CLASSES.map((of) => [of.name, of] as const), ...FUNCTIONS];
const FILES = [
  'normal',
  'categorical',
  'bernoulli',
  'uniform',
  'independent',
  'kl',
  'laplace',
  'beta',
  'gamma',
  'distribution',
];

export const DISTRIBUTIONS: OpenModules = openModules(
  Object.fromEntries(
    ['', ...FILES.map((file) => `.${file}`)].map((file) => [`torch.distributions${file}`, () => ENTRIES]),
  ),
);
