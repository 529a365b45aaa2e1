// Padding and cropping as layers of their own. Knows no framework's spelling; quotes are PyTorch's.
import {
  type Attribute,
  type AttributeInput,
  choice,
  type Expectation,
  number,
  padding as paddingAttribute,
} from '../graph/attribute.ts';
import { type Dim, multiply } from '../graph/dim.ts';
import { defineOperator } from '../graph/operator.ts';
import { REFUSED, refusedVolume } from '../graph/refused.ts';
import { listText } from '../graph/torch-text.ts';
import { reshaped } from '../graph/volume.ts';
import { PAD_MODES, type PadMode, padAxes } from './pad-modes.ts';
import {
  axisWindows,
  RANKS,
  type Rank,
  refuseEmptiness,
  type Sides,
  slide,
  spatialInput,
  spatialOutput,
} from './spatial.ts';

/** Pairs for the last axes: all `rank` of them from a short form, or as many as there are pairs. */
function sidesAttribute(rank: Rank): Attribute<readonly Sides[]> {
  const expectation: Expectation = { kind: 'padding', rank, words: [] };
  const isCells = (input: AttributeInput | undefined): input is Dim =>
    typeof input === 'number'
      ? Number.isInteger(input)
      : typeof input === 'object' && input !== null && 'kind' in input;
  const pair = (input: AttributeInput): Sides | undefined => {
    if (!Array.isArray(input) || input.length !== 2) return undefined;
    const [before, after] = input as readonly AttributeInput[];
    return isCells(before) && isCells(after) ? [before, after] : undefined;
  };
  return {
    doc: 'Cells added before and after on each spatial axis; negative numbers take cells away.',
    expectation,
    read(input) {
      if (isCells(input)) return { value: new Array<Sides>(rank).fill([input, input]) };
      if (!Array.isArray(input)) return { expected: expectation };
      const items = input as readonly AttributeInput[];
      if (items.every(isCells)) {
        if (rank === 1 && items.length === 2) return { value: [items as unknown as Sides] };
        return items.length === rank
          ? { value: items.map((cells): Sides => [cells, cells]) }
          : { expected: expectation };
      }
      const pairs = items.map(pair);
      return pairs.every((sides) => sides !== undefined) ? { value: pairs } : { expected: expectation };
    },
    quote: (input) => (Array.isArray(input) ? 'Padding length must be divisible by 2' : undefined),
  };
}

/**
 * (N, C, …) → (N, C, …′), each axis longer by what is added before and after; no parameters.
 * Zeros (or another constant) pad the last axes of any volume; the other modes want one or two axes more than they pad.
 * Source: torch.nn.functional.pad, https://docs.pytorch.org/docs/2.13/generated/torch.nn.functional.pad.html
 */
function pad(rank: Rank) {
  return defineOperator({
    id: `pad${rank}d`,
    family: 'padding',
    doc: 'Adds cells around the volume, or takes them away.',
    attributes: {
      padding: sidesAttribute(rank),
      mode: choice({ choices: PAD_MODES, default: 'zeros', doc: 'What the added cells hold.' }),
      value: number({ default: 0, doc: 'The constant that the added cells hold where the mode is `zeros`.' }),
    },
    infer({ attributes: { padding, mode }, inputs: [input], refuse }) {
      if (!input?.dims || !padding) return { outputs: input ? [input] : [] };
      const { dims } = input;
      const count = padding.length;
      const known = { ...input, dims };
      const wanted = mode === 'zeros' ? undefined : [count + 1, count + 2];
      if (dims.length < count || (wanted && !wanted.includes(dims.length)) || count > 3) {
        const expected = wanted ?? [count, count + 1, count + 2];
        refuse(
          'rank-mismatch',
          { expected, input },
          { attribute: 'padding', quote: rankQuote(mode, count, rank, dims) },
        );
        return { outputs: [refusedVolume(input)] };
      }
      if (mode !== 'zeros' && dims.includes(0, dims.length - count - 1)) {
        const quote =
          `Expected ${count + 1}D or ${count + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero ` +
          `dimensions for input, but got: ${listText(dims)}`;
        refuseEmptiness(input, refuse, quote);
      }
      const spatial = padAxes(mode, known, padding, refuse);
      return { outputs: [reshaped(input, [...dims.slice(0, dims.length - count), ...spatial])] };
    },
  });
}

function rankQuote(mode: PadMode, count: number, rank: Rank, dims: readonly Dim[]): string {
  if (dims.length < count) {
    return (
      'Padding length should be less than or equal to two times the input dimension ' +
      `but got padding length ${2 * count} and input of dimension ${dims.length}`
    );
  }
  if (mode === 'circular') return `expected ${rank + 1}D or ${rank + 2}D input (got ${dims.length}D input)`;
  return (
    `Padding size ${2 * count} is not supported for ${dims.length}D input tensor.\n` +
    'Supported combinations for non-constant padding:\n' +
    '  - 2D or 3D input: padding size = 2 (pads last dimension)\n' +
    '  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n' +
    '  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)'
  );
}

/**
 * (N, C, …) → (N, C, …′), each axis shorter by what is taken away before and after; no parameters.
 * Refuses to take away a whole axis. Source: keras.layers.Cropping1D … 3D, Keras 3.
 */
function crop(rank: Rank) {
  return defineOperator({
    id: `crop${rank}d`,
    family: 'shape',
    doc: 'Takes cells away at the edges of every spatial axis.',
    attributes: {
      amount: paddingAttribute({ rank, doc: 'Cells taken away before and after on each spatial axis.' }),
    },
    infer({ attributes: { amount }, inputs: [input], refuse }) {
      if (!input) return { outputs: [] };
      const at = spatialInput(input, rank, refuse, (size) => `crop${rank}d: ${size}`);
      const cells: readonly Sides[] = typeof amount === 'string' ? [] : amount;
      const padding = cells.map(([before, after]): Sides => [multiply(before, -1), multiply(after, -1)]);
      const ones = new Array<Dim>(rank).fill(1);
      const windows = axisWindows(at.spatial, { kernel: ones, stride: ones, dilation: ones, padding });
      const spatial = slide(input, at.spatial, windows, refuse, () => '');
      return { outputs: spatialOutput(input, at, at.channels, spatial.length > 0 ? spatial : [REFUSED]) };
    },
  });
}

export const pads = RANKS.map(pad);
export const crops = RANKS.map(crop);
