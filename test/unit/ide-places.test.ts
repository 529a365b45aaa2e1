// Every feature at every place of every example: never an exception, never a word that no user should read.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { codeLenses } from '../../server/src/ide/code-lens.ts';
import { completionsAt, withoutPlaceholders } from '../../server/src/ide/completion.ts';
import { diagnosticsOf } from '../../server/src/ide/diagnostics.ts';
import { hoverAt } from '../../server/src/ide/hover.ts';
import { inlayHints } from '../../server/src/ide/inlay-hints.ts';
import { definitionAt, highlightsAt, referencesAt, renameRangeAt } from '../../server/src/ide/names.ts';
import { shapeTable } from '../../server/src/ide/shape-table.ts';
import { documentSymbols } from '../../server/src/ide/symbols.ts';
import { statusOf } from '../../server/src/ide/totals.ts';

const root = resolve(import.meta.dirname, '../../examples');
const examples = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cnn.yaml'))
  .map((name) => [name, readFileSync(resolve(root, name), 'utf8')] as const);

function analysisOf(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///a.cnn.yaml', text });
  if (!analysis) throw new Error('no front end');
  return analysis;
}

const BAD_WORDS = /undefined|NaN|\[object|Infinity/;

describe.each(examples)('%s', (_, text) => {
  const analysis = analysisOf(text);

  test('every word has its hover, completions and names', () => {
    for (let offset = 0; offset <= text.length; offset += 3) {
      for (const answer of [
        hoverAt(analysis, offset),
        definitionAt(analysis, offset),
        referencesAt(analysis, offset, true),
        highlightsAt(analysis, offset),
        renameRangeAt(analysis, offset),
      ]) {
        if (answer !== undefined) expect(JSON.stringify(answer)).not.toMatch(BAD_WORDS);
      }
      if (offset % 5 === 0) expect(Array.isArray(completionsAt(analysis, offset, true))).toBe(true);
    }
  });

  test('hints, lenses, outline, problems, table and status can be sent and read', () => {
    const whole = { start: 0, end: text.length };
    const shown = [
      inlayHints(analysis, whole, 'shape-and-parameters'),
      codeLenses(analysis, true),
      documentSymbols(analysis),
      diagnosticsOf(analysis),
      statusOf(analysis, 1),
    ];
    for (const answer of shown) expect(JSON.stringify(answer)).not.toMatch(BAD_WORDS);
    const table = shapeTable(analysis, 1);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });

  test('the rows of the table add up to its totals', () => {
    for (const { rows, totals } of shapeTable(analysis, 1).models) {
      if (!totals.complete) continue;
      const sum = (of: (row: (typeof rows)[number]) => number | null) =>
        rows.reduce((total, row) => total + (of(row) ?? 0), 0);
      expect(sum(({ params }) => params)).toBe(totals.params);
      expect(sum(({ macs }) => macs)).toBe(totals.macs);
      expect(sum(({ bytes }) => bytes)).toBe(totals.activationBytes);
    }
  });
});

describe('inlay hints', () => {
  const labels = (text: string) => {
    const analysis = analysisOf(text);
    return inlayHints(analysis, { start: 0, end: text.length }, 'shape-and-parameters').map(
      ({ position, label }) => `${position.line}:${position.character} ${label}`,
    );
  };

  test('stand behind the layer, before a comment; where it spans lines, behind its first', () => {
    const text = `model: M
input: 8x8x3
layers:
  - conv: { filters: 4, kernel: 3 }   # first
  - conv:      # second
      filters: 5
      kernel: 3
  - relu
`;
    expect(labels(text)).toEqual(['3:35 → 6×6×4 · 112', '4:9 → 4×4×5 · 185']);
  });

  test('a loop shows where it begins and where it ends', () => {
    const text = `model: M
input: 32x32x3
layers:
  - repeat:
      times: 3
      layers:
        - conv: { filters: 4, kernel: 3 }
`;
    expect(labels(text)).toEqual(['3:11 → 26×26×4 · 408', '6:41 → 30×30×4 … 26×26×4 · 408']);
  });
});

test('snippets become plain text', () => {
  expect(withoutPlaceholders(`conv: { filters: \${1:32}, kernel: \${2|3,5|} }$0`)).toBe(
    'conv: { filters: 32, kernel: 3 }',
  );
  expect(withoutPlaceholders('price: \\$5')).toBe('price: $5');
});
