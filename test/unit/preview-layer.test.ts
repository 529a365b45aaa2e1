// The layer under the cursor as the preview gets it, and the one edit that writes a window back.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { applyEdits } from '../../server/src/base/span.ts';
import { outputSize, transposedSize } from '../../server/src/base/window.ts';
import { codeLenses } from '../../server/src/ide/code-lens.ts';
import { hoverAt } from '../../server/src/ide/hover.ts';
import { spanOf } from '../../server/src/ide/places.ts';
import { previewEdit, previewLayer } from '../../server/src/ide/preview-layer.ts';
import type { PreviewAxes, PreviewAxis, PreviewLayer } from '../../server/src/protocol.ts';
import { marked, model, spec } from './spec-helpers.ts';

function previewAt(source: string): { readonly analysis: Analysis; readonly preview: PreviewLayer } {
  const { text, offset } = marked(source);
  const analysis = spec(text);
  const preview = previewLayer(analysis, 1, offset);
  if (!preview) throw new Error('no preview');
  return { analysis, preview };
}

/** The text after the layer at `<|>` got other numbers on both axes. */
function applied(source: string, change: Partial<PreviewAxis>): string | undefined {
  const { analysis, preview } = previewAt(source);
  const { model, layer, axes } = preview;
  const wanted = axes.map((axis) => ({ ...axis, ...change })) as unknown as PreviewAxes;
  const edit = previewEdit(analysis, { version: 1, model, layer, axes: wanted });
  if (!edit) return undefined;
  return applyEdits(analysis.request.text, [{ span: spanOf(analysis.lines, edit.range), newText: edit.newText }]);
}

describe('the layer at a place', () => {
  test('a convolution, from its name, its attributes or the rest of its line', () => {
    for (const line of [
      '- c<|>onv: { filters: 10, kernel: 5, padding: 2 }',
      '- conv: { filters: 10, kernel: <|>5, padding: 2 }',
      '- conv: { filters: 10, kernel: 5, padding: 2 }   <|># words',
    ]) {
      const { preview } = previewAt(model(`  ${line}`, '  - relu'));
      expect(preview).toMatchObject({ kind: 'conv', type: 'conv', rank: 2, channels: [3, 10], exact: true, at: 0 });
      expect(preview.axes[0]).toEqual({
        input: 32,
        kernel: 5,
        stride: 1,
        padding: [2, 2],
        dilation: 1,
        ceil: false,
        outputPadding: 0,
      });
      expect(preview.editable).toEqual(['kernel', 'stride', 'padding', 'dilation']);
    }
  });

  test('a line without a window has none', () => {
    const { text, offset } = marked(model('  - conv: { filters: 4, kernel: 3 }', '  - re<|>lu'));
    expect(previewLayer(spec(text), 1, offset)).toBeUndefined();
  });

  test('a pooling with its conventions', () => {
    const { preview } = previewAt(
      model('  - avg<|>-pool: { kernel: 3, stride: 2, padding: 1, ceil: true, count-include-pad: false }'),
    );
    expect(preview).toMatchObject({ kind: 'avg-pool', countIncludePad: false, norm: 2, channels: [3, 3] });
    expect(preview.axes[1]).toMatchObject({ kernel: 3, stride: 2, padding: [1, 1], ceil: true });
    expect(preview.editable).toContain('ceil');
  });

  test('one axis gets a second of one cell', () => {
    const { preview } = previewAt('input: 100x2\nlayers:\n  - co<|>nv1d: { filters: 4, kernel: 5 }\n');
    expect(preview.rank).toBe(1);
    expect(preview.axes.map(({ input, kernel }) => [input, kernel])).toEqual([
      [1, 1],
      [100, 5],
    ]);
  });

  test('three axes give the last two, and the depth beside them', () => {
    const { analysis, preview } = previewAt(
      'input: { channels: 3, depth: 16, height: 33, width: 33 }\nlayers:\n  - co<|>nv3d: { filters: 8, kernel: [3, 5, 5], stride: 2 }\n',
    );
    expect(preview).toMatchObject({ rank: 3, channels: [3, 8] });
    expect(preview.others.map(({ input, kernel, stride }) => [input, kernel, stride])).toEqual([[16, 3, 2]]);
    const { model, layer } = preview;
    const axes = preview.axes.map((axis) => ({ ...axis, kernel: 7 })) as unknown as PreviewAxes;
    const edit = previewEdit(analysis, { version: 1, model, layer, axes });
    const text =
      edit && applyEdits(analysis.request.text, [{ span: spanOf(analysis.lines, edit.range), newText: edit.newText }]);
    expect(text && spec(text).models[0]?.graph.layers[0]?.windows.map((window) => window?.kernel)).toEqual([3, 7, 7]);
  });

  test('a pooling to a wanted size has the window that makes it, if there is one for all cells', () => {
    const at = (size: string) => `input: 28x14x3\nlayers:\n  - adaptive-avg<|>-pool2d: ${size}\n`;
    const { preview } = previewAt(at('7'));
    expect(preview).toMatchObject({ kind: 'avg-pool', channels: [3, 3], editable: [] });
    expect(preview.axes.map(({ kernel, stride }) => [kernel, stride])).toEqual([
      [4, 4],
      [2, 2],
    ]);
    const { text, offset } = marked(at('5'));
    expect(previewLayer(spec(text), 1, offset)).toBeUndefined();
  });

  test('the chain of windows around it, behind what keeps the shape', () => {
    const { preview } = previewAt(
      model(
        '  - conv: { filters: 4, kernel: 5 }',
        '  - relu',
        '  - co<|>nv: { filters: 6, kernel: 5 }',
        '  - batch-norm',
        '  - max-pool: 2',
        '  - flatten',
        '  - linear: 10',
      ),
    );
    expect(preview.at).toBe(1);
    expect(preview.run.map(({ kind, axes, channels }) => [kind, axes[0].input, channels[1]])).toEqual([
      ['conv', 32, 4],
      ['conv', 28, 6],
      ['max-pool', 24, 6],
    ]);
  });

  test('a window that is larger than its input is shown all the same', () => {
    const { preview } = previewAt('input: 4x4x1\nlayers:\n  - co<|>nv: { filters: 1, kernel: 7 }\n');
    expect(preview.axes[0]).toMatchObject({ input: 4, kernel: 7 });
  });
});

const examples = join(import.meta.dirname, '../../examples');

describe.each(readdirSync(examples).filter((file) => file.endsWith('.yaml')))('%s', (file) => {
  const text = readFileSync(join(examples, file), 'utf8');
  const analysis = analyze({ uri: `file:///${file}`, text });
  if (!analysis) throw new Error('no analysis');

  test('every preview gives the size that the analysis gives', () => {
    const layers = analysis.models.flatMap(({ graph }) => graph.layers);
    for (const layer of layers) {
      const preview = previewLayer(analysis, 1, layer.origin.head.start);
      const shown = preview && analysis.models[preview.model]?.graph.layers[preview.layer];
      if (!preview || !shown) continue;
      const sizes = shown.outputs[0]?.volume.dims?.slice(-Math.min(2, preview.rank));
      const computed = preview.axes.map((axis) =>
        preview.kind === 'conv-transpose' ? transposedSize(axis) : outputSize(axis),
      );
      expect(computed.slice(-Math.min(2, preview.rank)), `${shown.module.type} at ${shown.index}`).toEqual(sizes);
      expect(preview.run[preview.at]?.axes).toEqual(preview.axes);
    }
  });
});

describe('writing a window back', () => {
  test('an attribute that stands there gets another number', () => {
    expect(applied(model('  - co<|>nv: { filters: 4, kernel: 5 }'), { kernel: 3 })).toBe(
      model('  - conv: { filters: 4, kernel: 3 }'),
    );
  });

  test('one that does not is added, and several make one edit', () => {
    expect(applied(model('  - co<|>nv: { filters: 4, kernel: 5 }'), { stride: 3, padding: [2, 2] })).toBe(
      model('  - conv: { filters: 4, kernel: 5, stride: 3, padding: 2 }'),
    );
  });

  test('the short form grows; a stride that followed the kernel stays what it was', () => {
    expect(applied(model('  - max<|>-pool: 2'), { kernel: 3 })).toBe(model('  - max-pool: { kernel: 3, stride: 2 }'));
  });

  test('uneven padding is written as pairs', () => {
    const text = applied(model('  - co<|>nv: { filters: 4, kernel: 4 }'), { padding: [1, 2] });
    expect(text && spec(text).models[0]?.graph.layers[0]?.windows[0]?.padding).toEqual([1, 2]);
  });

  test('nothing changed is no edit', () => {
    const source = model('  - co<|>nv: { filters: 4, kernel: 5 }');
    expect(applied(source, {})).toBe(marked(source).text);
  });

  test('what an operator does not have is declined', () => {
    expect(applied(model('  - l2<|>-pool: { kernel: 2 }'), { padding: [1, 1] })).toBeUndefined();
  });
});

test('hover and lens lead to it where the client can open it', () => {
  const { text, offset } = marked(model('  - co<|>nv: { filters: 4, kernel: 5 }'));
  const analysis = spec(text);
  const link = (extended: boolean) => JSON.stringify(hoverAt(analysis, offset, 'full', extended)?.contents);
  expect(link(true)).toContain('](command:convlint.previewLayer?');
  expect(link(false)).not.toContain('command:');
  const lenses = codeLenses(analysis, true).map(({ command }) => [command?.command, command?.arguments]);
  expect(lenses).toContainEqual(['convlint.previewLayer', ['file:///model.cnn.yaml', 2, 4]]);
});
