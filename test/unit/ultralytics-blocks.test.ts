// The block library against parameter formulas written down apart from it, on random channels, repeats and arguments.
// Source of the formulas: counted from ultralytics 8.4.117.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { file, read, rowsOf } from './ultralytics-helpers.ts';

/** Convolution without bias, with batch normalization. */
const cv = (a: number, b: number, k = 1, g = 1) => (a / g) * b * k * k + 2 * b;
const conv = (a: number, b: number, k = 1) => a * b * k * k + b;
const linear = (a: number, b: number) => a * b + b;
const half = Math.floor;
const neck = (a: number, b: number, k0 = 3, k1 = 3, e = 0.5) => cv(a, half(b * e), k0) + cv(half(b * e), b, k1);
const attention = (c: number, heads: number) => {
  const key = half(half(c / heads) / 2);
  return cv(c, c + 2 * key * heads) + cv(c, c) + cv(c, c, 3, c);
};
const psa = (c: number) => attention(c, Math.max(half(c / 64), 1)) + cv(c, 2 * c) + cv(2 * c, c);
const c3k = (a: number, b: number) => 2 * cv(a, b / 2) + cv(b, b) + 2 * neck(b / 2, b / 2, 3, 3, 1);
const ghost = (a: number, b: number) => cv(a, b / 2) + cv(b / 2, b / 2, 5, b / 2);
const repCsp = (a: number, b: number, n: number) => {
  const c = b / 2;
  return 2 * cv(a, c) + cv(2 * c, b) + n * (2 * cv(c, c, 3) + cv(c, c));
};
const fan = (a: number, b: number, n: number, step: (c: number) => number) =>
  cv(a, b) + cv(((2 + n) * b) / 2, b) + n * step(b / 2);

interface Case {
  /** Channels in and out, multiples of 64. */
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

/** The row's arguments, and what it has to count. */
const BLOCKS: Readonly<Record<string, readonly [args: (c: Case) => string, params: (c: Case) => number]>> = {
  Conv: [({ b }) => `[${b}, 3, 2]`, ({ a, b }) => cv(a, b, 3)],
  GhostConv: [({ b }) => `[${b}]`, ({ a, b }) => ghost(a, b)],
  Focus: [({ b }) => `[${b}, 3]`, ({ a, b }) => cv(4 * a, b, 3)],
  ConvTranspose: [({ b }) => `[${b}]`, ({ a, b }) => a * b * 4 + 2 * b],
  'nn.ConvTranspose2d': [({ b }) => `[${b}, 2, 2, 0]`, ({ a, b }) => conv(a, b, 2)],
  SCDown: [({ b }) => `[${b}, 3, 2]`, ({ a, b }) => cv(a, b) + cv(b, b, 3, b)],
  Bottleneck: [({ b }) => `[${b}]`, ({ a, b }) => neck(a, b)],
  C1: [({ b }) => `[${b}]`, ({ a, b, n }) => cv(a, b) + n * cv(b, b, 3)],
  C2: [({ b }) => `[${b}]`, ({ a, b, n }) => cv(a, b) + cv(b, b) + n * neck(b / 2, b / 2, 3, 3, 1)],
  C2f: [({ b }) => `[${b}, True]`, ({ a, b, n }) => fan(a, b, n, (c) => neck(c, c, 3, 3, 1))],
  C3: [({ b }) => `[${b}]`, ({ a, b, n }) => 2 * cv(a, b / 2) + cv(b, b) + n * neck(b / 2, b / 2, 1, 3, 1)],
  C3Ghost: [
    ({ b }) => `[${b}]`,
    ({ a, b, n }) => 2 * cv(a, b / 2) + cv(b, b) + n * (ghost(b / 2, b / 4) + ghost(b / 4, b / 2)),
  ],
  C3k2: [({ b }) => `[${b}]`, ({ a, b, n }) => fan(a, b, n, (c) => neck(c, c))],
  'C3k2 ': [({ b }) => `[${b}, True]`, ({ a, b, n }) => fan(a, b, n, (c) => c3k(c, c))],
  'C3k2  ': [({ b }) => `[${2 * b}, True, 0.5, True]`, ({ a, b, n }) => fan(a, 2 * b, n, (c) => neck(c, c) + psa(c))],
  C2fPSA: [({ b }) => `[${2 * b}]`, ({ a, b, n }) => fan(a, 2 * b, n, psa)],
  C2fCIB: [
    ({ b }) => `[${b}, True]`,
    ({ a, b, n }) => fan(a, b, n, (c) => 2 * cv(c, c, 3, c) + cv(c, 2 * c) + cv(2 * c, 2 * c, 3, 2 * c) + cv(2 * c, c)),
  ],
  RepC3: [({ b }) => `[${b}]`, ({ a, b, n }) => 2 * cv(a, b) + n * (cv(b, b, 3) + cv(b, b))],
  SPP: [({ b }) => `[${b}, [5, 9, 13]]`, ({ a, b }) => cv(a, a / 2) + cv(2 * a, b)],
  SPPF: [({ b }) => `[${b}, 5, 2]`, ({ a, b }) => cv(a, a / 2) + cv((3 * a) / 2, b)],
  ADown: [({ b }) => `[${b}]`, ({ a, b }) => cv(a / 2, b / 2, 3) + cv(a / 2, b / 2)],
  AConv: [({ b }) => `[${b}]`, ({ a, b }) => cv(a, b, 3)],
  SPPELAN: [({ b }) => `[${b}, 48]`, ({ a, b }) => cv(a, 48) + cv(192, b)],
  ELAN1: [({ b }) => `[${b}, 64, 32]`, ({ a, b }) => cv(a, 64) + cv(32, 32, 3) + cv(32, 32, 3) + cv(128, b)],
  RepNCSPELAN4: [
    ({ b }) => `[${b}, 128, 64, 2]`,
    ({ a, b }) => cv(a, 128) + repCsp(64, 64, 2) + repCsp(64, 64, 2) + 2 * cv(64, 64, 3) + cv(256, b),
  ],
  HGStem: [
    ({ b }) => `[32, ${b}]`,
    ({ a, b }) => cv(a, 32, 3) + cv(32, 16, 2) + cv(16, 32, 2) + cv(64, 32, 3) + cv(32, b),
  ],
  HGBlock: [
    ({ b }) => `[48, ${b}, 3]`,
    ({ a, b, n }) => cv(a, 48, 3) + (n - 1) * cv(48, 48, 3) + cv(a + 48 * n, b / 2) + cv(b / 2, b),
  ],
  Classify: [() => '[10]', ({ a }) => cv(a, 1280) + linear(1280, 10)],
  CBLinear: [() => '[[64, 128]]', ({ a }) => conv(a, 192)],
  AIFI: [() => '[512, 8]', ({ a }) => 4 * a * a + 4 * a + linear(a, 512) + linear(512, a) + 4 * a],
  SPPCSPC: [({ b }) => `[${b}]`, ({ a, b }) => 2 * cv(a, b) + 2 * cv(b, b, 3) + cv(b, b) + cv(4 * b, b) + cv(2 * b, b)],
};

const INSIDE = new Set('C1 C2 C2f C3 C3Ghost C3k2 C2fPSA C2fCIB RepC3 HGBlock'.split(' '));
const channels = fc.integer({ min: 1, max: 8 }).map((times) => 64 * times);

describe('parameters', () => {
  test.each(Object.entries(BLOCKS))('%s', (name, [args, params]) => {
    const type = name.trim();
    fc.assert(
      fc.property(channels, channels, fc.integer({ min: 1, max: 4 }), (a, b, times) => {
        const n = INSIDE.has(type) ? times : 1;
        const text = file([`[-1, 1, Conv, [${a}, 3, 8]]`, `[-1, ${n}, ${type}, ${args({ a, b, n })}]`]);
        const analysis = read(text);
        expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(rowsOf(analysis)[1]).toMatchObject({ type, params: params({ a, b, n }) });
      }),
      { numRuns: 15 },
    );
  });
});

describe('shapes', () => {
  test.each([
    ['[-1, 1, Focus, [64, 3]]', '[N, 64, 320, 320]'],
    ['[-1, 1, ReOrg, []]', '[N, 12, 320, 320]'],
    ['[-1, 1, Conv, [64, 3, 2, None, 1, 2]]', '[N, 64, 320, 320]'],
    ['[-1, 1, Conv, [64, [1, 7], [1, 2]]]', '[N, 64, 640, 320]'],
    ['[-1, 1, AConv, [64]]', '[N, 64, 320, 320]'],
    ['[-1, 1, HGStem, [32, 64]]', '[N, 64, 160, 160]'],
    ['[-1, 1, MP, []]', '[N, 3, 320, 320]'],
    ['[-1, 1, SP, [5]]', '[N, 3, 640, 640]'],
    ['[-1, 1, nn.Upsample, [None, 2, "nearest"]]', '[N, 3, 1280, 1280]'],
    ['[-1, 1, nn.ZeroPad2d, [[0, 1, 0, 1]]]', '[N, 3, 641, 641]'],
    ['[-1, 1, ResNetLayer, [3, 64, 1, True, 1]]', '[N, 64, 160, 160]'],
    ['[-1, 1, TorchVision, [512, resnext50_32x4d, DEFAULT, True, 2]]', '[N, 2048, 20, 20]'],
    ['[-1, 1, CBLinear, [[64, 128]]]', '[N, 64, 640, 640] [N, 128, 640, 640]'],
  ])('%s', (row, out) => {
    expect(rowsOf(read(file([row])))[0]?.out).toBe(out);
  });

  test('torchvision models that are not expanded keep the channels that the row says', () => {
    const analysis = read(file(['[-1, 1, TorchVision, [768, convnext_tiny, DEFAULT, True, 2]]']));
    expect(rowsOf(analysis)[0]?.out).toBe('[N, 768, ?, ?]');
    expect(analysis.models[0]?.gaps).toMatchObject([{ cause: { reason: 'unknown-layer' } }]);
    expect(analysis.problems).toEqual([]);
  });
});

describe('torchvision’s published counts', () => {
  // With the last two children left out, less than published by the linear layer.
  test.each([
    ['resnet18', 11_689_512, 512],
    ['resnet34', 21_797_672, 512],
    ['resnet50', 25_557_032, 2048],
    ['resnet101', 44_549_160, 2048],
    ['resnet152', 60_192_808, 2048],
    ['resnext50_32x4d', 25_028_904, 2048],
    ['resnext101_32x8d', 88_791_336, 2048],
    ['resnext101_64x4d', 83_455_272, 2048],
    ['wide_resnet50_2', 68_883_240, 2048],
    ['wide_resnet101_2', 126_886_696, 2048],
  ])('%s', (name, published, features) => {
    const row = (truncate: number) => `[-1, 1, TorchVision, [${features}, ${name}, DEFAULT, True, ${truncate}]]`;
    const [whole, cut] = [0, 2].map((truncate) => rowsOf(read(file([row(truncate)])))[0]);
    expect(whole).toMatchObject({ params: published, out: '[N, 1000]' });
    expect(cut).toMatchObject({ params: published - linear(features, 1000), out: `[N, ${features}, 20, 20]` });
  });
});
