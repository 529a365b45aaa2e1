// Whatever stands in the file: the analysis answers, in time, and so does everything that asks about places in it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { applyEdits } from '../../server/src/base/span.ts';

const root = join(import.meta.dirname, '../..');

function textsIn(folder: string, end: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

const examples = textsIn('examples', '.cnn.yaml');
const cases = textsIn('test/cases', '.md').flatMap((markdown) =>
  [...markdown.matchAll(/^```yaml[^\n]*\.cnn\.yaml[^\n]*\n(.*?)^```/gms)].map((match) => match[1] ?? ''),
);

/** More of this process's own time on any text is a hang in the making; what else the machine does counts nothing. */
const MOST_MICROSECONDS = 10_000_000;

function microseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function analyzed(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///fuzz.cnn.yaml', text });
  if (!analysis) throw new Error('not read as a spec');
  return analysis;
}

function survives(text: string): void {
  const start = microseconds();
  const analysis = analyzed(text);
  for (const { span } of analysis.problems) {
    if (span.start < 0 || span.start > span.end || span.end > text.length)
      throw new Error(`a span outside of the text`);
  }
  const { source } = analysis;
  source.symbols();
  const offset = Math.floor(text.length / 2);
  for (const place of [0, offset, text.length]) {
    source.slotAt(place);
    source.referencesAt(place);
    source.completionsAt(place);
  }
  for (const { finding } of analysis.problems) {
    const { layer } = finding;
    if (!layer) continue;
    const attribute = Object.keys(layer.module.operator.attributes)[0] ?? 'none';
    for (const intent of [
      { kind: 'set-attribute', layer, attribute, value: 2 },
      { kind: 'remove-attribute', layer, attribute },
      { kind: 'insert-before', layer, operator: 'flatten' },
      { kind: 'remove-layer', layer },
    ] as const) {
      const edits = source.renderEdit(intent);
      if (edits) applyEdits(text, edits);
    }
  }
  expect(microseconds() - start).toBeLessThan(MOST_MICROSECONDS);
}

describe('every prefix', () => {
  test('of every example', { timeout: 300_000 }, () => {
    expect(examples.length).toBeGreaterThan(20);
    for (const text of examples) {
      for (let end = 0; end <= text.length; end++) {
        if (end % 13 === 0) survives(text.slice(0, end));
        else analyzed(text.slice(0, end));
      }
    }
  });

  test('of every case', { timeout: 300_000 }, () => {
    for (const text of cases) for (let end = 0; end <= text.length; end += 3) survives(text.slice(0, end));
  });
});

const pieces = fc.constantFrom(
  ...[
    '[',
    ']',
    '{',
    '}',
    ':',
    ': ',
    ',',
    '- ',
    '\n',
    '  ',
    '\t',
    '#',
    '&a ',
    '*a',
    '<<: *a',
    '"',
    "'",
    '|',
    '>',
    '? ',
    '---\n',
    '!!str ',
    '%',
  ],
  ...[
    'conv',
    'layers:',
    'from: ',
    'residual:',
    'repeat: { times: 9999999, layers: ',
    'null',
    '1e999',
    '-1',
    '.nan',
    '__proto__',
    '\0',
    '\uD800',
    '🦊',
  ],
);

test('texts with pieces put in, taken out and repeated', { timeout: 120_000 }, () => {
  const text = fc.constantFrom(...examples.filter((example) => example.length < 2500));
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), piece: pieces });
  fc.assert(
    fc.property(text, fc.array(change, { minLength: 1, maxLength: 6 }), (start, changes) => {
      survives(
        changes.reduce((current, { at, length, piece }) => {
          const place = Math.floor(at * current.length);
          return current.slice(0, place) + piece + current.slice(place + length);
        }, start),
      );
    }),
    { numRuns: 400 },
  );
});

test('texts of pieces alone', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (list) => survives(`input: 8x8x3\nlayers:\n${list.join('')}`)),
    { numRuns: 600 },
  );
});
