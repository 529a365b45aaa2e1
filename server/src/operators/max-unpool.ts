// Max unpooling: puts each pooled cell back where it came from. Knows no framework's spelling; quotes are PyTorch's.
import { optional, padding, perAxis } from '../graph/attribute.ts';
import { add, type Dim, equal, isKnown, multiply, subtract } from '../graph/dim.ts';
import { defineOperator, type Refuse } from '../graph/operator.ts';
import { listText, SCALAR_TYPE } from '../graph/torch-text.ts';
import type { Volume } from '../graph/volume.ts';
import { isEmpty, type Rank, refuseEmptiness, type Sides, spatialInput, spatialOutput } from './spatial.ts';

/**
 * (N, C, …) and indices of the same shape → (N, C, …′) with (n − 1)·S − 2P + F cells on each axis, or `outputSize`; no
 * parameters. Refuses indices of another shape or that are no integers, and an output size further than a stride away.
 * Source: torch.nn.MaxUnpool1d … 3d, https://docs.pytorch.org/docs/2.13/generated/torch.nn.MaxUnpool2d.html
 */
function maxUnpool(rank: Rank) {
  return defineOperator({
    id: `max-unpool${rank}d`,
    family: 'resampling',
    doc: 'Puts the cells that a maximum pooling kept back where they came from, with zeros between.',
    inputs: { min: 1, max: 2 },
    attributes: {
      kernel: perAxis({ rank, min: 1, doc: 'Size of the window of the pooling that is undone.' }),
      stride: optional(
        perAxis({ rank, min: 1, doc: 'Stride of that pooling; as large as its window where left out.' }),
      ),
      padding: padding({ rank, doc: 'Padding of that pooling.' }),
      outputSize: optional(perAxis({ rank, min: 1, doc: 'The size that the volume had before pooling.' })),
    },
    infer({ attributes, inputs: [input, indices], refuse }) {
      if (!input) return { outputs: [] };
      const { kernel, stride = kernel, outputSize } = attributes;
      const sides: readonly Sides[] = typeof attributes.padding === 'string' ? [] : attributes.padding;
      const at = spatialInput(
        input,
        rank,
        refuse,
        (_, dimensions) =>
          `Input to max_unpooling${rank}d should be a ${rank + 1}d or ${rank + 2}d Tensor, but got tensor with dimension: ${dimensions}`,
      );
      if (isEmpty(at)) {
        const quote = `max_unpooling${rank}d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions`;
        refuseEmptiness(input, refuse, `${quote}, but got ${listText(input.dims ?? [])} with dimension 0 being empty.`);
      }
      if (input.dtype !== 'float') {
        const quote = `"max_unpool${rank}d" not implemented for '${SCALAR_TYPE[input.dtype]}'`;
        refuse('wrong-dtype', { expected: ['float'], actual: input.dtype }, { quote });
      }
      if (indices) judgeIndices(input, indices, refuse);
      const usual = at.spatial.map((size, axis): Dim => {
        const [before = 0, after = 0] = sides[axis] ?? [];
        const steps = multiply(subtract(size, 1), stride[axis] ?? 1);
        return subtract(add(steps, kernel[axis] ?? 1), add(before, after));
      });
      if (outputSize) judgeSize(outputSize, usual, stride, refuse);
      return { outputs: spatialOutput(input, at, at.channels, outputSize ?? usual) };
    },
  });
}

function judgeIndices(input: Volume, indices: Volume, refuse: Refuse): void {
  if (indices.dtype !== 'integer') {
    const quote = `elements in indices should be type int64 but got: ${SCALAR_TYPE[indices.dtype]}`;
    refuse('wrong-dtype', { expected: ['integer'], actual: indices.dtype }, { quote });
  }
  if (!input.dims || !indices.dims) return;
  const { dims } = indices;
  if (input.dims.length === dims.length && !input.dims.some((dim, axis) => equal(dim, dims[axis] ?? 0) === false))
    return;
  const quote =
    `Expected shape of indices to be same as that of the input tensor (${listText(input.dims)}) ` +
    `but got indices tensor with shape: ${listText(dims)}`;
  refuse('shapes-do-not-match', { input: indices, expected: input }, { quote });
}

/** The wanted size must lie less than a stride from the usual one. */
function judgeSize(wanted: readonly Dim[], usual: readonly Dim[], stride: readonly Dim[], refuse: Refuse): void {
  for (const [axis, size] of wanted.entries()) {
    const [middle, step] = [usual[axis], stride[axis]];
    if (!isKnown(size) || typeof middle !== 'number' || typeof step !== 'number') continue;
    if (size > middle - step && size < middle + step) continue;
    const quote = `invalid output_size "${listText(wanted)}" (dim ${axis} must be between ${middle - step} and ${middle + step})`;
    const expected = { kind: 'integer', min: middle - step + 1, max: middle + step - 1 } as const;
    refuse(
      'bad-value',
      { attribute: 'outputSize', value: listText(wanted), expected },
      { attribute: 'outputSize', quote },
    );
    return;
  }
}

export const maxUnpool1d = maxUnpool(1);
export const maxUnpool2d = maxUnpool(2);
export const maxUnpool3d = maxUnpool(3);
