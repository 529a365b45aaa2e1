// Padding and resizing as functions.
import { isKnown, unknownDim } from '../../../../graph/dim.ts';
import { listText } from '../../../../graph/torch-text.ts';
import { volume } from '../../../../graph/volume.ts';
import { refusedLike } from '../call/axes.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { boundTo } from './layer.ts';

const PAD_MODES: Readonly<Record<string, string>> = {
  constant: 'zeros',
  reflect: 'reflect',
  replicate: 'replicate',
  circular: 'circular',
};

export const pad: TorchBody = (call) => {
  const input = call.native('input');
  const sides = call.ints('pad');
  if ('lost' in sides) {
    const lost = input.dims?.map(() => sides.lost);
    return call.lightOne([input], [lost ? volume(lost, input.volume.dtype) : input.volume]);
  }
  const { dims } = sides;
  const manner = call.value('mode') ?? null;
  if (typeof manner !== 'string' && !call.runtime.isUnknown(manner))
    return call.runtime.raise(
      'TypeError',
      `pad(): argument 'mode' (position 3) must be str, not ${call.runtime.typeOf(manner).name}`,
    );
  const mode = PAD_MODES[call.text('mode') ?? 'constant'] ?? call.text('mode') ?? 'zeros';
  if (dims.length % 2 === 1) {
    const expected = { kind: 'integers', length: dims.length + 1 } as const;
    call.refuse(
      'bad-value',
      { attribute: 'padding', value: listText(dims), expected },
      'Padding length must be divisible by 2',
    );
    return call.tensor('input');
  }
  const pairs = Array.from(
    { length: dims.length / 2 },
    (_, at) => [dims[2 * at] ?? 0, dims[2 * at + 1] ?? 0] as const,
  ).reverse();
  if (pairs.length === 0) return call.tensor('input');
  if (pairs.length > 3 && mode === 'zeros' && input.dims && input.dims.length >= pairs.length) {
    const from = input.dims.length - pairs.length;
    const grown = input.dims.map((dim, axis) => {
      const [before = 0, after = 0] = pairs[axis - from] ?? [];
      return isKnown(dim) && isKnown(before) && isKnown(after)
        ? dim + before + after
        : before === 0 && after === 0
          ? dim
          : unknownDim({ reason: 'batch-arithmetic', facts: {} });
    });
    return call.lightOne([input], [volume(grown, input.volume.dtype)]);
  }
  const count = pairs.length;
  if (mode === 'circular' && input.dims && input.dims.length !== count + 1 && input.dims.length !== count + 2) {
    const quote =
      `Padding size ${2 * count} is not supported for ${input.dims.length}D input tensor.\n` +
      'Supported combinations for non-constant padding:\n' +
      '  - 2D or 3D input: padding size = 2 (pads last dimension)\n' +
      '  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n' +
      '  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)';
    call.refuse('rank-mismatch', { expected: [count + 1, count + 2], input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const rank = Math.min(3, count);
  const attributes = {
    padding: call.given(
      'pad',
      pairs.map((pair) => [...pair]),
    ),
    mode: call.given('mode', mode),
  };
  return call.one(`pad${rank}d`, [input], attributes);
};

const ANTIALIASED = ['bilinear', 'bicubic', 'lanczos'];
const MODES = ['nearest', 'linear', 'trilinear', ...ANTIALIASED, 'area', 'nearest-exact'];

export const interpolate: TorchBody = (call) => {
  const recompute = call.has('recompute_scale_factor') && call.flag('recompute_scale_factor');
  if (recompute && call.has('size')) {
    const expected = { kind: 'boolean' } as const;
    const quote = 'recompute_scale_factor is not meaningful with an explicit size.';
    call.refuse('bad-value', { attribute: 'recompute_scale_factor', value: 'True', expected }, quote);
  }
  const mode = call.text('mode') ?? 'nearest';
  const input = call.native('input');
  if (!MODES.includes(mode)) {
    const quote =
      `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${input.dims?.length ?? '?'}D) for the modes: ` +
      `nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`;
    call.refuse('bad-value', { attribute: 'mode', value: mode, expected: { kind: 'choice', choices: MODES } }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const corners = call.has('align_corners') && !mode.endsWith('linear');
  if (call.flag('antialias') && !ANTIALIASED.includes(mode) && !corners) {
    const expected = { kind: 'choice', choices: ANTIALIASED } as const;
    const quote =
      'Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input';
    call.refuse('bad-value', { attribute: 'mode', value: mode, expected }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  const { operator, attributes } = boundTo(call, 'Upsample');
  // To shapes lanczos is as bicubic is.
  const own = mode === 'lanczos' ? { ...attributes, mode: { value: 'bicubic' } } : attributes;
  return call.one(operator, [input], own);
};

export const upsampleTo =
  (mode: string, alignCorners: boolean | null): TorchBody =>
  (call) => {
    const { attributes } = boundTo(call, 'Upsample');
    return call.one('upsample', [call.native('input')], {
      ...attributes,
      mode: { value: mode },
      alignCorners: { value: alignCorners },
    });
  };
