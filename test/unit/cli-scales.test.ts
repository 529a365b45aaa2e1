// Scaled files on the command line: which scale, which file a name means, what the JSON says of it.
import { describe, expect, test } from 'vitest';
import { convlint, WORKING_FOLDER } from './cli-memory-host.ts';

const TEXT = `nc: 4
scales:
  n: [0.33, 0.25, 1024]
  s: [0.33, 0.50, 1024]
backbone:
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, Conv, [128, 3, 2]]
head:
  - [-1, 1, Classify, [nc]]
`;
const files = {
  [`${WORKING_FOLDER}/yolov8-tiny.yaml`]: TEXT,
  [`${WORKING_FOLDER}/yolov8-p6.yaml`]: TEXT,
  [`${WORKING_FOLDER}/spec.cnn.yaml`]: 'input: 8x8x3\nlayers:\n  - relu\n',
};
const shapes = (...args: string[]) => convlint({ files }, 'shapes', '--format', 'json', ...args);
const modelOf = (out: string) => JSON.parse(out).files[0].models[0];
/** Two Conv, and a classifier with 1280 channels inside. */
const paramsAt = (c1: number, c2: number) =>
  3 * c1 * 9 + 2 * c1 + c1 * c2 * 9 + 2 * c2 + (c2 * 1280 + 2 * 1280) + (1280 * 4 + 4);

describe('shapes', () => {
  test('the first scale where none is chosen', async () => {
    const { status, out } = await shapes('yolov8-tiny.yaml');
    expect(status).toBe(0);
    expect(JSON.parse(out).files[0]).toMatchObject({ file: 'yolov8-tiny.yaml', dialect: 'ultralytics', problems: [] });
    expect(modelOf(out)).toMatchObject({
      name: 'yolov8n-tiny',
      inputs: [['N', 3, 224, 224]],
      outputs: [['N', 4]],
      params: paramsAt(16, 32),
      trainableParams: paramsAt(16, 32),
      complete: true,
      gaps: [],
    });
    expect(modelOf(out).layers[0]).toMatchObject({
      path: 'model.0.conv',
      operator: 'conv2d',
      type: 'Conv2d',
      line: 6,
      column: 13,
      outputs: [['N', 16, 112, 112]],
      params: 432,
    });
  });

  test('--scale', async () => {
    expect(modelOf((await shapes('--scale', 's', 'yolov8-tiny.yaml')).out).params).toBe(paramsAt(32, 64));
  });

  test('a name that asks for a scale means the file without it', async () => {
    const { status, out } = await shapes('yolov8s-tiny.yaml');
    expect(status).toBe(0);
    expect(JSON.parse(out).files[0].file).toBe('yolov8s-tiny.yaml');
    expect(modelOf(out)).toMatchObject({ name: 'yolov8s-tiny', params: paramsAt(32, 64) });
    expect(modelOf((await shapes('yolov8s6.yaml')).out).params).toBe(paramsAt(32, 64));
    expect(modelOf((await shapes('--scale', 'n', 'yolov8s-tiny.yaml')).out).params).toBe(paramsAt(16, 32));
  });

  test('a name that means no file is refused by that name', async () => {
    const { status, err } = await shapes('yolov9s.yaml');
    expect(status).toBe(2);
    expect(err).toContain('yolov9s.yaml: no such file or folder');
  });

  test('a scale that the file does not have is refused with those that it has', async () => {
    const { status, err } = await shapes('--scale', 'q', 'yolov8-tiny.yaml');
    expect(status).toBe(2);
    expect(err).toContain('yolov8-tiny.yaml has no scale q: it has n, s');
  });

  test('a file without scales takes any', async () => {
    expect((await shapes('--scale', 's', 'spec.cnn.yaml')).status).toBe(0);
  });
});

describe('check', () => {
  const broken = { [`${WORKING_FOLDER}/m.yaml`]: TEXT.replace('[-1, 1, Conv, [128', '[7, 1, Conv, [128') };

  test('a mistake in a row, with place and dialect', async () => {
    const { status, out } = await convlint({ files: broken }, 'check', '--format', 'json');
    expect(status).toBe(1);
    const [file] = JSON.parse(out).files;
    expect(file).toMatchObject({ file: 'm.yaml', dialect: 'ultralytics', complete: false });
    expect(file.problems).toHaveLength(1);
    expect(file.problems[0]).toMatchObject({
      rule: 'bad-reference',
      severity: 'error',
      line: 7,
      column: 6,
      endLine: 7,
      endColumn: 7,
    });
  });

  test('another scale than the file has is only noted, because a folder has many files', async () => {
    const { status, err } = await convlint({ files }, 'check', '--scale', 'q');
    expect(status).toBe(0);
    expect(err).toContain('yolov8-tiny.yaml has no scale q: it has n, s');
  });

  test('sizes that do not fit say which do', async () => {
    const text = TEXT.replace(
      '  - [-1, 1, Classify',
      '  - [-1, 1, nn.Upsample, [None, 2, "nearest"]]\n  - [[-1, 0], 1, Concat, [1]]\n  - [-1, 1, Classify',
    );
    const machine = { files: { [`${WORKING_FOLDER}/m.yaml`]: text } };
    expect((await convlint(machine, 'check')).status).toBe(0);
    const { status, out } = await convlint(machine, 'check', '--input', '3x50x66');
    expect(status).toBe(1);
    expect(out).toContain('multiples of 4, such as 48×64 or 52×68.');
  });
});
