// The same module names in files of different projects: which one a file is written for, and what its rows then mean.
// The counts were recorded from WongKinYiu/yolov7's own reader, run on the file below.
import { describe, expect, test } from 'vitest';
import { familyOf } from '../../server/src/frontends/ultralytics/family.ts';
import { readModel } from '../../server/src/frontends/ultralytics/read-model.ts';
import { readYaml } from '../../server/src/frontends/yaml/read.ts';
import { file, findings, read, rowsOf } from './ultralytics-helpers.ts';

const ANCHORS = 'anchors:\n  - [10, 13, 16, 30]\n  - [30, 61, 62, 45]\n';
const SCALES = 'scales:\n  n: [0.33, 0.25, 1024]\n';
const ACTIVATED = '[-1, 1, Conv, [32, 3, 2, None, 1, nn.LeakyReLU(0.1)]]';

describe('a file is of', () => {
  test.each([
    ['ultralytics', true, SCALES, ['C2f, [64]', 'Detect, [nc]']],
    ['ultralytics', false, '', ['Conv, [64]']],
    ['ultralytics', true, SCALES, ['Conv, [64]', 'MP, []', 'SPPCSPC, [64]', 'Detect, [nc]']],
    ['ultralytics', true, `${SCALES}anchors: 3\n`, ['Conv, [64]', 'Detect, [nc]']],
    ['yolov5', false, ANCHORS, ['Conv, [64]', 'Detect, [nc, anchors]']],
    ['yolov5', false, ANCHORS, ['C3, [64]', 'SPPCSPC, [64]', 'Detect, [nc, anchors]']],
    ['yolov5', false, ANCHORS, ['C3, [64]', 'Segment, [nc, anchors, 32, 256]']],
    ['yolov7', false, ANCHORS, ['Conv, [64]', 'IDetect, [nc, anchors]']],
    ['yolov7', false, ANCHORS, ['MP, []', 'Detect, [nc, anchors]']],
    ['yolov7', false, ANCHORS, ['BottleneckCSPC, [64]', 'Detect, [nc, anchors]']],
    ['yolov7', false, ANCHORS, ['ST2CSPA, [64]']],
    ['yolov9', true, 'anchors: 3\n', ['MP, []', 'SPPCSPC, [64]', 'Detect, [nc]']],
    ['yolov9', true, 'anchors: 3\n', ['Conv, [64]', 'DualDDetect, [nc]']],
    ['yolov9', true, 'anchors: 3\n', ['SPPCSPC, [64]', 'Segment, [nc, 32, 256]']],
    ['yolov9', true, 'anchors: 3\n', ['RepNCSPELAN4, [64, 64, 32]']],
  ] as const)('%s (certain: %s): %j %j', (family, certain, keys, modules) => {
    const text = file(
      modules.map((module) => `[-1, 1, ${module}]`),
      keys,
    );
    const [document] = readYaml(text);
    const model = document && readModel(document, text)?.file;
    expect(model && familyOf(model)).toEqual({ family, certain });
  });
});

describe('an activation as Conv’s sixth argument', () => {
  test.each([
    ['is YOLOv7’s', ANCHORS, '[[-1], 1, IDetect, [nc, anchors]]'],
    ['is older YOLOv5’s', ANCHORS, '[[-1], 1, Detect, [nc, anchors]]'],
    ['may be meant where nothing says whose the file is', '', '[-1, 1, nn.Identity, []]'],
  ])('%s', (_, keys, last) => {
    const text = file([ACTIVATED, last], keys);
    expect(findings(text)).toEqual([]);
    expect(read(text).models[0]?.graph.layers.map(({ module }) => module.operator.id)).toContain('leaky-relu');
  });

  test('is a mistake in Ultralytics’ and YOLOv9’s files, which have the dilation there', () => {
    for (const [keys, last] of [
      [SCALES, '[[-1], 1, Detect, [nc]]'],
      ['anchors: 3\n', '[[-1], 1, DDetect, [nc]]'],
    ] as const) {
      expect(findings(file([ACTIVATED, last], keys))).toEqual(['bad-value "nn.LeakyReLU(0.1)"']);
    }
  });

  test('stands behind a dilation in projects that gave YOLOv7’s Conv one', () => {
    const rows = ['[-1, 1, Conv, [32, 3, 1, None, 1, 2, nn.LeakyReLU(0.1)]]', '[[-1], 1, IDetect, [nc, anchors]]'];
    const analysis = read(file(rows, ANCHORS));
    expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(rowsOf(analysis)[0]?.out).toBe('[N, 32, 640, 640]');
  });

  test('a dilation is none of YOLOv7’s: it takes any other value for no activation', () => {
    const rows = ['[-1, 1, Conv, [32, 3, 1, None, 1, 2]]', '[[-1], 1, IDetect, [nc, anchors]]'];
    expect(findings(file(rows, ANCHORS))).toEqual([]);
    expect(rowsOf(read(file(rows, ANCHORS)))[0]?.out).toBe('[N, 32, 640, 640]');
  });

  test('what fits no reading is wrong everywhere', () => {
    for (const keys of ['', ANCHORS, SCALES]) {
      expect(findings(file(['[-1, 1, Conv, [32, 3, 2, None, 1, often]]'], keys))).toEqual(['bad-value "often"']);
    }
  });

  test('a call of the user’s own is left alone', () => {
    const rows = ['[-1, 1, Conv, [32, 3, 2, None, 1, FReLU()]]', '[[-1], 1, IDetect, [nc, anchors]]'];
    expect(findings(file(rows, ANCHORS))).toEqual([]);
  });
});

describe('borrowed blocks', () => {
  test('are read with repeats as projects write them, or as YOLOv7 does', () => {
    const rows = ['[-1, 1, SPPCSPC, [64, 1, False]]', '[-1, 1, SPPCSPC, [64, False, 1, 0.5, [3, 5]]]'];
    expect(findings(file(rows, SCALES))).toEqual([]);
  });

  test('in files of an older project are all that it does not have itself', () => {
    const rows = ['[-1, 1, RepNCSPELAN4, [64, 32, 32, 1, nn.LeakyReLU(0.1)]]', '[[-1], 1, IDetect, [nc, anchors]]'];
    expect(findings(file(rows, ANCHORS))).toEqual([]);
  });

  test('with other arguments are the user’s own, unknown without a word', () => {
    const analysis = read(file(['[-1, 1, MP, [max, 2]]'], SCALES));
    expect(analysis.problems).toEqual([]);
    expect(analysis.models[0]?.gaps).toMatchObject([{ cause: { reason: 'unknown-layer', facts: { name: 'MP' } } }]);
  });
});

test('YOLOv9’s Detect and Segment have no anchors, though the file names some', () => {
  const rows = ['[-1, 1, Conv, [64, 3, 8]]', '[[0], 1, Detect, [nc]]', '[[0], 1, Segment, [nc, 32, 64]]'];
  expect(findings(file(rows, 'anchors: 3\n'))).toEqual([]);
  const [, detect, segment] = rowsOf(read(file(rows, 'anchors: 3\n')));
  expect(detect?.out).toBe('[N, 84, 6400]');
  expect(segment?.out).toBe('[N, 116, 6400] [N, 32, 160, 160]');
});

const ROWS: readonly (readonly [row: string, params: number, out: string])[] = [
  ['[-1, 1, Stem, [64]]', 8952, '[N, 48, 64, 64]'],
  ['[-1, 2, ResCSPA, [64]]', 6768, '[N, 48, 64, 64]'],
  ['[-1, 1, RobustConv, [96, 7, 2]]', 6048, '[N, 72, 32, 32]'],
  ['[-1, 3, ResXCSPB, [256]]', 296_064, '[N, 192, 32, 32]'],
  ['[-1, 3, GhostCSPA, [128]]', 32_424, '[N, 96, 32, 32]'],
  ['[-1, 2, RepResCSPC, [128, False]]', 29_568, '[N, 96, 32, 32]'],
  ['[-1, 1, RobustConv2, [128, 7, 4]]', 152_544, '[N, 96, 32, 32]'],
  ['[-1, 1, Ghost, [128, 3, 2]]', 17_688, '[N, 96, 16, 16]'],
  ['[-1, 1, GhostCSPB, [128]]', 44_136, '[N, 96, 16, 16]'],
  ['[-1, 1, GhostSPPCSPC, [128]]', 134_160, '[N, 96, 16, 16]'],
  ['[[-1, -2], 1, Chuncat, [1]]', 0, '[N, 192, 16, 16]'],
  ['[-1, 1, Foldcut, [1]]', 0, '[N, 96, 16, 16]'],
  ['[-1, 3, RepResXCSPA, [512]]', 267_648, '[N, 384, 16, 16]'],
  ['[-1, 1, DWConv, [256, 3, 1, nn.ReLU()]]', 3840, '[N, 192, 16, 16]'],
  ['[-1, 1, Bottleneck, [256, True, 1, 0.25]]', 92_640, '[N, 192, 16, 16]'],
  ['[-1, 2, DownC, [256]]', 221_952, '[N, 192, 8, 8]'],
  ['[-1, 1, RepConv, [256, 3, 1, None, 1, True, True]]', 331_968, '[N, 192, 8, 8]'],
  ['[-1, 1, Contract, [2]]', 0, '[N, 768, 4, 4]'],
  ['[-1, 1, Expand, [2]]', 0, '[N, 192, 8, 8]'],
  ['[-1, 1, SPPF, [256, 5]]', 92_736, '[N, 192, 8, 8]'],
  ['[-1, 1, BottleneckCSPC, [256, False, 2, 1.0]]', 389_376, '[N, 192, 8, 8]'],
];

describe('YOLOv7’s own rows', () => {
  test.each([
    ['[[14, 20], 1, IBin, [nc, anchors]]', 39_184, '[N, 640, 50]'],
    ['[[14, 20], 1, IKeypoint, [nc, anchors, 17]]', 45_964, '[N, 640, 59]'],
    ['[[12, 20, 12, 20], 1, IAuxDetect, [nc, anchors]]', 19_104, undefined],
  ])('%s', (head, params, out) => {
    const rows = [...ROWS.map(([row]) => row), head];
    const text = file(rows, `depth_multiple: 0.67\nwidth_multiple: 0.75\n${ANCHORS}`).replace('nc: 80', 'nc: 3');
    const analysis = read(text, { inputs: [[3, 256, 256]] });
    expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const found = rowsOf(analysis);
    expect(found.slice(0, -1).map((row) => [row.params, row.out])).toEqual(
      ROWS.map(([, count, shape]) => [count, shape]),
    );
    expect(found.at(-1)?.params).toBe(params);
    if (out !== undefined) expect(found.at(-1)?.out).toBe(out);
  });
});
