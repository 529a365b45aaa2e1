// The preview’s pictures as data, and the setups that they show.
import { describe, expect, test } from 'vitest';
import { changedCells, countOf, stepCount } from '../../client/src/webview/preview/computed.ts';
import { depthWords, sourcesOf } from '../../client/src/webview/preview/depth-scene.ts';
import { inputOf, shifted } from '../../client/src/webview/preview/inputs.ts';
import {
  animationOf,
  depthView,
  pictureWords,
  type Shown,
  sceneOf,
  sizeWords,
  stepLabel,
} from '../../client/src/webview/preview/pictures.ts';
import { hasMaps } from '../../client/src/webview/preview/scene.ts';
import { FIRST_SETUP, PICTURES, type Setup, setupFor } from '../../client/src/webview/preview/setup.ts';
import { runsOf, shrinkWords } from '../../client/src/webview/preview/shrink-scene.ts';
import { axis, every, LAYER, STEP, setup, shown, square, words } from '../harness/preview.ts';

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
