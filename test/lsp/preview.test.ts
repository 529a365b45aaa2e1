// The preview's two requests over the wire: the layer at a place, and the edit that gives it another window.
import { expect, test } from 'vitest';
import type { PreviewEdit, PreviewLayer } from '../../server/src/protocol.ts';
import { LspSession } from './session.ts';

const uri = 'file:///models/preview.cnn.yaml';
const text = 'input: 7x7x3\nlayers:\n  - conv: { filters: 8, kernel: 3, stride: 3 }\n  - relu\n';

test('a layer goes to the panel, and its new window comes back as one edit', async () => {
  const session = await LspSession.start();
  try {
    await session.open(uri, text);
    const layer = await session.request<PreviewLayer | null>('convlint/preview', {
      textDocument: { uri },
      position: { line: 2, character: 6 },
    });
    expect(layer).toMatchObject({ kind: 'conv', model: 0, layer: 0, channels: [3, 8], exact: true });
    const [height, width] = layer?.axes ?? [];
    const wish = { model: 0, layer: 0, axes: [height, width].map((axis) => ({ ...axis, stride: 2 })) };
    const edit = (version: number | undefined) =>
      session.request<PreviewEdit | null>('convlint/previewEdit', { textDocument: { uri }, ...wish, version });
    expect(await edit(layer?.version)).toEqual({
      version: layer?.version,
      range: { start: { line: 2, character: 43 }, end: { line: 2, character: 44 } },
      newText: '2',
    });
    // A text that has changed meanwhile is left alone.
    expect(await edit(99)).toBeNull();
  } finally {
    await session.stop();
  }
});

test('where nothing slides there is no preview', async () => {
  const session = await LspSession.start();
  try {
    await session.open(uri, text);
    const ask = (line: number) =>
      session.request('convlint/preview', { textDocument: { uri }, position: { line, character: 4 } });
    expect(await ask(3)).toBeNull();
    expect(await ask(0)).toBeNull();
  } finally {
    await session.stop();
  }
});
