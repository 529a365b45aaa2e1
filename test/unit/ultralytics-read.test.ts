// How files of the YOLO family are read: rows, references, names, scales, and everything that may be wrong with them.
import { describe, expect, test } from 'vitest';
import { isModel } from '../../server/src/analyze.ts';
import { roundHalfEven, scaledChannels } from '../../server/src/frontends/ultralytics/blocks/settings.ts';
import { literal } from '../../server/src/frontends/ultralytics/literal.ts';
import { scaleInName } from '../../server/src/frontends/ultralytics/scale.ts';
import { likelySlip } from '../../server/src/frontends/ultralytics/slips.ts';
import { file, findings, read, rowsOf } from './ultralytics-helpers.ts';

const CONV = '[-1, 1, Conv, [16, 3, 2]]';

describe('recognized by content', () => {
  test.each([
    ['file:///a.yaml', file([CONV]), true],
    ['file:///a.yml', 'backbone:\n  [[-1, 1, Conv, [64, 3, 2]]]\n', true],
    ['file:///a.yaml', 'nc: 80\n# backbone:\n', false],
    ['file:///a.yaml', 'backbone: resnet50\nneck: fpn\n', false],
    ['file:///a.json', file([CONV]), false],
  ])('%s %j', (uri, text, known) => {
    expect(isModel(uri, text)).toBe(known);
  });
});

describe('numbers', () => {
  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4, 2],
    [2.6, 3],
    [3, 3],
  ])('round(%d) is %d', (value, rounded) => {
    expect(roundHalfEven(value)).toBe(rounded);
  });

  test.each([
    [64, 0.25, Number.POSITIVE_INFINITY, 16],
    [65, 0.25, Number.POSITIVE_INFINITY, 24],
    [1024, 1.25, 512, 640],
    [80, 0.33, 1024, 32],
  ])('%d channels at width %d, at most %d, are %d', (channels, width, maxChannels, scaled) => {
    expect(scaledChannels(channels, { width, maxChannels })).toBe(scaled);
  });

  test.each([
    ['None', null],
    ['True', true],
    ['1e-3', 0.001],
    ['-1', -1],
    ['(3, 5)', [3, 5]],
    ['[1, None]', [1, null]],
    ["'nearest'", 'nearest'],
    ['nearest', undefined],
    ['nn.ReLU()', undefined],
    ['', undefined],
  ])('%s', (text, value) => {
    expect(literal(text)).toEqual(value);
  });
});

describe('what a row reads', () => {
  test('the image, the row before, another row, rows counted back', () => {
    const rows = [CONV, CONV, '[0, 1, Conv, [24, 3, 2]]', '[[-1, -2], 1, Concat, [1]]'];
    expect(rowsOf(read(file(rows))).map(({ out }) => out)).toEqual([
      '[N, 16, 320, 320]',
      '[N, 16, 160, 160]',
      '[N, 24, 160, 160]',
      '[N, 40, 160, 160]',
    ]);
  });

  test.each([
    [['[1, 1, Conv, [8]]', CONV], 'bad-reference "1"', 'forward'],
    [[CONV, '[1, 1, Conv, [8]]'], 'bad-reference "1"', 'itself'],
    [[CONV, '[7, 1, Conv, [8]]'], 'bad-reference "7"', 'out-of-range'],
    [[CONV, '[[-1, -5], 1, Concat, [1]]'], 'bad-reference "-5"', 'out-of-range'],
    [['[-2, 1, Conv, [8]]'], 'bad-reference "-2"', 'out-of-range'],
  ])('%j', (rows, finding, why) => {
    const text = file(rows);
    expect(findings(text)).toEqual([finding]);
    const [found] = read(text).models[0]?.graph.findings ?? [];
    expect(found?.facts).toMatchObject({ why });
  });
});

describe('arguments', () => {
  test.each([
    ['[-1, 1, Conv, []]', 'missing-value "Conv"'],
    ['[-1, 1, Conv, [8, 3, 2, None, 1, 1, True, 7, 8]]', 'bad-value "7, 8"'],
    ['[-1, 1, Conv, [8, three]]', 'bad-value "three"'],
    ['[-1, 1, Conv, [-8]]', 'bad-value "-8"'],
    ['[-1, 1, C2f, [8, 0.5]]', 'bad-value "0.5"'],
    ['[-1, 1, nn.MaxPool2d, [2, 2, 0, 1, False, False, 9]]', 'bad-value "9"'],
    ['[-1, 1, nn.MaxPool2d, []]', 'missing-value "nn.MaxPool2d"'],
    ['[-1, x, Conv, [8]]', 'bad-value "x"'],
    ['[a, 1, Conv, [8]]', 'bad-value "a"'],
    ['[-1, 1]', 'bad-value "[-1, 1]"'],
    ['Conv', 'bad-value "Conv"'],
    ['[-1, 1, Conv, 8]', 'bad-value "8"'],
    ['[-1, 2, Conv, [8]]', 'repeat-needs-equal-channels "2"'],
    ['[-1, 1, Detect, [20]]', 'declared-output-differs "20"'],
  ])('%s', (row, finding) => {
    expect(findings(file([row]))).toContain(finding);
  });

  test('one mistake is one finding', () => {
    expect(findings(file(['[-1, 1, Conv, [8, three]]', CONV, '[-1, 1, C2f, [16]]']))).toEqual(['bad-value "three"']);
  });

  test('names stand for keys of the file', () => {
    const text = file(['[-1, 1, Conv, [wide, 3, stride]]'], 'wide: 24\nstride: 4\n');
    expect(rowsOf(read(text))[0]?.out).toBe('[N, 24, 160, 160]');
  });

  test('what is half written keeps its place', () => {
    const text = file([CONV, '[-1, 1', CONV]);
    expect(() => read(text)).not.toThrow();
  });
});

describe('channels that the reader of such files counts', () => {
  test('torch.nn modules are taken to keep them', () => {
    const rows = [CONV, '[-1, 1, nn.Conv2d, [16, 32, 1]]', '[-1, 1, Conv, [8]]'];
    expect(findings(file(rows))).toEqual(['channels-mismatch "Conv"']);
  });
});

describe('modules of a user’s own', () => {
  test('are unknown without a word', () => {
    const analysis = read(file([CONV, '[-1, 1, DySnakeConv, [64]]', CONV]));
    expect(analysis.problems).toEqual([]);
    expect(rowsOf(analysis).map(({ out }) => out)).toEqual(['[N, 16, 320, 320]', 'unknown shape', '[?, 16, ?, ?]']);
  });

  test.each([
    ['C2F', 'C2f'],
    ['conv', 'Conv'],
    ['Cnov', 'Conv'],
    ['Detecct', 'Detect'],
    ['SPPf', 'SPPF'],
    ['DSConv', undefined],
    ['PConv', undefined],
    ['C3k3', undefined],
    ['C2f_DCN', undefined],
    ['RFAConv', undefined],
    ['MPDConv', undefined],
  ])('%s may mean %s', (name, meant) => {
    expect(likelySlip(name, ['Conv', 'C2f', 'C3k2', 'DWConv', 'Detect', 'SPPF', 'MP'])).toBe(meant);
  });
});

describe('scales', () => {
  const scaled = file([CONV], 'scales:\n  n: [0.33, 0.25, 1024]\n  s: [0.33, 0.50, 1024]\n');
  const choice = (uri: string, text: string, scale?: string) =>
    read(text, { uri, ...(scale === undefined ? {} : { scale }) }).models[0]?.scale;

  test.each([
    ['file:///yolov8.yaml', scaled, undefined, 'n', 'first'],
    ['file:///yolov8s.yaml', scaled, undefined, 's', 'file-name'],
    ['file:///yolov8s.yaml', scaled, 'n', 'n', 'request'],
    ['file:///yolov8x.yaml', scaled, undefined, 'n', 'first'],
    ['file:///a.yaml', `# convlint: scale=s\n${scaled}`, undefined, 's', 'directive'],
    ['file:///yolov8n.yaml', `# convlint: scale=s\n${scaled}`, undefined, 's', 'directive'],
  ])('%s', (uri, text, asked, name, chosenBy) => {
    expect(choice(uri, text, asked)).toEqual({ name, all: ['n', 's'], chosenBy });
  });

  test.each([
    ['yolo11n-cls.yaml', 'n'],
    ['yolov8x6.yaml', 'x'],
    ['yoloe-11s-seg.yaml', 's'],
    ['yolo-e.yaml', undefined],
    ['yolov8.yaml', undefined],
    ['rtdetr-l.yaml', undefined],
  ])('%s', (name, scale) => {
    expect(scaleInName(`file:///${name}`)).toBe(scale);
  });

  test('an image size can be said in the file', () => {
    expect(rowsOf(read(`# convlint: input=320x256\n${file([CONV])}`))[0]?.out).toBe('[N, 16, 160, 128]');
    expect(rowsOf(read(`# convlint: input=1x64x64\nch: 1\n${file([CONV])}`))[0]).toMatchObject({ params: 9 * 16 + 32 });
  });

  test('a comment that counts otherwise is found at its scale only', () => {
    const text = scaled.replace('1024]\n', '1024] # summary: 3 layers, 999 parameters, 464 gradients\n');
    expect(findings(text)).toEqual(['stale-summary-comment "summary: 3 layers, 999 parameters, 464 gradients"']);
    expect(findings(text, { scale: 's' })).toEqual([]);
  });
});

describe('files in the wild', () => {
  const wild = (rows: readonly string[], keys: string) => rowsOf(read(file(rows, keys)));

  test('anchors as lists: the head has a number for each, and layers as wide as it are left alone', () => {
    const rows = ['[-1, 1, Conv, [255, 1, 1]]', '[-1, 1, Conv, [64, 3, 2]]', '[[0, 1], 1, Detect, [nc, anchors]]'];
    const keys = 'width_multiple: 0.5\nanchors:\n  - [10, 13, 16, 30, 33, 23]\n  - [30, 61, 62, 45, 59, 119]\n';
    const [first, second, head] = wild(rows, keys);
    expect([first?.out, second?.out]).toEqual(['[N, 255, 640, 640]', '[N, 32, 320, 320]']);
    expect(head).toMatchObject({ params: 255 * 256 + 255 * 33, out: `[N, ${3 * (640 * 640 + 320 * 320)}, 85]` });
  });

  test('YOLOv7’s head and re-parameterized convolution', () => {
    const rows = ['[-1, 1, Conv, [32, 3, 8]]', '[-1, 1, RepConv, [32]]', '[[0, 1], 1, IDetect, [nc, anchors]]'];
    const [, rep, head] = wild(rows, 'anchors: 3\n');
    expect(rep?.params).toBe(32 * 32 * 9 + 64 + (32 * 32 + 64) + 64);
    expect(head?.params).toBe(2 * (32 * 255 + 255 + 32 + 255));
  });

  test('YOLOv9’s head with a second set of levels', () => {
    const rows = ['[-1, 1, Silence, []]', '[-1, 1, Conv, [64, 3, 8]]', '[[1, 1], 1, DualDDetect, [nc]]'];
    const set =
      64 * 64 * 9 +
      128 +
      (64 * 16 * 9 + 128) +
      (64 * 16 + 64) +
      (64 * 128 * 9 + 256) +
      (128 * 128 * 9 + 256) +
      (128 * 80 + 80) +
      16;
    expect(wild(rows, 'anchors: 3\n')[2]).toMatchObject({ params: 2 * set, out: '[N, 84, 6400]' });
  });
});

describe('never throws', () => {
  const whole = `# convlint: input=64x64\n${file(
    [
      CONV,
      '[-1, 3, C2f, [32, True]]',
      '[[-1, 0], 1, CBFuse, [[0]]]',
      '[-1, 1, SPPF, [32, 5]]',
      '[[1, 3], 1, Detect, [nc]]',
    ],
    'scales: &s\n  n: [0.33, 0.25, 1024] # summary: 1 layers, 2 parameters\nactivation: nn.LeakyReLU(0.1)\nreg_max: 8\n',
  )}`;

  test('on any beginning of a file', () => {
    for (let end = 0; end <= whole.length; end++) {
      const text = whole.slice(0, end);
      if (!isModel('file:///a.yaml', text)) continue;
      const analysis = read(text);
      analysis.source.symbols();
      analysis.source.slotAt(end);
      analysis.source.completionsAt(end);
      analysis.source.referencesAt(end);
    }
  });

  test.each([
    'backbone: &a [[-1, 1, Conv, *a]]\nhead:\n',
    'backbone: [[[-1, [1]], [1], [Conv], {a: 1}]]\nhead: 3\n',
    'backbone:\n  - [-1, 1e9, Conv, [1e9, 3]]\n  - [-1, 999999999, C2f, [64]]\nhead:\n',
    'backbone:\n  - [-1, 1, __proto__, [64]]\n  - [-1, 1, constructor, []]\n  - [-1, 1, nn.toString, []]\nhead:\n',
    'nc: many\nscales: [1]\nanchors: {a: 1}\nreg_max: -1\nkpt_shape: 3\nbackbone:\n  - [-1, 1, Pose, [nc, kpt_shape]]\nhead:\n',
    'scales:\n  n: 3\n  s: [a, b]\nbackbone:\n  - [-1, 1, C2f, [.nan]]\nhead:\n',
    'backbone:\n  - [[], 1, Concat, [1]]\n  - [-1, 0, Conv, [8]]\n  - [-1, 1, CBFuse, [[7]]]\nhead:\n',
  ])('%j', (text) => {
    expect(() => findings(text)).not.toThrow();
  });

  test('repeats beyond reason stop at a limit', () => {
    const text = file(['[-1, 1000000, C2f, [64, True]]']);
    expect(findings(text)).toContain('limit-reached "1000000"');
  });
});
