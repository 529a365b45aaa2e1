// The course's numbers, and what the recorded tables do not say: costs, receptive fields, and the operators of specs.
import { describe, expect, test } from 'vitest';
import { type Dim, N, unknownDim } from '../../server/src/graph/dim.ts';
import { type KnownRank, unknownVolume, volume } from '../../server/src/graph/volume.ts';
import { type Applied, applyTo } from '../conformance/operate.ts';

const image = (height: number, width = height, channels = 3): KnownRank => volume([N, channels, height, width]);

function sizeOf({ outputs }: Applied): readonly Dim[] | undefined {
  return outputs[0]?.volume.dims;
}

describe('convolution', () => {
  test.each([
    [1, 5],
    [2, 3],
    [3, 2],
  ])('3×3 with stride %i slides over 7×7', (stride, side) => {
    expect(sizeOf(applyTo('conv2d', { outChannels: 1, kernel: 3, stride }, [image(7)]))).toEqual([N, 1, side, side]);
  });

  test.each([1, 3, 5, 7])('padding (%i − 1)/2 keeps the size', (kernel) => {
    const padding = (kernel - 1) / 2;
    expect(sizeOf(applyTo('conv2d', { outChannels: 8, kernel, padding }, [image(32)]))).toEqual([N, 8, 32, 32]);
    expect(sizeOf(applyTo('conv2d', { outChannels: 8, kernel, padding: 'same' }, [image(32)]))).toEqual([N, 8, 32, 32]);
  });

  test('5×5 without padding shrinks 32 to 28 and 24', () => {
    const first = applyTo('conv2d', { outChannels: 6, kernel: 5 }, [image(32)]);
    expect(sizeOf(first)).toEqual([N, 6, 28, 28]);
    const next = first.outputs[0]?.volume ?? image(1);
    expect(sizeOf(applyTo('conv2d', { outChannels: 10, kernel: 5 }, [next]))).toEqual([N, 10, 24, 24]);
  });

  test('ten 5×5 filters on three channels have 760 parameters', () => {
    const { parameters, layer } = applyTo('conv2d', { outChannels: 10, kernel: 5, padding: 2 }, [image(32)]);
    expect(parameters).toBe(760);
    expect(layer?.macs).toBe(32 * 32 * 10 * 75);
  });

  test('groups divide filters and cost', () => {
    const { parameters, layer } = applyTo('conv2d', { outChannels: 8, kernel: 3, groups: 4, bias: false }, [
      image(5, 5, 8),
    ]);
    expect(parameters).toBe(8 * 2 * 9);
    expect(layer?.macs).toBe(9 * 8 * 2 * 9);
  });

  test('one wrong value is one finding, and the filters are still counted', () => {
    const { findings, parameters, outputs } = applyTo('conv2d', { outChannels: 4, kernel: 3, stride: 0 }, [image(8)]);
    expect(findings).toMatchObject([{ rule: 'bad-value', quote: 'non-positive stride is not supported' }]);
    expect(parameters).toBe(112);
    expect(outputs[0]?.volume.dims?.slice(0, 2)).toEqual([N, 4]);
  });

  test('unknown attributes and inputs make unknown sizes, and no finding', () => {
    const stride = unknownDim({ reason: 'unknown-attribute', facts: { attribute: 'stride' } });
    const { findings, outputs } = applyTo('conv2d', { outChannels: 4, kernel: 3, stride: [stride, 2] }, [image(9)]);
    expect(findings).toEqual([]);
    expect(outputs[0]?.volume.dims?.[2]).toMatchObject({ kind: 'unknown' });
    expect(outputs[0]?.volume.dims?.[3]).toBe(4);
    const lost = unknownVolume({ reason: 'missing-input', facts: {} });
    expect(sizeOf(applyTo('conv2d', { outChannels: 4, kernel: 3 }, [lost]))?.[1]).toBe(4);
  });

  test('padding modes need enough cells', () => {
    const reflect = applyTo('conv2d', { outChannels: 1, kernel: 3, padding: 4, paddingMode: 'reflect' }, [image(4)]);
    expect(reflect.findings).toMatchObject([{ rule: 'padding-exceeds-input', facts: { padding: 4, size: 4 } }]);
    const circular = applyTo('conv2d', { outChannels: 1, kernel: 3, padding: 4, paddingMode: 'circular' }, [image(4)]);
    expect(circular.findings).toEqual([]);
  });
});

describe('depthwise and separable convolution', () => {
  test('depthwise: a filter per channel, as MobileNet has it', () => {
    const { parameters, layer, outputs } = applyTo('depthwise-conv2d', { kernel: 3, padding: 1, bias: false }, [
      image(112, 112, 32),
    ]);
    expect(outputs[0]?.volume.dims).toEqual([N, 32, 112, 112]);
    expect(parameters).toBe(288);
    expect(layer?.macs).toBe(112 * 112 * 32 * 9);
  });

  test('a multiplier gives each channel more filters', () => {
    const { parameters, outputs } = applyTo('depthwise-conv2d', { kernel: 3, multiplier: 2 }, [image(5)]);
    expect(outputs[0]?.volume.dims).toEqual([N, 6, 3, 3]);
    expect(parameters).toBe(6 * 9 + 6);
  });

  test('separable: both weights, one bias, as Keras counts it', () => {
    const { parameters, layer, outputs } = applyTo('separable-conv2d', { outChannels: 64, kernel: 3, padding: 1 }, [
      image(8, 8, 32),
    ]);
    expect(outputs[0]?.volume.dims).toEqual([N, 64, 8, 8]);
    expect(parameters).toBe(32 * 9 + 32 * 64 + 64);
    expect(layer?.macs).toBe(64 * (32 * 9 + 32 * 64));
  });
});

describe('transposed convolution', () => {
  test("DCGAN's first layer makes 4×4 of one cell", () => {
    const { outputs, parameters, layer } = applyTo('conv-transpose2d', { outChannels: 512, kernel: 4, bias: false }, [
      image(1, 1, 100),
    ]);
    expect(outputs[0]?.volume.dims).toEqual([N, 512, 4, 4]);
    expect(parameters).toBe(819_200);
    expect(layer?.macs).toBe(819_200);
  });

  test('a wanted size takes the place of the output padding', () => {
    const request = { outChannels: 1, kernel: 3, stride: 2, padding: 1 };
    expect(sizeOf(applyTo('conv-transpose2d', { ...request, outputSize: [8, 7] }, [image(4)]))).toEqual([N, 1, 8, 7]);
    const { findings } = applyTo('conv-transpose2d', { ...request, outputSize: 9 }, [image(4)]);
    expect(findings).toMatchObject([
      { rule: 'bad-value', attribute: 'outputSize', facts: { expected: { min: 7, max: 8 } } },
    ]);
  });

  test('stride 2 halves the distance between neighbours', () => {
    const { layer } = applyTo('conv-transpose2d', { outChannels: 1, kernel: 4, stride: 2, padding: 1 }, [image(4)]);
    expect(layer?.receptiveField).toEqual({ largest: [2, 2], smallest: [2, 2], jump: [0.5, 0.5] });
  });
});

describe('pooling', () => {
  test.each(['max-pool2d', 'avg-pool2d', 'lp-pool2d'])('%s keeps the channels and has no parameters', (operator) => {
    const { outputs, parameters, layer } = applyTo(operator, { kernel: 2 }, [image(28, 28, 6)]);
    expect(outputs[0]?.volume.dims).toEqual([N, 6, 14, 14]);
    expect([parameters, layer?.macs]).toEqual([0, 0]);
  });

  test('the stride is the window where it is left out', () => {
    expect(sizeOf(applyTo('max-pool2d', { kernel: [3, 2] }, [image(9, 8)]))).toEqual([N, 3, 3, 4]);
  });

  test('ceil mode keeps a last window that starts inside', () => {
    expect(sizeOf(applyTo('max-pool2d', { kernel: 3, stride: 2, ceil: true }, [image(112)]))).toEqual([N, 3, 56, 56]);
    expect(sizeOf(applyTo('max-pool2d', { kernel: 1, stride: 2, ceil: true }, [image(4)]))).toEqual([N, 3, 2, 2]);
  });

  test('places of the largest cells are integers, and unpooling takes them', () => {
    const { outputs } = applyTo('max-pool2d', { kernel: 2, indices: true }, [image(8)]);
    const volumes = outputs.map((output) => output.volume);
    expect(volumes.map(({ dtype }) => dtype)).toEqual(['float', 'integer']);
    const unpooled = applyTo('max-unpool2d', { kernel: 2 }, volumes);
    expect([unpooled.findings, sizeOf(unpooled)]).toEqual([[], [N, 3, 8, 8]]);
    expect(applyTo('max-unpool2d', { kernel: 2, outputSize: 9 }, volumes).findings).toEqual([]);
    expect(applyTo('max-unpool2d', { kernel: 2, outputSize: 10 }, volumes).findings).toHaveLength(1);
    expect(applyTo('max-unpool2d', { kernel: 2 }, [image(4), image(4)]).findings).toMatchObject([
      { rule: 'wrong-dtype' },
    ]);
  });

  test('global pooling leaves one cell of every map, on any number of axes', () => {
    for (const operator of ['global-avg-pool', 'global-max-pool', 'global-l2-pool']) {
      const { outputs, layer } = applyTo(operator, {}, [volume([N, 512, 7, 7])]);
      expect(outputs[0]?.volume.dims).toEqual([N, 512, 1, 1]);
      expect(layer?.global).toBe(true);
      expect(sizeOf(applyTo(operator, {}, [volume([N, 16, 100])]))).toEqual([N, 16, 1]);
    }
    expect(applyTo('global-avg-pool', {}, [volume([N, 16])]).findings).toMatchObject([{ rule: 'rank-mismatch' }]);
  });

  test('adaptive pooling is global only when one cell is left', () => {
    expect(applyTo('adaptive-avg-pool2d', { outputSize: 1 }, [image(7)]).layer?.global).toBe(true);
    const { layer, outputs } = applyTo('adaptive-avg-pool2d', { outputSize: [7, null] }, [image(14, 9)]);
    expect(outputs[0]?.volume.dims).toEqual([N, 3, 7, 9]);
    expect(layer?.global).toBe(false);
    expect(layer?.receptiveField).toEqual({ largest: [2, 1], smallest: [2, 1], jump: [2, 1] });
  });
});

describe('resizing and rearranging', () => {
  test('up-sampling to a size, by a factor, by one per axis', () => {
    expect(sizeOf(applyTo('upsample', { scale: 2 }, [image(7)]))).toEqual([N, 3, 14, 14]);
    expect(sizeOf(applyTo('upsample', { scale: [1.7, 0.5] }, [image(11, 3)]))).toEqual([N, 3, 18, 1]);
    expect(sizeOf(applyTo('upsample', { size: [5, 6], mode: 'bilinear' }, [image(2)]))).toEqual([N, 3, 5, 6]);
    expect(applyTo('upsample', {}, [image(2)]).findings).toMatchObject([{ rule: 'missing-value' }]);
  });

  test('pixel shuffle and its inverse', () => {
    expect(sizeOf(applyTo('pixel-shuffle', { scale: 3 }, [image(4, 5, 18)]))).toEqual([N, 2, 12, 15]);
    expect(sizeOf(applyTo('pixel-unshuffle', { scale: 3 }, [image(12, 15, 2)]))).toEqual([N, 18, 4, 5]);
    expect(sizeOf(applyTo('channel-shuffle', { groups: 3 }, [image(4, 4, 9)]))).toEqual([N, 9, 4, 4]);
  });

  test('padding adds, negative padding and cropping take away', () => {
    expect(sizeOf(applyTo('pad2d', { padding: 3 }, [image(224)]))).toEqual([N, 3, 230, 230]);
    expect(
      sizeOf(
        applyTo(
          'pad2d',
          {
            padding: [
              [0, 1],
              [2, -1],
            ],
          },
          [image(8)],
        ),
      ),
    ).toEqual([N, 3, 9, 9]);
    expect(sizeOf(applyTo('pad1d', { padding: [1, 2], mode: 'replicate' }, [volume([N, 3, 8])]))).toEqual([N, 3, 11]);
    expect(
      sizeOf(
        applyTo(
          'crop2d',
          {
            amount: [
              [1, 2],
              [0, 3],
            ],
          },
          [image(8)],
        ),
      ),
    ).toEqual([N, 3, 5, 5]);
    expect(applyTo('crop2d', { amount: 4 }, [image(8)]).findings).toMatchObject([{ rule: 'volume-vanishes' }]);
    expect(applyTo('pad2d', { padding: -5 }, [image(8)]).findings).toMatchObject([{ rule: 'volume-vanishes' }]);
  });

  test('unfold lays blocks out, fold adds them up', () => {
    const columns = applyTo('unfold', { kernel: 3, padding: 1 }, [image(10, 12)]);
    expect(sizeOf(columns)).toEqual([N, 27, 120]);
    const [output] = columns.outputs;
    expect(output && sizeOf(applyTo('fold', { outputSize: [10, 12], kernel: 3, padding: 1 }, [output.volume]))).toEqual(
      [N, 3, 10, 12],
    );
  });
});
