// What the front end of the YOLO family says of places: rows, arguments, positions, completion, outline, edits.
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/base/span.ts';
import { read } from './ultralytics-helpers.ts';

const TEXT = `nc: 80
scales:
  n: [0.33, 0.25, 1024]
backbone:
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 6, C2f, [128, True]]
  - [[-1, 0], 1, Concat, [1]]
head:
  - [1, 1, nn.MaxPool2d, [2, 2]]
`;
const analysis = read(TEXT);
const { source } = analysis;
const at = (word: string, inside = 0) => TEXT.indexOf(word) + inside;
const slice = ({ start, end }: { readonly start: number; readonly end: number }) => TEXT.slice(start, end);

describe('slots', () => {
  test('a row is its module, as it takes effect', () => {
    const slot = source.slotAt(at('C2f', 1));
    expect(slot).toMatchObject({
      kind: 'layer',
      module: {
        name: 'C2f',
        signature: 'C2f(c2, shortcut=False, g=1, e=0.5)',
        repeats: 2,
        index: 1,
        usedBy: [2, 3],
        arguments: [
          { name: 'c2', written: '128', value: 32, changed: 'scaled' },
          { name: 'shortcut', written: 'True', value: true },
          { name: 'g', value: 1 },
          { name: 'e', value: 0.5 },
        ],
      },
    });
  });

  test('an argument', () => {
    expect(source.slotAt(at('128', 1))).toMatchObject({ kind: 'argument', argument: { name: 'c2', value: 32 } });
  });

  test('an argument of torch.nn is an attribute', () => {
    const slot = source.slotAt(at('2, 2]]\n', 0));
    expect(slot).toMatchObject({ kind: 'attribute', operator: 'max-pool2d', attribute: 'kernel' });
  });

  test('a position leads to its row', () => {
    const slot = source.slotAt(at('[[-1, 0]', 6));
    expect(slot?.kind === 'reference' && slot.target.start).toBe(at('Conv'));
  });

  test('a key', () => {
    expect(source.slotAt(at('scales'))).toMatchObject({ kind: 'key', key: 'scales' });
  });
});

test('references: the row, and the positions that name it', () => {
  expect(source.referencesAt(at('C2f')).map(slice)).toEqual(['C2f', '-1', '1']);
  expect(source.referencesAt(at('[1, 1, nn', 1)).map(slice)).toEqual(['C2f', '-1', '1']);
});

test('outline', () => {
  const [model] = source.symbols();
  expect(model?.children.map(({ name, children }) => [name, children.map((row) => row.name)])).toEqual([
    ['backbone', ['0 Conv', '1 C2f', '2 Concat']],
    ['head', ['3 nn.MaxPool2d']],
  ]);
});

test('rows', () => {
  expect(source.rows?.().map(({ from }) => from.map(({ value }) => value))).toEqual([[-1], [-1], [-1, 0], [1]]);
});

describe('completion', () => {
  const labels = (text: string, offset = text.length) =>
    read(text)
      .source.completionsAt(offset)
      ?.items.map(({ label }) => label) ?? [];

  test('keys that are not there', () => {
    expect(labels(`${TEXT}\n`)).toContain('activation');
    expect(labels(`${TEXT}\n`)).not.toContain('nc');
  });

  test('positions, newest first', () => {
    expect(labels(`${TEXT}  - [`)).toEqual(['-1', '3', '2', '1', '0']);
    expect(labels(`${TEXT}  - [[-1, `)).toContain('2');
  });

  test('modules of the library and of torch.nn, with what they need', () => {
    const text = `${TEXT}  - [-1, 1, C`;
    const items = read(text).source.completionsAt(text.length)?.items ?? [];
    expect(items.find(({ label }) => label === 'Conv')?.insert).toMatch(/^Conv, \[.*c2.*\]$/);
    expect(items.map(({ label }) => label)).toContain('nn.Upsample');
  });

  test('values of arguments', () => {
    expect(labels(`${TEXT}  - [-1, 1, C2f, [64, `)).toEqual(['False', 'True']);
    expect(labels(`${TEXT}  - [-1, 1, Classify, [`)).toContain('nc');
  });

  test('nothing in comments', () => {
    expect(labels(`${TEXT}  # [-1, 1, C`)).toEqual([]);
  });
});

describe('edits', () => {
  test('a number that the row writes', () => {
    const [layer] = analysis.models[0]?.graph.layers ?? [];
    if (!layer) throw new Error('no layer');
    const set = (attribute: string) => source.renderEdit({ kind: 'set-attribute', layer, attribute, value: 1 });
    expect(applyEdits(TEXT, set('stride') ?? [])).toContain('Conv, [64, 3, 1]');
    // Scaled by the width, so no number here says what comes out.
    expect(set('outChannels')).toBeUndefined();
    expect(set('dilation')).toBeUndefined();
  });
});
