// torch.nn.utils and its like: what wraps a module, trains it or spreads it over devices leaves its shapes as they are.

import { unknownDim } from '../../../../graph/dim.ts';
import { instanceMethods, native, natives } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { PyDict, PyFloat, PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { MODULE } from '../module/nn-classes.ts';
import { registered } from '../module/registries.ts';
import { WEIGHT_NORMS } from '../module/weight-norm.ts';
import type { Entries } from '../open-module.ts';
import { PACKING } from './packed.ts';

/** Gives its first argument back. */
export function passing(...names: readonly string[]): Entries {
  return names.map((name) => [name, native(`${name}(first=None, *args, **keywords)`, (_, first = null) => first)]);
}

/** Does nothing that matters. */
export function idle(...names: readonly string[]): Entries {
  return names.map((name) => [name, native(`${name}(*args, **keywords)`, () => null)]);
}

const WRAPPING: Entries = [
  ...WEIGHT_NORMS,
  ...passing('orthogonal', 'skip_init_', 'fuse_conv_bn_eval', 'fuse_linear_bn_eval'),
];

const CLIPPING = idle(
  'clip_grad_norm_',
  'clip_grad_value_',
  'clip_grad_norm',
  'vector_to_parameters',
  'get_total_norm',
);

const skipInit = native(
  'skip_init(module_cls, *args, **keywords)',
  (runtime, of = null, args = null, keywords = null) =>
    runtime.call(of, itemsOf(args), new Map([...namedOf(keywords)].filter(([name]) => name !== 'device'))),
);

function itemsOf(args: Value): readonly Value[] {
  return args instanceof PyTuple ? args.items : [];
}

function namedOf(keywords: Value): ReadonlyMap<string, Value> {
  const entries = keywords instanceof PyDict ? [...keywords.entries.values()] : [];
  return new Map(entries.map(([name, value]) => [String(name), value]));
}

export const NN_UTILS: Readonly<Record<string, Entries>> = {
  'torch.nn.utils': [...WRAPPING, ...CLIPPING, ['skip_init', skipInit]],
  'torch.nn.utils.weight_norm': WRAPPING,
  'torch.nn.utils.spectral_norm': WRAPPING,
  'torch.nn.utils.parametrizations': WRAPPING,
  'torch.nn.utils.parametrize': [
    ...passing('register_parametrization', 'remove_parametrizations'),
    ...natives({
      'is_parametrized(module, tensor_name=None)': () =>
        unknownDim({ reason: 'depends-on-data', facts: { operator: 'is_parametrized' } }),
    }),
  ],
  'torch.nn.utils.clip_grad': CLIPPING,
  'torch.nn.utils.rnn': PACKING,
  'torch.nn.utils.fusion': WRAPPING,
  'torch.nn.utils.prune': passing('l1_unstructured', 'random_unstructured', 'ln_structured', 'remove', 'identity'),
};

function ntuple(name: string, count: number): readonly [string, Value] {
  return [
    name,
    native(`${name}(x)`, (runtime, x = null) => {
      if (typeof x === 'string') return x;
      const items =
        typeof x === 'object' && x !== null && !(x instanceof PyFloat) && !runtime.isUnknown(x)
          ? runtime.iterate(x)
          : undefined;
      return new PyTuple(items ? [...items] : new Array<Value>(count).fill(x));
    }),
  ];
}

/** torch.nn.modules.utils */
export const TUPLES: Entries = [
  ntuple('_single', 1),
  ntuple('_pair', 2),
  ntuple('_triple', 3),
  ntuple('_quadruple', 4),
  ...natives({
    '_ntuple(n, name=None)': (runtime, n = null) => (typeof n === 'number' ? ntuple('parse', n)[1] : runtime.lost(n)),
    '_reverse_repeat_tuple(t, n)': (runtime, t = null, n = null) => {
      const items = runtime.isUnknown(t) ? undefined : runtime.iterate(t);
      if (!items || typeof n !== 'number')
        return unknownDim({ reason: 'not-modelled', facts: { name: '_reverse_repeat_tuple' } });
      return new PyTuple([...items].reverse().flatMap((item) => new Array<Value>(n).fill(item)));
    },
  }),
];

/** Modules that run another one, on several devices. */
function wrapper(name: string) {
  const of = defineClass(name, [MODULE], {}, 'torch.nn.parallel');
  for (const [method, body] of instanceMethods({
    '__init__(module, *args, **keywords)': (runtime, self, module = null) => {
      const init = MODULE.namespace.get('__init__');
      if (init !== undefined) runtime.call(init, [self]);
      if (self instanceof PyInstance) runtime.setAttribute(self, 'module', module);
      return null;
    },
    'forward(*args, **keywords)': (runtime, self, args = null, keywords = null) =>
      runtime.call(runtime.getAttribute(self, 'module'), itemsOf(args), namedOf(keywords), runtime.site),
  }))
    of.namespace.set(method, body);
  return of;
}

export const PARALLEL = [
  wrapper('DataParallel'),
  wrapper('DistributedDataParallel'),
  wrapper('FullyShardedDataParallel'),
];

/** The module that such a one runs. */
export function wrappedIn(model: PyInstance): PyInstance | undefined {
  const inner = PARALLEL.some((of) => model.class.mro.includes(of)) ? registered(model, '_modules', 'module') : null;
  return inner instanceof PyInstance ? inner : undefined;
}
