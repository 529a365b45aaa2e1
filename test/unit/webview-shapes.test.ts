// The table of shapes apart from its elements: the tree, what shows, what is written, what is copied, what the keys do.
import { describe, expect, test } from 'vitest';
import { cellsIn, columnOf, wordsOf } from '../../client/src/webview/shapes/columns.ts';
import { closedAround, type Entry, entriesAt, entriesOf } from '../../client/src/webview/shapes/entries.ts';
import { toCsv, toMarkdown } from '../../client/src/webview/shapes/export.ts';
import { keyAction } from '../../client/src/webview/shapes/keys.ts';
import { isHostMessage, isPanelMessage, isPanelState, type Sheet } from '../../client/src/webview/shapes/messages.ts';
import { fill, TEXT_NAMES, type Texts } from '../../client/src/webview/shapes/texts.ts';
import { statusText, totalsOf } from '../../client/src/webview/shapes/totals.ts';
import { nextSort, sumsOf, viewOf, type Wish } from '../../client/src/webview/shapes/view.ts';
import type { BlockRow, LayerRow, ModelTable } from '../../server/src/protocol.ts';

const lines = (first: number, last = first) => ({
  start: { line: first, character: 4 },
  end: { line: last, character: 9 },
});

const layer = (index: number, path: string, changes: Partial<LayerRow> = {}): LayerRow => ({
  index,
  path,
  operator: 'conv2d',
  type: 'conv',
  range: lines(index + 2),
  block: null,
  inputs: ['8×8×3'],
  outputs: ['8×8×4'],
  kernel: '3×3',
  stride: '1',
  padding: '1',
  params: 112,
  share: 0.1,
  macs: 6912,
  bytes: 1024,
  receptiveField: [3, 3],
  severity: null,
  why: null,
  ...changes,
});

const block = (path: string, first: number, end: number, parent: number | null = null): BlockRow => ({
  path,
  type: 'residual',
  range: lines(first + 2, end + 1),
  parent,
  first,
  end,
  inputs: ['8×8×3'],
  outputs: ['8×8×4'],
  params: 0,
  share: 0,
  macs: 0,
  bytes: 0,
});

const relu = {
  operator: 'relu',
  type: 'relu',
  kernel: null,
  stride: null,
  padding: null,
  params: 0,
  share: 0,
  macs: 0,
};

/** stem; stage [ stage.a, stage.inner [ stage.inner.b, stage.inner.relu ] ]; head. */
const model: ModelTable = {
  name: 'Tiny',
  range: lines(0, 9),
  inputs: [{ name: 'image', shape: '8×8×3' }],
  outputs: [{ name: 'out', shape: '10' }],
  rows: [
    layer(0, 'stem', { params: 300, lastLine: 4, range: lines(2) }),
    layer(1, 'stage.a', { block: 0, range: lines(6) }),
    layer(2, 'stage.inner.b', { block: 1, params: 900, outputs: ['4×4×8'], range: lines(7) }),
    layer(3, 'stage.inner.relu', { block: 1, ...relu, range: lines(8) }),
    layer(4, 'head', {
      operator: 'linear',
      type: 'linear',
      outputs: ['?'],
      kernel: null,
      stride: null,
      padding: null,
      params: null,
      share: null,
      macs: null,
      bytes: null,
      receptiveField: 'all',
      why: 'the input is not known',
      range: lines(9),
    }),
  ],
  blocks: [block('stage', 1, 4), block('stage.inner', 2, 4, 0)],
  totals: {
    layers: 5,
    params: 1_234_567,
    trainableParams: 1_234_000,
    macs: 4_089_184_256,
    activationBytes: 3 * 2 ** 20,
    parameterBytes: 4 * 1_234_567,
    complete: false,
  },
  gaps: [],
};

const texts = Object.fromEntries(TEXT_NAMES.map((name) => [name, `${name} {0} {1}`.trim()])) as Texts;
const words = wordsOf({ ...texts, shareOf: '{0}, {1} of all', layersOf: '{0} of {1}', layers: '{0} layers' }, 'en');
const sheet: Sheet = {
  uri: 'file:///tiny.cnn.yaml',
  version: 1,
  batch: 1,
  dtype: 'float32',
  models: ['Tiny'],
  selected: 0,
  model,
};

const entries = entriesOf(model);
const names = (list: readonly Entry[]) => list.map(({ name }) => name);
const view = (wish: Partial<Wish>, of = entries) =>
  viewOf(of, { filter: '', sort: null, closed: new Set(), ...wish }, (column) => columnOf(column)?.sortValue);
const find = (name: string): Entry => {
  const entry = entries.find((each) => each.name === name);
  if (!entry) throw new Error(`no entry ${name}`);
  return entry;
};

describe('the tree', () => {
  test('blocks stand before their layers, and names are short inside them', () => {
    expect(entries.map(({ level, name }) => `${level} ${name}`)).toEqual([
      '1 image',
      '1 stem',
      '1 stage',
      '2 a',
      '2 inner',
      '3 b',
      '3 relu',
      '1 head',
    ]);
  });

  test('keys are unique where paths are not', () => {
    const twice = entriesOf({ ...model, rows: [layer(0, 'x'), layer(1, 'x'), layer(2, '')], blocks: [] });
    expect(new Set(twice.map(({ key }) => key)).size).toBe(4);
  });

  test('empty blocks, at the end too, and unknown parents do no harm', () => {
    const odd = entriesOf({ ...model, blocks: [block('empty', 0, 0), block('last', 5, 5, 99)] });
    expect(names(odd)).toEqual([
      'image',
      'empty',
      'stem',
      'stage.a',
      'stage.inner.b',
      'stage.inner.relu',
      'head',
      'last',
    ]);
  });

  test('a closed block hides what is in it, deeper blocks too', () => {
    expect(names(view({ closed: new Set([find('stage').key]) }).lines)).toEqual(['image', 'stem', 'stage', 'head']);
    expect(closedAround(find('b'), new Set([find('inner').key, find('stage').key]))).toBe(find('stage'));
  });
});

describe('the cursor', () => {
  test.each([
    [2, ['stem']],
    [4, ['stem']],
    [5, ['inner']],
    [7, ['b']],
    [40, []],
  ])('on line %i stands on %j', (line, expected) => expect(names(entriesAt(entries, line))).toEqual(expected));

  test('a block is found where no layer of it is', () => {
    const apart = entriesOf({ ...model, blocks: [{ ...block('stage', 1, 4), range: lines(5) }] });
    expect(names(entriesAt(apart, 5))).toEqual(['stage']);
  });

  test('code that runs twice has several rows', () => {
    const twice = entriesOf({ ...model, rows: [layer(0, 'a'), layer(1, 'b', { range: lines(2) })], blocks: [] });
    expect(names(entriesAt(twice, 2))).toEqual(['a', 'b']);
  });

  test('a layer is found where it is made, if nothing is called there', () => {
    const rows = [layer(0, 'a', { range: lines(7), made: { range: lines(3) } }), layer(1, 'b', { range: lines(8) })];
    const called = entriesOf({ ...model, rows, blocks: [] });
    expect([3, 7, 8].map((line) => names(entriesAt(called, line)))).toEqual([['a'], ['a'], ['b']]);
    const elsewhere = { ...rows[0], made: { range: lines(3), uri: 'file:///b' } } as (typeof rows)[number];
    expect(entriesAt(entriesOf({ ...model, rows: [elsewhere], blocks: [] }), 3)).toEqual([]);
  });

  test('layers of other files are not on any line of this one', () => {
    const elsewhere = entriesOf({ ...model, rows: [layer(0, 'a', { uri: 'file:///b' })], blocks: [] });
    expect(entriesAt(elsewhere, 2)).toEqual([]);
  });
});

describe('filter and sort', () => {
  test('a filter keeps what has every word, with the blocks around it, closed or not', () => {
    const { lines, matches } = view({ filter: ' RELU inner', closed: new Set([find('stage').key]) });
    expect(names(lines)).toEqual(['stage', 'inner', 'relu']);
    expect(names(matches ?? [])).toEqual(['relu']);
  });

  test('a block that matches keeps all that is in it', () => {
    expect(names(view({ filter: 'residual' }).lines)).toEqual(['stage', 'a', 'inner', 'b', 'relu']);
  });

  test('sorted lines are layers alone; unknowns stand last in both directions', () => {
    const sort = { column: 'params', descending: true };
    expect(names(view({ sort }).lines)).toEqual(['b', 'stem', 'a', 'relu', 'head']);
    expect(names(view({ sort: { ...sort, descending: false } }).lines)).toEqual(['relu', 'a', 'stem', 'b', 'head']);
  });

  test('a filter and a sort go together; an unknown column sorts nothing', () => {
    expect(names(view({ filter: 'conv', sort: { column: 'params', descending: true } }).lines)).toEqual([
      'b',
      'stem',
      'a',
    ]);
    expect(view({ sort: { column: 'colour', descending: true } }).flat).toBe(false);
  });

  test('clicks on a header: one way, the other way, the order of the model', () => {
    const first = nextSort(null, 'macs', true);
    const second = nextSort(first, 'macs', true);
    expect([first?.descending, second?.descending, nextSort(second, 'macs', true)]).toEqual([true, false, null]);
    expect(nextSort(first, 'layer', false)).toEqual({ column: 'layer', descending: false });
  });

  test('sums say when something was unknown', () => {
    const { matches } = view({ filter: 'conv' });
    expect(sumsOf(matches ?? [])).toEqual({ params: 1312, macs: 20_736, bytes: 3072, complete: true });
    expect(sumsOf(view({ filter: 'head' }).matches ?? [])).toEqual({ params: 0, macs: 0, bytes: 0, complete: false });
  });
});

describe('cells', () => {
  const cell = (name: string, column: string, language = 'en') =>
    columnOf(column)?.cell(find(name), wordsOf(words.texts, language));

  test('numbers follow the language', () => {
    expect(cell('b', 'params')?.hint).toBe('900, 10% of all');
    expect(totalsOf(sheet, view({}), words).get('params')?.text).toBe('≥ 1,234,567');
    expect(totalsOf(sheet, view({}), wordsOf(texts, 'pt-br')).get('params')?.text).toBe('≥ 1.234.567');
    expect(totalsOf(sheet, view({}), wordsOf(texts, 'pt-br')).get('macs')?.text).toBe('≥ 4,09 G');
    expect(totalsOf(sheet, view({}), words).get('memory')?.text).toBe('≥ 3 MiB');
  });

  test('what is not known is a question mark that says why', () => {
    expect(cell('head', 'params')).toMatchObject({ text: '?', unknown: true });
    expect(cell('head', 'output')?.hint).toContain('the input is not known');
  });

  test('a stride of one goes without saying', () => {
    expect(cell('b', 'kernel')?.text).toBe('3×3');
    const strided = entriesOf({ ...model, rows: [layer(0, 'x', { stride: '2' })], blocks: [] }).at(-1);
    expect(strided && columnOf('kernel')?.cell(strided, words).text).toBe('3×3 / 2');
  });

  test('a receptive field may be the whole input', () => expect(cell('head', 'field')?.text).toContain('fieldAll'));

  test.each([
    ['32×32×10', 10_240],
    ['[N, 10, 32, 32]', 10_240],
    ['[4N, 10]', 40],
    ['[N, ?, 3]', undefined],
    ['N', undefined],
  ])('%s has %s cells', (shape, cells) => expect(cellsIn(shape)).toBe(cells));

  test('the status counts what the filter leaves', () => {
    expect(statusText(sheet, view({}), words)).toBe('5 layers');
    expect(statusText(sheet, view({ filter: 'conv' }), words)).toBe('3 of 5');
  });
});

describe('what is copied', () => {
  test('Markdown has every layer, closed or not, and the totals', () => {
    const markdown = toMarkdown(sheet, entries, view({ closed: new Set([find('stage').key]) }), words).split('\n');
    expect(markdown).toHaveLength(2 + model.rows.length + 2);
    expect(markdown[4]).toBe('| stage.inner.b | conv | 4×4×8 | 3×3 | 900 | 6,912 | 1 KiB | 3×3 |');
    expect(markdown.at(-2)).toContain('≥ 1,234,567');
    expect(new Set(markdown.slice(0, -1).map((line) => line.split(/(?<!\\)\|/).length)).size).toBe(1);
  });

  test('Markdown of a filtered table sums what it shows', () => {
    const markdown = toMarkdown(sheet, entries, view({ filter: 'conv' }), words);
    expect(markdown.split('\n').at(-2)).toContain('| 1,312 |');
  });

  test('pipes do not break a Markdown table', () => {
    const piped = { ...model, rows: [layer(0, 'a|b')], blocks: [] };
    const all = entriesOf(piped);
    expect(toMarkdown({ ...sheet, model: piped }, all, view({}, all), words)).toContain('| a\\|b | conv |');
  });

  test('CSV has plain numbers, quotes what needs it, and defuses formulas', () => {
    const odd = { ...model, rows: [layer(0, '=a,"b"', { params: 1_234_567, macs: null })], blocks: [] };
    const all = entriesOf(odd);
    const [head, row, end] = toCsv(all, view({}, all)).split('\r\n');
    expect(head).toBe(
      'index,path,operator,type,line,inputs,outputs,kernel,stride,padding,params,macs,bytes,receptive_field',
    );
    expect(row).toBe(`0,"'=a,""b""",conv2d,conv,3,8×8×3,8×8×4,3×3,1,1,1234567,,1024,3×3`);
    expect(end).toBe('');
  });

  test('CSV of a sorted table keeps its order', () => {
    const csv = toCsv(entries, view({ sort: { column: 'params', descending: true } })).split('\r\n');
    expect(csv[1]).toContain('stage.inner.b');
  });
});

describe('keys', () => {
  const closed = new Set<string>();
  const press = (key: string, name: string, changes: Partial<{ closed: ReadonlySet<string>; flat: boolean }> = {}) =>
    keyAction(key, { lines: entries, closed, flat: false, active: entries.indexOf(find(name)), page: 3, ...changes });

  test.each([
    ['ArrowDown', 'image', 1],
    ['ArrowUp', 'image', 0],
    ['PageDown', 'image', 3],
    ['PageUp', 'head', 4],
    ['Home', 'head', 0],
    ['End', 'image', 7],
    ['ArrowLeft', 'b', 4],
    ['ArrowRight', 'stage', 3],
  ])('%s on %s goes to line %i', (key, name, to) => expect(press(key, name)).toEqual({ do: 'move', to }));

  test('left closes a block, right opens it, and a sorted table has none', () => {
    const stage = find('stage');
    expect(press('ArrowLeft', 'stage')).toEqual({ do: 'toggle', entry: stage, close: true });
    expect(press('ArrowRight', 'stage', { closed: new Set([stage.key]) })).toEqual({
      do: 'toggle',
      entry: stage,
      close: false,
    });
    expect(press('ArrowLeft', 'stage', { flat: true })).toBeUndefined();
  });

  test('Enter goes to the file, Space shows it; other keys are left alone', () => {
    expect(press('Enter', 'b')).toMatchObject({ do: 'reveal', focus: true });
    expect(press(' ', 'b')).toMatchObject({ do: 'reveal', focus: false });
    expect(press('x', 'b')).toBeUndefined();
    expect(press('constructor', 'b')).toBeUndefined();
    expect(keyAction('End', { lines: [], closed, flat: false, active: 0, page: 1 })).toBeUndefined();
  });
});

describe('messages', () => {
  const through = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  test('what the host sends is let through', () => {
    expect(isHostMessage(through({ type: 'sheet', sheet }))).toBe(true);
    expect(isHostMessage(through({ type: 'sheet', sheet: null }))).toBe(true);
    expect(isHostMessage(through({ type: 'start', language: 'en', texts, uri: 'file:///a' }))).toBe(true);
    expect(isHostMessage({ type: 'cursor', line: 3 })).toBe(true);
  });

  test.each([
    null,
    'ready',
    [],
    {},
    { type: 'sheet' },
    { type: 'cursor', line: -1 },
    { type: 'cursor', line: 0.5 },
    { type: 'toString' },
    { type: '__proto__' },
    { type: 'start', language: 'en', texts: { ...texts, table: 1 }, uri: '' },
    { type: 'sheet', sheet: { ...sheet, model: { ...model, rows: [{ ...model.rows[0], params: 'many' }] } } },
  ])('the panel leaves %j alone', (message) => expect(isHostMessage(message)).toBe(false));

  test('what a panel sends is let through', () => {
    expect(isPanelMessage({ type: 'ready' })).toBe(true);
    expect(isPanelMessage({ type: 'reveal', place: { kind: 'layer', index: 4 }, focus: true })).toBe(true);
    expect(isPanelMessage({ type: 'copy', text: '| a |' })).toBe(true);
  });

  test.each([
    { type: 'reveal', place: { kind: 'file', index: 0 }, focus: true },
    { type: 'reveal', place: { kind: 'layer', index: -1 }, focus: true },
    { type: 'reveal', uri: 'file:///etc/passwd', focus: true },
    { type: 'copy', text: 4 },
    { type: 'select', model: 'x' },
  ])('the host leaves %j alone', (message) => expect(isPanelMessage(message)).toBe(false));

  test('a kept state is believed only when whole', () => {
    const state = { uri: 'file:///a', model: 'Tiny', sort: null, filter: '', closed: [], scroll: 0 };
    expect(isPanelState(state)).toBe(true);
    expect(isPanelState({ ...state, sort: { column: 'params' } })).toBe(false);
    expect(isPanelState(undefined)).toBe(false);
  });

  test('placeholders are filled once', () => expect(fill('{0} of {1}, {2}', '{1}', 'b')).toBe('{1} of b, {2}'));
});
