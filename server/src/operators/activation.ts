// Activations that act on every cell alone: the shape stays, none has parameters. One row of the table for each.
// Source: https://docs.pytorch.org/docs/2.13/nn.html#non-linear-activations-weighted-sum-nonlinearity
import { type Attribute, choice, number } from '../graph/attribute.ts';
import type { Dim } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import type { Dtype, Volume } from '../graph/volume.ts';

type Attributes = Readonly<Record<string, Attribute<Dim> | Attribute<string>>>;

interface Row {
  readonly doc: string;
  readonly attributes?: Attributes;
  /** What becomes of integers: they stay, they turn into floats, or PyTorch refuses with the kernel's name. */
  readonly integers?: 'stay' | 'float' | { readonly kernel: string };
  /** The lower bound must lie below the upper one. */
  readonly ordered?: boolean;
}

const real = (value: number | undefined, doc: string) =>
  number({ doc, ...(value === undefined ? {} : { default: value }) });

const ROWS = {
  relu: { doc: 'Sets negative cells to zero: max(0, x).' },
  relu6: { doc: 'Keeps every cell between 0 and 6: min(max(0, x), 6).' },
  'leaky-relu': {
    doc: 'Lets a little of the negative cells through: max(0, x) + slope·min(0, x).',
    attributes: { slope: real(0.01, 'What negative cells are multiplied by.') },
    integers: { kernel: 'leaky_relu_cpu' },
  },
  rrelu: {
    doc: 'Like leaky ReLU, with a slope drawn at random in training.',
    attributes: {
      lower: real(1 / 8, 'The smallest slope.'),
      upper: real(1 / 3, 'The largest slope.'),
    },
    integers: { kernel: 'leaky_relu_cpu' },
  },
  elu: {
    doc: 'Negative cells approach −α smoothly: α·(eˣ − 1).',
    attributes: { alpha: real(1, 'What negative cells approach, with its sign changed.') },
    integers: { kernel: 'elu_cpu' },
  },
  celu: {
    doc: 'ELU whose slope is continuous for every α: α·(e^(x/α) − 1) below 0.',
    attributes: { alpha: real(1, 'What negative cells approach, with its sign changed.') },
    integers: { kernel: 'elu_cpu' },
  },
  selu: {
    doc: 'ELU with the scale that keeps mean and variance from layer to layer.',
    integers: { kernel: 'elu_cpu' },
  },
  gelu: {
    doc: 'Weighs every cell by the normal distribution up to it: x·Φ(x).',
    attributes: {
      approximate: choice({
        choices: ['none', 'tanh'],
        default: 'none',
        doc: 'Exactly, or by a formula with the hyperbolic tangent.',
      }),
    },
    integers: { kernel: 'GeluKernelImpl' },
  },
  silu: { doc: 'Weighs every cell by its own sigmoid: x·σ(x); also called swish.', integers: { kernel: 'silu_cpu' } },
  mish: { doc: 'Weighs every cell by tanh(ln(1 + eˣ)).', integers: { kernel: 'mish_cpu' } },
  sigmoid: { doc: 'Squeezes every cell between 0 and 1: 1/(1 + e⁻ˣ).', integers: 'float' },
  'log-sigmoid': { doc: 'The logarithm of the sigmoid.', integers: { kernel: 'log_sigmoid_cpu' } },
  'hard-sigmoid': {
    doc: 'The sigmoid made of straight lines: min(max(0, x/6 + 1/2), 1).',
    integers: { kernel: 'hardsigmoid_cpu' },
  },
  'hard-swish': {
    doc: 'Swish made of straight lines: x·min(max(0, x + 3), 6)/6.',
    integers: { kernel: 'hardswish_cpu' },
  },
  tanh: { doc: 'Squeezes every cell between −1 and 1.', integers: 'float' },
  'hard-tanh': {
    doc: 'Keeps every cell between two bounds.',
    attributes: {
      lower: real(-1, 'The smallest value that comes out.'),
      upper: real(1, 'The largest value that comes out.'),
    },
    ordered: true,
  },
  tanhshrink: { doc: 'What the hyperbolic tangent leaves out: x − tanh(x).', integers: 'float' },
  softplus: {
    doc: 'A smooth ReLU: ln(1 + e^(β·x))/β.',
    attributes: {
      beta: real(1, 'How sharp the bend is.'),
      threshold: real(20, 'Above it the function is taken as x itself.'),
    },
    integers: { kernel: 'softplus_cpu' },
  },
  softsign: { doc: 'Squeezes every cell between −1 and 1: x/(1 + |x|).', integers: 'float' },
  'hard-shrink': {
    doc: 'Sets cells near zero to zero.',
    attributes: { bound: real(0.5, 'How near to zero.') },
    integers: { kernel: 'hardshrink_cpu' },
  },
  'soft-shrink': {
    doc: 'Moves every cell towards zero by the bound, and no further than zero.',
    attributes: { bound: number({ min: 0, default: 0.5, doc: 'How far towards zero.' }) },
    integers: { kernel: 'softshrink_cpu' },
  },
  threshold: {
    doc: 'Replaces cells that are not above the threshold by a fixed value.',
    attributes: {
      threshold: real(undefined, 'Cells above it stay.'),
      value: real(undefined, 'What replaces the others.'),
    },
  },
  abs: { doc: 'The absolute value of every cell.' },
  exp: { doc: 'The exponential of every cell.', integers: 'float' },
  log: { doc: 'The natural logarithm of every cell.', integers: 'float' },
  sqrt: { doc: 'The square root of every cell.', integers: 'float' },
  square: { doc: 'The square of every cell.' },
  negative: { doc: 'Every cell with its sign changed.' },
  sine: { doc: 'The sine of every cell.', integers: 'float' },
  cosine: { doc: 'The cosine of every cell.', integers: 'float' },
} satisfies Readonly<Record<string, Row>>;

/** (…) → the same. No parameters, no MACs. Some refuse integers. */
export const activations = Object.entries<Row>(ROWS).map(
  ([id, { doc, attributes = {}, integers = 'stay', ordered = false }]) =>
    defineOperator({
      id,
      family: 'activation',
      doc,
      attributes,
      elementwise: true,
      construct({ lower, upper }, refuse) {
        if (!ordered || typeof lower !== 'number' || typeof upper !== 'number' || lower < upper) return;
        const facts = { attribute: 'upper', value: String(upper), expected: { kind: 'number', min: lower } } as const;
        refuse('bad-value', facts, { attribute: 'upper' });
      },
      infer({ inputs: [input], refuse }) {
        if (!input) return { outputs: [] };
        if (input.dtype !== 'integer' || integers === 'stay') return { outputs: [input] };
        if (integers !== 'float') {
          const quote = `"${integers.kernel}" not implemented for 'Long'`;
          refuse('wrong-dtype', { expected: ['float'], actual: input.dtype }, { quote });
        }
        return { outputs: [withType(input, 'float')] };
      },
    }),
);

function withType(input: Volume, dtype: Dtype): Volume {
  return { ...input, dtype };
}
