// Specs of any length, written as a user would write them: no anchors, each layer on a line of its own.

const BLOCK = [
  '  - conv: { filters: 32, kernel: 3, padding: 1, bias: false }',
  '  - batch-norm',
  '  - relu',
  '  - { name: tap-%, conv: { filters: 32, kernel: 3, padding: 1, bias: false } }',
  '  - batch-norm',
  '  - relu',
  '  - add: { from: [-1, tap-%] }',
  '  - max-pool: { kernel: 3, stride: 1, padding: 1 }',
  '  - dropout: 0.1',
  '  - conv: { filters: 32, kernel: 1 }',
];

export function specOf(layers: number): string {
  const lines = ['model: Long', 'input: 64x64x32', 'rounding: floor', 'layers:'];
  for (let i = 0; i < layers; i++) {
    const block = Math.floor(i / BLOCK.length);
    lines.push((BLOCK[i % BLOCK.length] ?? '').replaceAll('%', String(block)));
  }
  return `${lines.join('\n')}\n`;
}
