// Fractional max pooling: windows at random places, so many that the output has the wanted size or share.
// Knows no framework's spelling; quotes are PyTorch's.
import { type Attribute, type AttributeInput, type Expectation, flag, optional, perAxis } from '../graph/attribute.ts';
import { type Dim, isKnown, map } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { REFUSED } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { isEmpty, refuseEmptiness, spatialInput, spatialOutput } from './spatial.ts';

function ratio(rank: number): Attribute<readonly number[]> {
  const expectation: Expectation = { kind: 'number', min: 0, max: 1 };
  const isRatio = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < 1;
  return {
    doc: 'The share of each axis that the output keeps, between 0 and 1.',
    expectation,
    read(input) {
      if (isRatio(input)) return { value: new Array<number>(rank).fill(input) };
      const items: readonly unknown[] = Array.isArray(input) ? input : [];
      return items.length === rank && items.every(isRatio) ? { value: items } : { expected: expectation };
    },
    quote: (input) => `output_ratio must be between 0 and 1 (got ${ratioText(input)})`,
  };
}

function ratioText(input: AttributeInput): string {
  return Array.isArray(input) ? `(${input.join(', ')})` : String(input);
}

/**
 * (N, C, …) → (N, C, …o), o the wanted size or ⌊n·ratio⌋; no parameters.
 * Refuses o + F − 1 > n (in 3-d already when equal), and both or neither of size and ratio.
 * Source: Graham, 2015, arXiv:1412.6071; aten/src/ATen/native/FractionalMaxPool2d.cpp and 3d, PyTorch 2.13.
 */
function fractionalMaxPool(rank: 2 | 3) {
  const name = `FractionalMaxPool${rank}d`;
  return defineOperator({
    id: `fractional-max-pool${rank}d`,
    family: 'pooling',
    doc: 'Keeps the largest cell of windows at random places, as many as the output has cells.',
    attributes: {
      kernel: perAxis({ rank, min: 1, doc: 'Size of the window on each spatial axis.' }),
      outputSize: optional(perAxis({ rank, min: 1, doc: 'The wanted size on each spatial axis.' })),
      outputRatio: optional(ratio(rank)),
      indices: flag({ default: false, doc: 'Gives the places of the largest cells as a second output.' }),
    },
    construct({ outputSize, outputRatio }, refuse) {
      if (outputSize && outputRatio) {
        const facts = {
          attribute: 'outputRatio',
          value: String(outputRatio[0]),
          expected: { kind: 'axes', rank },
        } as const;
        const quote = 'only one of output_size and output_ratio may be specified';
        refuse('bad-value', facts, { attribute: 'outputRatio', quote });
      }
      if (!outputSize && !outputRatio) {
        const quote = `${name} requires specifying either an output size, or a pooling ratio`;
        refuse('missing-value', { attribute: 'outputSize', expected: { kind: 'axes', rank, min: 1 } }, { quote });
      }
    },
    infer({ attributes, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const { kernel, outputSize, outputRatio, indices } = attributes;
      const at = spatialInput(input, rank, refuse, (size, dimensions) =>
        rank === 2
          ? `fractional_max_pool2d(): Expected 3D or 4D tensor, but got: ${size}`
          : `fractional_max_pool3d_out(): non-empty 4D or 5D (batch mode) tensor  expected for input, but got: ${dimensions}`,
      );
      if (isEmpty(at)) {
        const size = listText(input.dims ?? []);
        refuseEmptiness(
          input,
          refuse,
          `Expected input to have non-zero size for non-batch dimensions, but got ${size}`,
        );
      }
      const wanted = at.spatial.map((size, axis): Dim => {
        const share = outputRatio?.[axis];
        return outputSize?.[axis] ?? (share === undefined ? REFUSED : map(size, (cells) => Math.floor(cells * share)));
      });
      const spatial = judgeRoom(at.spatial, wanted, kernel, refuse) ? wanted : wanted.map(() => REFUSED);
      const outputs = spatialOutput(input, at, at.channels, spatial);
      const [output] = outputs;
      return {
        outputs: indices && output ? [output, { ...output, dtype: 'integer' as const }] : outputs,
        reach: at.spatial.map((size, axis) => {
          const [cells, out] = [kernel[axis], spatial[axis]];
          return isKnown(size) && typeof cells === 'number' && typeof out === 'number'
            ? { cells, step: size / out }
            : undefined;
        }),
      };
    },
  });
}

/** PyTorch checks the last axis of three before the middle one. */
const ORDER = { 2: [0, 1], 3: [0, 2, 1] } as const;
const AXES = { 2: ['height', 'width'], 3: ['time', 'height', 'width'] } as const;

function judgeRoom(input: readonly Dim[], output: readonly Dim[], kernel: readonly Dim[], refuse: Refuse): boolean {
  const rank = input.length === 2 ? 2 : 3;
  for (const axis of ORDER[rank]) {
    const [size, wanted, window] = [input[axis], output[axis], kernel[axis]];
    if (typeof size !== 'number' || typeof wanted !== 'number' || typeof window !== 'number') continue;
    const most = size - window + (rank === 2 ? 1 : 0);
    if (wanted >= 1 && wanted <= most) continue;
    const name = rank === 2 ? 'fractional_max_pool2d()' : 'fractional_max_pool3d_out()';
    const quote = `${name}: pool ${AXES[rank][axis]} ${window} too large relative to input ${AXES[rank][axis]} ${size}`;
    const facts = {
      attribute: 'outputSize',
      value: String(wanted),
      expected: { kind: 'integer', min: 1, max: most },
    } as const;
    refuse('bad-value', facts, { attribute: 'outputSize', quote });
    return false;
  }
  return true;
}

export const fractionalMaxPool2d = fractionalMaxPool(2);
export const fractionalMaxPool3d = fractionalMaxPool(3);
