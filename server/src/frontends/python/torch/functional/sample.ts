// Sampling by grids, and classes as vectors.
import { type Dim, differ, unknownDim } from '../../../../graph/dim.ts';
import { listText, sizeText } from '../../../../graph/torch-text.ts';
import { volume } from '../../../../graph/volume.ts';
import type { TorchBody } from '../call/torch-function.ts';

export const affineGrid: TorchBody = (call) => {
  const theta = call.native('theta');
  const size = call.ints('size');
  if ('lost' in size) return call.unknown(size.lost.cause);
  const { dims } = size;
  const spatial = dims.length - 2;
  const wanted: readonly Dim[] = [dims[0] ?? 1, spatial, spatial + 1];
  if (theta.dims && (theta.dims.length !== 3 || theta.dims.some((dim, at) => at > 0 && differ(dim, wanted[at] ?? 1)))) {
    const quote =
      `Expected a batch of ${spatial}D affine matrices of shape Nx${spatial}x${spatial + 1} for size ${listText(dims)}. ` +
      `Got ${sizeText(theta.dims)}.`;
    call.refuse('shapes-do-not-match', { input: theta.volume, expected: volume(wanted) }, quote);
  }
  return call.lightOne([theta], [volume([dims[0] ?? 1, ...dims.slice(2), spatial], 'float')], { global: true });
};

export const gridSample: TorchBody = (call) => {
  const [input, grid] = [call.native('input'), call.native('grid')];
  if (!input.dims || !grid.dims) return call.lightOne([input, grid], [input.dims ? grid.volume : input.volume]);
  const [x, g] = [input.dims, grid.dims];
  const rank = x.length - 2;
  const refuse = (quote: string) =>
    call.refuse(
      'shapes-do-not-match',
      { input: grid.volume, expected: volume([x[0] ?? 1, ...g.slice(1, -1), rank]) },
      quote,
    );
  const sizes = `input with sizes ${listText(x)} and grid with sizes ${listText(g)}`;
  if (differ(x[0] ?? 1, g[0] ?? 1))
    refuse(`grid_sampler(): expected grid and input to have same batch size, but got ${sizes}`);
  else if (x.length !== g.length)
    refuse(`grid_sampler(): expected grid to have ${rank + 2} dimensions, but got ${sizes}`);
  else if (differ(g.at(-1) ?? rank, rank))
    refuse(
      `grid_sampler(): expected grid to have size ${rank} in last dimension, but got grid with sizes ${listText(g)}`,
    );
  return call.lightOne([input, grid], [volume([x[0] ?? 1, x[1] ?? 1, ...g.slice(1, -1)], input.volume.dtype)], {
    global: true,
  });
};

export const oneHot: TorchBody = (call) => {
  const input = call.native('input');
  const classes = call.int('num_classes');
  const count = classes === -1 ? unknownDim(call.dataCause()) : classes;
  return call.lightOne([input], [input.dims ? volume([...input.dims, count], 'integer') : input.volume], {
    dtype: 'int64',
  });
};
