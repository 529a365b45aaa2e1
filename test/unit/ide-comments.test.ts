// What completion offers in comments for ConvLint, in every dialect; in Python nowhere else.
import { expect, test } from 'vitest';
import { analyze } from '../../server/src/analyze.ts';
import { completionsAt } from '../../server/src/ide/completion.ts';
import '../harness/grammars.ts';

const YOLO =
  'nc: 80\nscales: {n: [0.5, 0.25, 1024], s: [0.5, 0.5, 1024]}\nbackbone: [[-1, 1, Conv, [64, 3, 2]]]\nhead: [[-1, 1, Conv, [64, 3, 2]]]\n';

/** What is offered at `|`. */
function offered(name: string, text: string): readonly string[] {
  const analysis = analyze({ uri: `file:///${name}`, text: text.replace('|', '') });
  if (!analysis) throw new Error(`nobody reads ${name}`);
  return completionsAt(analysis, text.indexOf('|'), false).map(({ textEdit, label }) => textEdit?.newText ?? label);
}

test.each([
  ['net.py', 'import torch\nx = 1  # convlint: |', ['disable=', 'input=', 'args=', 'shape=']],
  ['net.py', 'import torch\nx = 1  # convlint: sh|', ['disable=', 'input=', 'args=', 'shape=']],
  ['net.py', 'import torch\nx = 1  # convlint: shape=N|', []],
  ['net.py', 'import torch\nx = 1  # convlint: shape |', []],
  ['net.py', 'import torch\nx = tor|', []],
  ['net.cnn.yaml', '# convlint: |\ninput: 8x8x3\nlayers: [relu]\n', ['disable=']],
  ['yolo.yaml', `# convlint: scale=|\n${YOLO}`, ['n', 's']],
])('%s: %j', (name, text, expected) => expect(offered(name, text)).toEqual(expected));

test('rules', () => {
  const ids = offered('net.py', 'import torch\nx = 1  # convlint: disable=unused-layer, |');
  expect(ids).toContain('channels-mismatch');
});
