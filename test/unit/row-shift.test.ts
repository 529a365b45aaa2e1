// Positions that rows read, shifted when rows come or go: by the action that inserts, and afterwards.
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { applyEdits } from '../../server/src/base/span.ts';
import { followRows, insertRow, pendingShift, type RowHistory } from '../../server/src/ide/row-shift.ts';

const HEAD = 'nc: 2\nbackbone:\n';
const rows = (...lines: string[]) =>
  `${HEAD}${lines.map((line) => `  - ${line}\n`).join('')}head:\n  - [-1, 1, Classify, [nc]]\n`;
const TEXT = rows(
  '[-1, 1, Conv, [16, 3, 2]]',
  '[-1, 1, Conv, [32, 3, 2]]',
  '[-1, 1, nn.Upsample, [None, 2, "nearest"]]',
  '[[-1, 0], 1, Concat, [1]]',
  '[[-1, -3, 2], 1, Concat, [1]]',
);

function analysed(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///m.yaml', text });
  if (!analysis) throw new Error('no front end');
  return analysis;
}

/** What is offered after the text became each of these in turn. */
function offered(...texts: readonly string[]) {
  let history: RowHistory | undefined;
  for (const text of texts) history = followRows(history, analysed(text));
  const last = texts.at(-1) ?? '';
  const shift = pendingShift(history, analysed(last));
  return shift && { ...shift, text: applyEdits(last, shift.edits), history };
}

const lines = (text: string) => text.split('\n').flatMap((line) => /\[.*\d.*\]/.exec(line)?.[0] ?? []);

describe('inserting a row', () => {
  test('shifts what is behind it, and changes no shape', () => {
    const analysis = analysed(TEXT);
    const inserted = insertRow(analysis, TEXT.indexOf('[-1, 1, Conv, [32'));
    const text = applyEdits(TEXT, inserted?.edits ?? []);
    expect(text).toBe(
      rows(
        '[-1, 1, Conv, [16, 3, 2]]',
        '[-1, 1, nn.Identity, []]',
        '[-1, 1, Conv, [32, 3, 2]]',
        '[-1, 1, nn.Upsample, [None, 2, "nearest"]]',
        '[[-1, 0], 1, Concat, [1]]',
        '[[-1, -3, 3], 1, Concat, [1]]',
      ),
    );
    expect(analysed(text).models[0]?.totals.params).toBe(analysis.models[0]?.totals.params);
  });

  test('also of positions that count back beyond it', () => {
    const inserted = insertRow(analysed(TEXT), TEXT.indexOf('[[-1, 0]'));
    expect(lines(applyEdits(TEXT, inserted?.edits ?? [])).slice(3)).toEqual([
      '[-1, 1, nn.Identity, []]',
      '[[-1, 0], 1, Concat, [1]]',
      '[[-1, -4, 2], 1, Concat, [1]]',
      '[-1, 1, Classify, [nc]]',
    ]);
  });

  test('is not offered outside of rows', () => expect(insertRow(analysed(TEXT), 2)).toBeUndefined());
});

describe('after a row came', () => {
  const typed = TEXT.replace('  - [-1, 1, nn.Up', '  - \n  - [-1, 1, nn.Up');
  const more = typed.replace('  - \n', '  - [-1, 1, Conv, [32\n');
  const whole = typed.replace('  - \n', '  - [-1, 1, Conv, [32, 3, 1]]\n');

  test('nothing is offered before', () => expect(offered(TEXT)).toBeUndefined());

  test('the positions behind it are shifted', () => {
    const shift = offered(TEXT, typed, more, whole);
    expect(lines(shift?.text ?? '').slice(2)).toEqual([
      '[-1, 1, Conv, [32, 3, 1]]',
      '[-1, 1, nn.Upsample, [None, 2, "nearest"]]',
      '[[-1, 0], 1, Concat, [1]]',
      '[[-1, -4, 3], 1, Concat, [1]]',
      '[-1, 1, Classify, [nc]]',
    ]);
    expect(
      pendingShift(followRows(shift?.history, analysed(shift?.text ?? '')), analysed(shift?.text ?? '')),
    ).toBeUndefined();
  });

  test('a second row is shifted along with the first', () => {
    const twice = whole.replace('[32, 3, 1]]\n', '[32, 3, 1]]\n  - [-1, 1, Conv, [64, 3, 1]]\n');
    expect(lines(offered(TEXT, typed, whole, twice)?.text ?? '').at(-2)).toBe('[[-1, -5, 4], 1, Concat, [1]]');
  });

  test('what is edited elsewhere meanwhile does not matter', () => {
    const edited = whole.replace('[16, 3, 2]', '[24, 3, 2]').replace('"nearest"', '"bilinear"');
    const shift = offered(TEXT, whole, edited);
    expect(shift?.at).toBe(2);
    expect(lines(shift?.text ?? '').at(-2)).toBe('[[-1, -4, 3], 1, Concat, [1]]');
  });

  test('a row that its author has shifted is left alone', () => {
    expect(offered(TEXT, whole, whole.replace('-3, 2]', '-3, 3]'))).toBeUndefined();
  });

  test('taking it back offers nothing', () => expect(offered(TEXT, whole, TEXT)).toBeUndefined());

  test('another text altogether offers nothing', () => {
    const other = rows('[-1, 1, Conv, [8, 3, 2]]', '[[-1, 0], 1, Concat, [1]]');
    expect(offered(TEXT, other)).toBeUndefined();
  });
});

test('after a row went, positions behind it are shifted, but not those that meant it', () => {
  const text = rows(
    '[-1, 1, Conv, [16, 3, 2]]',
    '[-1, 1, Conv, [16, 3, 1]]',
    '[-1, 1, Conv, [16, 3, 1]]',
    '[[-1, 1], 1, Concat, [1]]',
    '[[-1, 2, 3], 1, Concat, [1]]',
  );
  const gone = text.replace('  - [-1, 1, Conv, [16, 3, 2]]\n', '');
  expect(lines(offered(text, gone)?.text ?? '').slice(2)).toEqual([
    '[[-1, 0], 1, Concat, [1]]',
    '[[-1, 1, 2], 1, Concat, [1]]',
    '[-1, 1, Classify, [nc]]',
  ]);
});
