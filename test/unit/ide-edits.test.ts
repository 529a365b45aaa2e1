// What code actions write into a text: it does what the action says, on every example with a mistake.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze, analyzeWith } from '../../server/src/analyze.ts';
import { applyEdits } from '../../server/src/base/span.ts';
import { codeActions } from '../../server/src/ide/code-actions.ts';
import { fixAllEdits, lineEdits } from '../../server/src/ide/fix-all.ts';
import { suppressInFile, suppressOnLine } from '../../server/src/ide/suppress.ts';
import { mendsOf } from '../../server/src/mend.ts';

const folder = resolve(import.meta.dirname, '../../examples/broken');
const broken = readdirSync(folder).map((name) => [name, readFileSync(resolve(folder, name), 'utf8')] as const);

function analysisOf(text: string): Analysis {
  const analysis = analyze({ uri: 'file:///a.cnn.yaml', text });
  if (!analysis) throw new Error('no front end');
  return analysis;
}

const rules = (analysis: Analysis | undefined) => analysis?.problems.map(({ rule }) => rule);

test('there are examples', () => expect(broken.length).toBeGreaterThan(20));

describe('silencing', () => {
  test.each(broken)('on its line: %s', (_, text) => {
    const analysis = analysisOf(text);
    for (const problem of analysis.problems) {
      const after = analyzeWith(analysis, suppressOnLine(analysis, problem));
      const same = after?.problems.filter(
        ({ rule, span }) => rule === problem.rule && span.start === problem.span.start,
      );
      expect(same, problem.message).toEqual([]);
    }
  });

  test.each(broken)('in its file: %s', (_, text) => {
    const analysis = analysisOf(text);
    for (const problem of analysis.problems) {
      expect(rules(analyzeWith(analysis, suppressInFile(analysis, problem)))).not.toContain(problem.rule);
    }
  });

  test('an existing comment is extended', () => {
    const text = 'model: M\ninput: 8x8x3\nlayers:\n  - conv: { filters: 2, kernel: 3, in-channels: 4, strid: 2 }\n';
    let analysis: Analysis | undefined = analysisOf(text);
    for (let count = rules(analysis)?.length ?? 0; count > 0; count--) {
      const [problem] = analysis?.problems ?? [];
      if (!analysis || !problem) throw new Error('a problem went with another');
      analysis = analyzeWith(analysis, suppressOnLine(analysis, problem));
    }
    expect(rules(analysis)).toEqual([]);
    expect(analysis?.request.text.match(/# convlint: disable=[\w-]+(,[\w-]+)*/g)).toHaveLength(1);
    expect(analysis?.request.text.split('\n').length).toBe(text.split('\n').length);
  });
});

describe('mending', () => {
  test.each(broken)('each fix takes its problem away: %s', (_, text) => {
    const analysis = analysisOf(text);
    for (const problem of analysis.problems) {
      for (const { title, edits } of mendsOf(analysis, problem)) {
        const after = analyzeWith(analysis, edits);
        const start = problem.span.start;
        const same = after?.problems.filter(({ rule, span }) => rule === problem.rule && span.start === start);
        expect(same, `${title}\n${after?.request.text}`).toEqual([]);
      }
    }
  });

  test.each(broken)('all at once never makes things worse, and comes to rest: %s', (_, text) => {
    const analysis = analysisOf(text);
    const mended = analyzeWith(analysis, fixAllEdits(analysis));
    const errors = (of: Analysis | undefined) =>
      of?.problems.filter(({ severity }) => severity === 'error').length ?? 0;
    expect(errors(mended)).toBeLessThanOrEqual(errors(analysis));
    expect(mended && fixAllEdits(mended)).toEqual([]);
  });

  test('a layer that is mended shows what is wrong behind it, which is mended too', () => {
    const text = `model: M
input: 8x8x3
layers:
  - conv: { filters: 4, kernel: 3, in-channels: 9 }
  - conv: { filters: 4, kernel: 3, in-channels: 9 }
  - flatten
  - linear: { features: 4, in-features: 9 }
`;
    const analysis = analysisOf(text);
    const mended = applyEdits(text, fixAllEdits(analysis));
    expect(mended).toContain('in-channels: 3 }');
    expect(mended).toContain('in-channels: 4 }');
    expect(mended).toContain('in-features: 64 }');
  });

  test('the edits of a line lead from one text to the other', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 40 });
    fc.assert(fc.property(line, line, (from, to) => applyEdits(from, lineEdits(from, to)) === to));
  });
});

test('only what is asked for is offered', () => {
  const text = 'model: M\ninput: 8x8x3\nlayers:\n  - conv: { filters: 2, kernel: 3, in-channels: 4 }\n';
  const analysis = analysisOf(text);
  const span = { start: 0, end: text.length };
  const kinds = (only?: readonly string[]) =>
    new Set(
      codeActions(analysis, 1, { span, ...(only ? { only } : {}), extended: false, lazy: true }).map(
        ({ kind }) => kind,
      ),
    );
  expect(kinds(['source.organizeImports'])).toEqual(new Set());
  expect(kinds(['source'])).toEqual(new Set(['source.fixAll.convlint']));
  expect(kinds(['quickfix'])).toEqual(new Set(['quickfix']));
  expect(kinds()).toEqual(new Set(['quickfix']));
  expect(kinds([''])).toEqual(new Set(['quickfix', 'source.fixAll.convlint']));
});
