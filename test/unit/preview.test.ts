// The preview apart from its elements: inputs, filters, what fits, the arithmetic in words, pictures as data, files, messages.
import { describe, expect, test } from 'vitest';
import { cellArithmetic, judgements } from '../../client/src/webview/preview/arithmetic.ts';
import { changedCells, compute, countOf, stepCount } from '../../client/src/webview/preview/computed.ts';
import { depthWords, sourcesOf } from '../../client/src/webview/preview/depth-scene.ts';
import { FILTER_KINDS, filterOf } from '../../client/src/webview/preview/filters.ts';
import { fitOf, isBad } from '../../client/src/webview/preview/fit.ts';
import { GifWriter } from '../../client/src/webview/preview/gif.ts';
import { imageSize } from '../../client/src/webview/preview/images.ts';
import {
  gridOfPixels,
  INPUT_KINDS,
  inputOf,
  parseGrid,
  parseNumber,
  shifted,
  withCell,
} from '../../client/src/webview/preview/inputs.ts';
import {
  isHostMessage,
  isPanelMessage,
  isPanelState,
  keptSetup,
  setupFromKept,
} from '../../client/src/webview/preview/messages.ts';
import { svgText } from '../../client/src/webview/preview/paint-svg.ts';
import type { Palette } from '../../client/src/webview/preview/palette.ts';
import {
  animationOf,
  depthView,
  pictureWords,
  type Shown,
  sceneOf,
  sizeWords,
  stepLabel,
} from '../../client/src/webview/preview/pictures.ts';
import { hasMaps, PAINTS, type Shape } from '../../client/src/webview/preview/scene.ts';
import { FIRST_SETUP, PICTURES, type Setup, setupFor } from '../../client/src/webview/preview/setup.ts';
import { runsOf, shrinkWords } from '../../client/src/webview/preview/shrink-scene.ts';
import { TEXT_NAMES, type Texts, wordsOf } from '../../client/src/webview/preview/texts.ts';
import { ticksOf, withValue } from '../../client/src/webview/preview/ticks.ts';
import type { PreviewAxes, PreviewAxis, PreviewLayer, PreviewStep } from '../../server/src/protocol.ts';

/** Texts that show their name and what is put in. */
const TEXTS = Object.fromEntries(TEXT_NAMES.map((name) => [name, `${name} {0} {1} {2}`])) as Texts;
const words = wordsOf(TEXTS, 'en');

const axis = (input: number, kernel: number, stride: number, padding = 0): PreviewAxis => ({
  input,
  kernel,
  stride,
  padding: [padding, padding],
  dilation: 1,
  ceil: false,
  outputPadding: 0,
});
const square = (...numbers: Parameters<typeof axis>): PreviewAxes => [axis(...numbers), axis(...numbers)];
const setup = (change: Partial<Setup>): Setup => ({ ...FIRST_SETUP, ...change });

const STEP: PreviewStep = { kind: 'conv', type: 'conv', path: '', axes: square(32, 5, 1), channels: [3, 10] };
const LAYER: PreviewLayer = {
  ...STEP,
  uri: 'file:///a.cnn.yaml',
  version: 3,
  model: 0,
  layer: 0,
  range: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } },
  rank: 2,
  others: [],
  groups: 1,
  countIncludePad: true,
  divisor: null,
  norm: 2,
  framework: null,
  exact: true,
  editable: ['kernel'],
  run: [STEP, { ...STEP, axes: square(28, 5, 1), channels: [10, 10] }],
  at: 0,
};

function shown(change: Partial<Setup>, layer: PreviewLayer | null = null): Shown {
  const all = setup(change);
  return { setup: all, layer, computed: compute(all, layer?.channels[0]), pointed: undefined, width: 900 };
}

/** Every shape, groups opened. */
function* every(shapes: readonly Shape[]): Iterable<Shape> {
  for (const shape of shapes) {
    yield shape;
    if (shape.kind === 'group') yield* every(shape.children);
  }
}

describe('inputs', () => {
  test.each(INPUT_KINDS)('%s fills any size with numbers', (kind) => {
    for (const size of [
      [1, 1],
      [4, 7],
      [28, 28],
    ] as const) {
      const grid = inputOf(kind, size, 5);
      expect([grid.rows, grid.columns, grid.values.length]).toEqual([...size, size[0] * size[1]]);
      expect(grid.values.every(Number.isFinite)).toBe(true);
    }
  });

  test('a seed gives the same map again, another one another', () => {
    expect(inputOf('random', [8, 8], 1)).toEqual(inputOf('random', [8, 8], 1));
    expect(inputOf('random', [8, 8], 1)).not.toEqual(inputOf('random', [8, 8], 2));
  });

  test.each([
    ['1,2\n3,4', [1, 2, 3, 4]],
    ['1;2,5\r\n-3;4\r\n', [1, 2.5, -3, 4]],
    ['1\t2\n3\t4', [1, 2, 3, 4]],
    ['1 2\n3  4', [1, 2, 3, 4]],
  ])('a table %j', (text, values) => {
    const parsed = parseGrid(text);
    expect('grid' in parsed && [...parsed.grid.values]).toEqual(values);
  });

  test.each([
    ['', 'empty'],
    [' \n ', 'empty'],
    ['1,2\n3', 'ragged'],
    ['1,two', 'not-a-number'],
    ['1,,2', 'not-a-number'],
    ['0\n'.repeat(2000), 'too-large'],
    [`${'0,'.repeat(2000)}0`, 'too-large'],
  ])('a table that is none: %j', (text, problem) => {
    expect(parseGrid(text)).toMatchObject({ problem });
  });

  test('numbers as people write them', () => {
    expect([parseNumber(' −2,5 '), parseNumber('1e3'), parseNumber('.5')]).toEqual([-2.5, 1000, 0.5]);
    for (const text of ['', 'x', '1x', 'NaN', 'Infinity', '0x10', '1e999']) expect(parseNumber(text)).toBeUndefined();
  });

  test('a cell is changed in a copy; a cell that is not there is not', () => {
    const before = inputOf('ramp', [2, 2], 1);
    expect([...withCell(before, 1, 0, 9).values]).toEqual([0, 1, 9, 3]);
    expect([...withCell(before, 5, 5, 9).values]).toEqual([...before.values]);
  });

  test('moving repeats the edge', () => {
    expect([...shifted(inputOf('ramp', [2, 3], 1), [0, 1]).values]).toEqual([0, 0, 1, 3, 3, 4]);
    expect([...shifted(inputOf('ramp', [2, 3], 1), [-1, 0]).values]).toEqual([3, 4, 5, 3, 4, 5]);
  });

  test('pixels become brightness', () => {
    expect([...gridOfPixels(Uint8ClampedArray.of(255, 255, 255, 255, 0, 0, 0, 255), [1, 2]).values]).toEqual([255, 0]);
  });
});

describe('filters', () => {
  test.each(FILTER_KINDS)('%s has weights of any size', (kind) => {
    for (let side = 1; side <= 7; side++) {
      const grid = filterOf(kind, [side, side], 3);
      expect(grid.values).toHaveLength(side * side);
      expect(grid.values.every(Number.isFinite)).toBe(true);
      expect(grid.values.some((value) => value !== 0)).toBe(kind !== 'edges' || side > 1);
    }
  });

  test('Sobel’s own', () => {
    expect([...filterOf('sobel-x', [3, 3], 1).values]).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1]);
    expect([...filterOf('sobel-y', [3, 3], 1).values]).toEqual([-1, -2, -1, 0, 0, 0, 1, 2, 1]);
  });
});

describe('what fits', () => {
  test.each([
    ['4, 2×2/2', axis(4, 2, 2), 'pool', 'fits', []],
    ['7, 3×3/3', axis(7, 3, 3), 'conv', 'lost', [6]],
    ['ResNet’s 224, 7×7/2, 3', axis(224, 7, 2, 3), 'conv', 'padding', []],
    ['a shortcut’s 56, 1×1/2', axis(56, 1, 2), 'conv', 'gap', [55]],
    ['4, 7×7', axis(4, 7, 1), 'conv', 'vanishes', []],
    ['padding 2 on 3×3', axis(8, 3, 1, 2), 'pool', 'too-much-padding', []],
    ['ceil', { ...axis(7, 3, 3), ceil: true }, 'pool', 'fits', []],
    ['transposed away', { ...axis(1, 3, 1, 2), outputPadding: 0 }, 'conv-transpose', 'vanishes', []],
  ] as const)('%s', (_, window, operation, verdict, unreadAtEnd) => {
    expect(fitOf(window, operation)).toMatchObject({ verdict, unreadAtEnd });
  });

  test('a slider marks the values that do not fit', () => {
    const bad = ticksOf(square(7, 3, 1), 'both', 'stride', 'conv', words).filter((tick) => tick.bad);
    expect(bad.map(({ value }) => value)).toEqual([3, 5, 6]);
    expect(bad[0]?.about).toBe('→ 2.33');
  });

  test('an axis alone can be moved', () => {
    const [rows, columns] = withValue(square(7, 3, 1), 0, 'padding', 2);
    expect([rows.padding, columns.padding]).toEqual([
      [2, 2],
      [0, 0],
    ]);
  });

  test('words name what is never read, in each framework’s name', () => {
    const { axes, fits, operation } = compute(setup({ operation: 'conv', axes: square(7, 3, 3) }));
    const [spec] = judgements({ axes, fits, operation }, null, words);
    expect(spec).toMatchObject({ bad: true });
    expect(spec?.formula).toContain('(7 − 3)/3 + 1 = 2.33, ⌊2.33⌋ = 2');
    expect(spec?.words).toContain('doesNotFit 2.33 2');
    expect(spec?.words).toContain('RowUnread 7');
    expect(judgements({ axes, fits, operation }, 'PyTorch', words)[0]?.words).toContain('doesNotFitFor 2.33 2 PyTorch');
    expect(fits.every(isBad)).toBe(true);
  });

  test('axes that differ are judged apart', () => {
    const computed = compute(setup({ operation: 'conv', axes: [axis(7, 3, 1), axis(7, 3, 3)] }));
    expect(judgements(computed, null, words).map(({ bad }) => bad)).toEqual([false, true]);
  });
});

describe('arithmetic', () => {
  const lines = (change: Partial<Setup>, place: readonly [number, number] = [0, 0]) => {
    const computed = compute(setup(change));
    return computed.outputs.map((output) => cellArithmetic(computed, output, place, words));
  };

  test('the course’s three', () => {
    expect(lines({})).toEqual([
      ['max(1, 1, 5, 6) = 6'],
      ['(1 + 1 + 5 + 6) / 4 = 3.25'],
      ['√(1² + 1² + 5² + 6²) = 7.94'],
    ]);
  });

  test('padding in an average, counted or not', () => {
    const axes = square(4, 3, 2, 1);
    expect(lines({ axes, pooling: 'avg' })).toEqual([['(1 + 1 + 5 + 6 + 0 + 0 + 0 + 0 + 0) / 9 = 1.44']]);
    expect(lines({ axes, pooling: 'avg', countIncludePad: false })).toEqual([['(1 + 1 + 5 + 6) / 4 = 3.25']]);
  });

  test('a window that the edge clips in ceil mode', () => {
    const clipped = { ...axis(3, 2, 2), ceil: true };
    expect(lines({ axes: [clipped, clipped], pooling: 'avg' }, [1, 1])).toEqual([['(1) / 1 = 1']]);
    expect(lines({ axes: [clipped, clipped], pooling: 'lp' }, [1, 1])).toEqual([['√((1²)·4/1) = 2']]);
  });

  test('a filter, row by row, with minus signs', () => {
    expect(lines({ operation: 'conv', axes: square(4, 3, 1) })).toEqual([
      ['1·(−1) + 1·0 + 2·1', '+ 5·(−2) + 6·0 + 7·2', '+ 3·(−1) + 2·0 + 1·1 = 3'],
    ]);
  });

  test('1×1 reads across channels', () => {
    const computed = compute(setup({ operation: 'conv', axes: square(4, 1, 1) }));
    expect(computed.inputs).toHaveLength(3);
    expect(lines({ operation: 'conv', axes: square(4, 1, 1) })).toEqual([['1·0.5 + 1·(−1) + 4·2 = 7.5']]);
  });

  test('a transposed output sums what was laid onto it', () => {
    const [line] = lines(
      { operation: 'conv-transpose', axes: square(3, 3, 2), filter: { kind: 'blur', seed: 1 } },
      [2, 2],
    );
    expect(line).toEqual(['1·0.11 + 1·0.11 + 5·0.11 + 6·0.11 = 1.44']);
  });
});

describe('pictures', () => {
  const setups: readonly (readonly [string, Partial<Setup>])[] = [
    ['pool', {}],
    ['misfit', { operation: 'conv', axes: square(7, 3, 3) }],
    ['dilated', { operation: 'conv', axes: [{ ...axis(7, 3, 1, 1), dilation: 2 }, axis(7, 3, 1, 1)] }],
    ['transposed', { operation: 'conv-transpose', axes: square(3, 3, 2, 1) }],
    ['pointwise', { operation: 'conv', axes: square(5, 1, 1) }],
    ['large', { operation: 'conv', axes: square(224, 7, 2, 3), input: { kind: 'digit', seed: 1 } }],
    ['large transposed', { operation: 'conv-transpose', axes: square(40, 4, 2, 1) }],
    ['global', { axes: square(56, 56, 56) }],
    ['gone', { operation: 'conv', axes: square(4, 7, 1) }],
    ['too large', { axes: square(5000, 2, 2) }],
  ];

  test.each(setups)('%s: every picture has finite shapes in its frame, and words', (_, change) => {
    for (const picture of PICTURES) {
      for (const step of [0, 3]) {
        const all = shown({ ...change, picture, step });
        const scene = sceneOf(all, pictureWords(all, words), words);
        // Not the maps themselves: they are thousands of numbers.
        const text = JSON.stringify(scene.shapes, (key, value) => (key === 'grid' ? '' : value));
        expect(/null|undefined|NaN/.exec(text)?.[0]).toBeUndefined();
        for (const shape of every(scene.shapes)) {
          if (shape.kind !== 'rect' && shape.kind !== 'map') continue;
          expect(shape.w).toBeGreaterThanOrEqual(0);
          expect(shape.x + shape.w).toBeLessThanOrEqual(scene.width + 8);
          expect(shape.y + shape.h).toBeLessThanOrEqual(scene.height + 8);
        }
      }
    }
  });

  test('small maps are cells with numbers, large ones images with a crop', () => {
    expect(hasMaps(sceneOf(shown({}), [], words).shapes)).toBe(false);
    expect(hasMaps(sceneOf(shown({ axes: square(224, 2, 2) }), [], words).shapes)).toBe(true);
  });

  test('unread cells are hatched', () => {
    const { shapes } = sceneOf(shown({ operation: 'conv', axes: square(7, 3, 3) }), [], words);
    expect([...every(shapes)].filter((shape) => shape.kind === 'rect' && shape.hatch)).toHaveLength(13);
  });

  test('an input cell that is pointed at lights its readers, an output cell its window', () => {
    const base = shown({ operation: 'conv', axes: square(7, 3, 1) });
    const second = (pointed: Shown['pointed']) =>
      [...every(sceneOf({ ...base, pointed }, [], words).shapes)].filter(
        (shape) => shape.kind === 'rect' && shape.stroke === 'second',
      ).length;
    expect(second(undefined)).toBe(0);
    expect(second({ grid: 'input-0', row: 3, column: 3 })).toBe(9);
    expect(second({ grid: 'input-0', row: 0, column: 0 })).toBe(1);
    expect(second({ grid: 'output-conv', row: 2, column: 2 })).toBe(1);
  });

  test('cells say where they are, and one in each grid takes the Tab key', () => {
    const groups = [...every(sceneOf(shown({ step: 1 }), [], words).shapes)].filter((shape) => shape.kind === 'group');
    const cells = groups.filter(({ role }) => role === 'gridcell');
    expect(cells).toHaveLength(16 + 3 * 4);
    expect(cells.every(({ label }) => label?.includes('rowColumn'))).toBe(true);
    for (const grid of ['input-0', 'output-max', 'output-avg', 'output-lp'])
      expect(cells.filter(({ hit, tabStop }) => hit?.grid === grid && tabStop)).toHaveLength(1);
  });

  test('steps are named, wrap around, and make an animation', () => {
    expect(stepLabel(shown({ step: 5 }), words)).toBe('stepOf 2 4 1');
    expect(stepCount(shown({}).computed)).toBe(4);
    expect(animationOf(shown({}))).toHaveLength(4);
    expect(animationOf(shown({ picture: 'shrink' }))).toEqual([]);
  });

  test('which maps make a map', () => {
    const drawn = { titles: ['', ''], caption: [], width: 900 } as const;
    const view = { ...drawn, operation: 'conv', before: [4, 4, 6], after: [2, 2, 4], groups: 1, map: 3 } as const;
    expect(sourcesOf(view)).toEqual([0, 6]);
    expect(sourcesOf({ ...view, groups: 2 })).toEqual([3, 6]);
    expect(sourcesOf({ ...view, operation: 'pool', after: [2, 2, 6] })).toEqual([3, 4]);
    expect(depthWords({ ...view, operation: 'pool', after: [2, 2, 6] }, words)).toContain('depthPool 4 6');
    expect(depthWords({ ...view, groups: 2 }, words)).toContain('depthGroups 4 4 6');
  });

  test('a solid is drawn as one slice, and says so; a line has one size', () => {
    const solid = { ...LAYER, rank: 3, others: [axis(16, 3, 2)] };
    const drawn = shown({ picture: 'depth', operation: 'conv', axes: LAYER.axes }, solid);
    expect(depthView(drawn).titles).toEqual(['16×32×32×3', '7×28×28×10']);
    const [depth, plane] = sizeWords(drawn, words);
    expect(depth?.formula).toContain('(16 − 3)/2 + 1 = 7.5, ⌊7.5⌋ = 7');
    expect(depth?.words).toContain('oneSlice 3');
    expect(depth?.bad).toBe(true);
    expect(plane?.formula).toContain('heightAndWidth');
    const line = { ...LAYER, rank: 1, axes: [axis(1, 1, 1), axis(100, 5, 1)] as const };
    const along = shown({ picture: 'depth', operation: 'conv', axes: line.axes }, line);
    expect(depthView(along).titles).toEqual(['100×3', '96×10']);
    expect(sizeWords(along, words).map(({ formula }) => formula)).toEqual(['length {0} {1} {2}: (100 − 5)/1 + 1 = 96']);
  });

  test('stacks of maps fit into a narrow panel', () => {
    for (const width of [380, 600, 1200]) {
      const all = { ...shown({ picture: 'depth', operation: 'conv', axes: LAYER.axes }, LAYER), width };
      expect(sceneOf(all, [], words).width).toBeLessThanOrEqual(width);
    }
  });

  test('a run shrinks 32 → 28 → 24, and keeps 32 with padding', () => {
    const runs = runsOf(LAYER.run);
    expect(runs.plain.map(({ rows }) => rows)).toEqual([32, 28, 24]);
    expect(runs.padded.map(({ rows }) => rows)).toEqual([32, 32, 32]);
    expect(shrinkWords(runs, words)).toContain('32 → 28 → 24');
  });

  test('a run that dies ends there', () => {
    const runs = runsOf([{ ...STEP, axes: square(4, 5, 1) }, STEP]);
    expect(runs.plain.map(({ rows }) => rows)).toEqual([4, 0]);
    expect(shrinkWords(runs, words)).toContain('shrinkGone');
  });

  test('what changes under a shift', () => {
    const before = inputOf('edge', [4, 4], 1);
    expect(countOf(changedCells(before, shifted(before, [0, 1])))).toBe(4);
    expect(countOf(changedCells(before, shifted(before, [1, 0])))).toBe(0);
  });
});

describe('setups', () => {
  test('a layer brings its own numbers', () => {
    const made = setupFor(LAYER, setup({ picture: 'depth', zoom: 2 }));
    expect(made).toMatchObject({ operation: 'conv', axes: LAYER.axes, picture: 'depth', zoom: 2 });
    expect(setupFor({ ...LAYER, kind: 'lp-pool' }, FIRST_SETUP)).toMatchObject({ operation: 'pool', pooling: 'lp' });
  });

  test('an own map stays where it fits, and goes where it does not', () => {
    const own = inputOf('ramp', [4, 4], 1);
    const before = setup({ own, input: { kind: 'own', seed: 1 } });
    expect(setupFor({ ...LAYER, kind: 'max-pool', axes: square(4, 2, 2) }, before).own).toBe(own);
    const other = setupFor(LAYER, before);
    expect(other.own).toBeNull();
    expect(other.input.kind).not.toBe('own');
  });
});

describe('messages', () => {
  const kept = { uri: 'file:///a', place: { line: 0, character: 0 }, setup: keptSetup(FIRST_SETUP), layer: '' };

  test('what is said is understood', () => {
    expect(isHostMessage({ type: 'start', language: 'en', texts: TEXTS, uri: null })).toBe(true);
    expect(isHostMessage({ type: 'layer', layer: LAYER })).toBe(true);
    expect(isHostMessage({ type: 'layer', layer: null })).toBe(true);
    expect(isPanelMessage({ type: 'apply', version: 1, model: 0, layer: 2, axes: LAYER.axes })).toBe(true);
    expect(isPanelMessage({ type: 'save', format: 'png', data: new Uint8Array(3) })).toBe(true);
    expect(isPanelState(JSON.parse(JSON.stringify(kept)))).toBe(true);
  });

  test.each([
    [null],
    ['ready'],
    [{ type: 'run', command: 'x' }],
    [{ type: 'save', format: 'exe', data: new Uint8Array() }],
    [{ type: 'save', format: 'png', data: 'text' }],
    [{ type: 'apply', version: 1, model: 0, layer: 2, axes: [{ ...LAYER.axes[0], kernel: -1 }, LAYER.axes[1]] }],
    [{ type: 'apply', version: 1, model: 0, layer: 2, axes: [LAYER.axes[0]] }],
  ])('nothing else is: %j', (message) => expect(isPanelMessage(message)).toBe(false));

  test('a state that no panel wrote is left alone', () => {
    const own = { rows: 2, columns: 2, values: [1, 2, 3] };
    expect(isPanelState({ ...kept, setup: { ...kept.setup, own } })).toBe(false);
    expect(isPanelState({ ...kept, setup: { ...kept.setup, picture: 'evil' } })).toBe(false);
    expect(isPanelState({ ...kept, setup: { ...kept.setup, step: -1 } })).toBe(false);
  });

  test('a setup comes back as it was; a huge own map is left out', () => {
    const own = inputOf('ramp', [3, 5], 1);
    const all = setup({ own, input: { kind: 'own', seed: 1 } });
    expect(setupFromKept(JSON.parse(JSON.stringify(keptSetup(all))))).toEqual(all);
    expect(keptSetup(setup({ own: inputOf('ramp', [100, 100], 1) })).own).toBeNull();
  });
});

describe('files', () => {
  const palette = {
    ...Object.fromEntries(PAINTS.map((name) => [name, 'rgb(1, 2, 3)'])),
    shades: ['rgb(4, 5, 6)'],
  } as unknown as Palette;

  test('an SVG stands alone, and escapes its words', () => {
    const text = svgText(sceneOf(shown({}), ['a < b & "c"'], words), palette, () => 'data:image/png;base64,AA');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(text).not.toMatch(/class=|tabindex|data-grid|aria-/);
  });

  test('a GIF gives back every frame', () => {
    const [width, height] = [70, 40];
    const frame = (turn: number) => {
      const data = new Uint8ClampedArray(width * height * 4);
      for (let pixel = 0; pixel < width * height; pixel++)
        data.set([(pixel * (turn + 3)) % 13, (pixel >> 3) % 6, turn * 20, 255], pixel * 4);
      return { width, height, data };
    };
    const frames = [0, 1, 2].map(frame);
    const writer = new GifWriter(frames);
    for (const each of [...frames, frame(2)]) writer.add(each, 100);
    const decoded = decodeGif(writer.finish());
    expect(decoded).toHaveLength(4);
    for (const [index, each] of [...frames, frame(2)].entries()) expect(decoded[index]).toEqual(rgbOf(each.data));
  });

  test('the size of a picture is known before it is decoded', () => {
    const png = new Uint8Array(24);
    png.set([0x89, 0x50, 0x4e, 0x47]);
    new DataView(png.buffer).setUint32(16, 10_000);
    new DataView(png.buffer).setUint32(20, 9000);
    expect(imageSize(png)).toEqual({ width: 10_000, height: 9000 });
    expect(imageSize(Uint8Array.of(0x47, 0x49, 0x46, 56, 57, 97, 5, 0, 3, 0))).toEqual({ width: 5, height: 3 });
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 20, 0, 30);
    expect(imageSize(jpeg)).toEqual({ width: 30, height: 20 });
    expect(imageSize(png.subarray(0, 10))).toBeUndefined();
    expect(imageSize(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
});

function rgbOf(data: Uint8ClampedArray): number[] {
  return [...data].filter((_, index) => index % 4 !== 3);
}

/** A reader of the format, written from its specification: every frame as it shows. */
function decodeGif(bytes: Uint8Array): number[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  const table = bytes.subarray(13, 13 + 768);
  const screen = new Uint8Array(width * height);
  const frames: number[][] = [];
  let at = 13 + 768;
  const blocks = () => {
    const parts: number[] = [];
    for (let length = bytes[at++] ?? 0; length > 0; length = bytes[at++] ?? 0) {
      parts.push(...bytes.subarray(at, at + length));
      at += length;
    }
    return parts;
  };
  while (bytes[at] !== 0x3b) {
    const kind = bytes[at++];
    if (kind === 0x21) {
      at++;
      blocks();
      continue;
    }
    const [x, y, w, h] = [0, 2, 4, 6].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
      number,
    ];
    at += 10;
    const cells = unpack(blocks());
    cells.forEach((cell, index) => {
      screen[(y + Math.floor(index / w)) * width + x + (index % w)] = cell;
    });
    expect(cells).toHaveLength(w * h);
    frames.push([...screen].flatMap((cell) => [...table.subarray(cell * 3, cell * 3 + 3)]));
  }
  return frames;
}

function unpack(bytes: readonly number[]): number[] {
  const out: number[] = [];
  let table: number[][] = [];
  let [size, previous, bit] = [9, undefined as number[] | undefined, 0];
  const reset = () => {
    table = Array.from({ length: 258 }, (_, index) => (index < 256 ? [index] : []));
    size = 9;
    previous = undefined;
  };
  for (;;) {
    let code = 0;
    for (let i = 0; i < size; i++, bit++) code |= (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) << i;
    if (code === 257) return out;
    if (code === 256) {
      reset();
      continue;
    }
    const entry: number[] = table[code] ?? [...(previous ?? []), previous?.[0] ?? 0];
    out.push(...entry);
    if (previous && table.length < 4096) table.push([...previous, entry[0] ?? 0]);
    if (table.length === 1 << size && size < 12) size++;
    previous = entry;
  }
}
