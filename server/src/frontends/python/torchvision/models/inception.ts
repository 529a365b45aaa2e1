// torchvision.models.inception: blocks of branches beside each other.
// Source: torchvision/models/inception.py, torchvision 0.28.
import { type PyClass, PyList, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { callChild, callInner, makeLayer } from '../../torch/nn/compose.ts';
import type { Entries } from '../../torch/open-module.ts';
import { become, concat, define, FLAT, factory, functional, type Step, through } from './parts.ts';

type Kernel = number | readonly [number, number];

/** A convolution with normalization: where it comes from is what stands before it in its branch. */
type Conv = readonly [name: string, to: Value, kernel: Kernel, stride?: number];

/** A branch: its layers one after the other, and at the end perhaps two of them beside each other. */
type Branch = readonly (Conv | 'mean' | 'max' | readonly [Conv, Conv])[];

const BASIC = define('inception', 'BasicConv2d', {
  '__init__(in_channels, out_channels, **settings)': (runtime, self, from = null, to = null, settings = null) => {
    const manner = runtime.iterate(runtime.call(runtime.getAttribute(settings, 'items'), []));
    const named = [...(manner ?? [])].map(
      (pair) => [String(runtime.getItem(pair, 0)), runtime.getItem(pair, 1)] as const,
    );
    return become(runtime, self, {
      conv: makeLayer(runtime, 'Conv2d', [from, to], { bias: false, ...Object.fromEntries(named) }),
      bn: makeLayer(runtime, 'BatchNorm2d', [to]),
    });
  },
  'forward(x)': (runtime, self, x = null) => through(runtime, self, x, ['conv', 'bn', functional('relu')]),
});

/** Keeps its size, but where it strides. */
function basic(runtime: Runtime, from: Value, to: Value, kernel: Kernel, stride = 1, margin = stride === 1): Value {
  const sizes = typeof kernel === 'number' ? [kernel, kernel] : kernel;
  const padding = new PyTuple(sizes.map((size) => (margin ? (size - 1) / 2 : 0)));
  return callInner(runtime, BASIC, [from, to], { kernel_size: new PyTuple([...sizes]), stride, padding });
}

function isConv(step: Branch[number]): step is Conv {
  return typeof step !== 'string' && typeof step[0] === 'string';
}

function convsOf(branches: readonly Branch[], from: Value): readonly (readonly [conv: Conv, from: Value])[] {
  return branches.flatMap((branch) => {
    let before = from;
    return branch.flatMap((step) => {
      if (typeof step === 'string') return [];
      const reads = before;
      if (!isConv(step)) return step.map((conv) => [conv, reads] as const);
      before = step[1];
      return [[step, reads] as const];
    });
  });
}

const POOLS: Readonly<Record<'mean' | 'max', Step>> = {
  mean: functional('avg_pool2d', 3, 1, 1),
  max: functional('max_pool2d', 3, 2),
};

function alongBranch(runtime: Runtime, self: Value, x: Value, branch: Branch): Value {
  return branch.reduce<Value>((now, step) => {
    if (typeof step === 'string') return through(runtime, self, now, [POOLS[step]]);
    if (isConv(step)) return callChild(runtime, self, step[0], [now]);
    return concat(runtime, new PyList(step.map(([name]) => callChild(runtime, self, name, [now]))));
  }, x);
}

/** `second`: the name of what is given beside the input's channels. */
function blockOf(name: string, branchesBy: (given: Value) => readonly Branch[], second?: string): PyClass {
  const given = second === undefined ? '' : `, ${second}`;
  const branches = branchesBy(null);
  return define('inception', name, {
    [`__init__(in_channels${given}, conv_block=None)`]: (runtime, self, from = null, own = null) => {
      const convs = convsOf(branchesBy(own), from).map(
        ([[conv, to, kernel, stride], reads]) => [conv, basic(runtime, reads, to, kernel, stride)] as const,
      );
      return become(runtime, self, Object.fromEntries(convs));
    },
    '_forward(x)': (runtime, self, x = null) =>
      new PyList(branches.map((branch) => alongBranch(runtime, self, x, branch))),
    'forward(x)': (runtime, self, x = null) => concat(runtime, callChild(runtime, self, '_forward', [x])),
  });
}

const [ROW, COLUMN]: readonly [Kernel, Kernel] = [
  [1, 7],
  [7, 1],
];

const A = blockOf(
  'InceptionA',
  (pooled) => [
    [['branch1x1', 64, 1]],
    [
      ['branch5x5_1', 48, 1],
      ['branch5x5_2', 64, 5],
    ],
    [
      ['branch3x3dbl_1', 64, 1],
      ['branch3x3dbl_2', 96, 3],
      ['branch3x3dbl_3', 96, 3],
    ],
    ['mean', ['branch_pool', pooled, 1]],
  ],
  'pool_features',
);
const B = blockOf('InceptionB', () => [
  [['branch3x3', 384, 3, 2]],
  [
    ['branch3x3dbl_1', 64, 1],
    ['branch3x3dbl_2', 96, 3],
    ['branch3x3dbl_3', 96, 3, 2],
  ],
  ['max'],
]);
const C = blockOf(
  'InceptionC',
  (inner) => [
    [['branch1x1', 192, 1]],
    [
      ['branch7x7_1', inner, 1],
      ['branch7x7_2', inner, ROW],
      ['branch7x7_3', 192, COLUMN],
    ],
    [
      ['branch7x7dbl_1', inner, 1],
      ['branch7x7dbl_2', inner, COLUMN],
      ['branch7x7dbl_3', inner, ROW],
      ['branch7x7dbl_4', inner, COLUMN],
      ['branch7x7dbl_5', 192, ROW],
    ],
    ['mean', ['branch_pool', 192, 1]],
  ],
  'channels_7x7',
);
const D = blockOf('InceptionD', () => [
  [
    ['branch3x3_1', 192, 1],
    ['branch3x3_2', 320, 3, 2],
  ],
  [
    ['branch7x7x3_1', 192, 1],
    ['branch7x7x3_2', 192, ROW],
    ['branch7x7x3_3', 192, COLUMN],
    ['branch7x7x3_4', 192, 3, 2],
  ],
  ['max'],
]);
const E = blockOf('InceptionE', () => [
  [['branch1x1', 320, 1]],
  [
    ['branch3x3_1', 384, 1],
    [
      ['branch3x3_2a', 384, [1, 3]],
      ['branch3x3_2b', 384, [3, 1]],
    ],
  ],
  [
    ['branch3x3dbl_1', 448, 1],
    ['branch3x3dbl_2', 384, 3],
    [
      ['branch3x3dbl_3a', 384, [1, 3]],
      ['branch3x3dbl_3b', 384, [3, 1]],
    ],
  ],
  ['mean', ['branch_pool', 192, 1]],
]);

const AUX = define('inception', 'InceptionAux', {
  '__init__(in_channels, num_classes, conv_block=None)': (runtime, self, from = null, classes = null) =>
    become(runtime, self, {
      conv0: basic(runtime, from, 128, 1),
      conv1: basic(runtime, 128, 768, 5, 1, false),
      fc: makeLayer(runtime, 'Linear', [768, classes]),
    }),
  'forward(x)': (runtime, self, x = null) =>
    through(runtime, self, x, [
      functional('avg_pool2d', 5, 3),
      'conv0',
      'conv1',
      functional('adaptive_avg_pool2d', 1),
      FLAT,
      'fc',
    ]),
});

const pool = (runtime: Runtime): Value => makeLayer(runtime, 'MaxPool2d', [3, 2]);

/** Name, class, channels before, and what else it takes. */
const MIXED: readonly (readonly [string, PyClass, number, ...Value[]])[] = [
  ['Mixed_5b', A, 192, 32],
  ['Mixed_5c', A, 256, 64],
  ['Mixed_5d', A, 288, 64],
  ['Mixed_6a', B, 288],
  ['Mixed_6b', C, 768, 128],
  ['Mixed_6c', C, 768, 160],
  ['Mixed_6d', C, 768, 160],
  ['Mixed_6e', C, 768, 192],
  ['Mixed_7a', D, 768],
  ['Mixed_7b', E, 1280],
  ['Mixed_7c', E, 2048],
];

const STEM = [
  'Conv2d_1a_3x3',
  'Conv2d_2a_3x3',
  'Conv2d_2b_3x3',
  'maxpool1',
  'Conv2d_3b_1x1',
  'Conv2d_4a_3x3',
  'maxpool2',
];
const FORKED = MIXED.findIndex(([name]) => name === 'Mixed_7a');

const INCEPTION = define('inception', 'Inception3', {
  '__init__(num_classes=1000, aux_logits=True, transform_input=False, inception_blocks=None, init_weights=None, dropout=0.5)':
    (runtime, self, ...args: Value[]) => {
      const [classes = null, aux = null, transforms = null, , , p = null] = args;
      const mixed = MIXED.map(([name, of, ...given]) => [name, callInner(runtime, of, given)] as const);
      return become(runtime, self, {
        aux_logits: aux,
        transform_input: transforms,
        Conv2d_1a_3x3: basic(runtime, 3, 32, 3, 2),
        Conv2d_2a_3x3: basic(runtime, 32, 32, 3, 1, false),
        Conv2d_2b_3x3: basic(runtime, 32, 64, 3),
        maxpool1: pool(runtime),
        Conv2d_3b_1x1: basic(runtime, 64, 80, 1),
        Conv2d_4a_3x3: basic(runtime, 80, 192, 3, 1, false),
        maxpool2: pool(runtime),
        ...Object.fromEntries(mixed.slice(0, FORKED)),
        AuxLogits: runtime.truth(aux) === true ? callInner(runtime, AUX, [768, classes]) : null,
        ...Object.fromEntries(mixed.slice(FORKED)),
        avgpool: makeLayer(runtime, 'AdaptiveAvgPool2d', [1]),
        dropout: makeLayer(runtime, 'Dropout', [], { p }),
        fc: makeLayer(runtime, 'Linear', [2048, classes]),
      });
    },
  'forward(x)': (runtime, self, x = null) => {
    const names = MIXED.map(([name]) => name);
    const forked = through(runtime, self, x, [...STEM, ...names.slice(0, FORKED)]);
    const isTraining =
      runtime.getAttribute(self, 'training') === true && runtime.getAttribute(self, 'aux_logits') === true;
    const aux = isTraining ? callChild(runtime, self, 'AuxLogits', [forked]) : null;
    const logits = through(runtime, self, forked, [...names.slice(FORKED), 'avgpool', 'dropout', FLAT, 'fc']);
    if (!isTraining) return logits;
    const named = runtime.getAttribute(runtime.importModule('collections'), 'namedtuple');
    return runtime.call(runtime.call(named, ['InceptionOutputs', 'logits aux_logits']), [logits, aux]);
  },
});

export const INCEPTION_ENTRIES: Entries = [
  ['Inception3', INCEPTION],
  ['BasicConv2d', BASIC],
  ['InceptionA', A],
  ['InceptionB', B],
  ['InceptionC', C],
  ['InceptionD', D],
  ['InceptionE', E],
  ['InceptionAux', AUX],
  factory('inception_v3', INCEPTION),
];
