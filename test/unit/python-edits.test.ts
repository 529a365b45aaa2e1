// The heart of what is kept over edits: after any row of edits the analysis is exactly the one that the text gets on its own.
import { describe, expect, it } from 'vitest';
import { type Analysis, analyze, type Pause } from '../../server/src/analyze.ts';
import type { Graph, Layer, Origin } from '../../server/src/graph/graph.ts';
import { diagnosticsOf } from '../../server/src/ide/diagnostics.ts';
import { inlayHints } from '../../server/src/ide/inlay-hints.ts';
import { statusOf } from '../../server/src/ide/totals.ts';
import '../harness/grammars.ts';
import { BLOCKS, FINDINGS, REGISTRY, SCRIPT, SIZES } from './python-kept-models.ts';

/** Everything that anybody is shown, as text; names of files apart. */
function shown(analysis: Analysis): string {
  const { models, request, source } = analysis;
  const whole = { start: 0, end: request.text.length };
  const everything = {
    diagnostics: diagnosticsOf(analysis),
    problems: analysis.problems.map(({ finding, fixes, ...problem }) => ({
      ...problem,
      layer: finding.layer && layerOf(finding.layer),
      fixes: fixes.map(({ title, intents }) => [title, intents.flatMap((intent) => source.renderEdit(intent) ?? [])]),
    })),
    status: statusOf(analysis, 0),
    hints: inlayHints(analysis, whole, 'shape-and-parameters'),
    models: models.map(({ name, span, head, totals, gaps, inputFrom, graph }) => ({
      ...{ name, span, head, totals, gaps, inputFrom },
      graph: graphOf(graph),
    })),
  };
  return JSON.stringify(everything, inOrder, 1).replaceAll(request.uri, 'file');
}

/** In which order an object has its keys is nobody's affair. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function graphOf({ layers, blocks, inputs, outputs, findings, modules }: Graph) {
  return {
    layers: layers.map(layerOf),
    blocks: blocks.map(({ path, origin, first, end }) => ({ path, first, end, ...placesOf(origin) })),
    inputs: inputs.map(({ name, tensor, origin, source }) => ({ name, volume: tensor.volume, origin, source })),
    outputs: outputs.map(({ name, tensor }) => ({ name, volume: tensor.volume, from: tensor.layer?.index })),
    findings: findings.map(({ layer, related, ...finding }) => ({
      ...finding,
      layer: layer?.index,
      related: related?.map((place) => ({ ...place, layer: place.layer?.index })),
    })),
    modules: modules.map(({ path, given, origin }) => ({ path, given, ...placesOf(origin) })),
  };
}

function layerOf({ index, path, module, inputs, outputs, origin, refused, block }: Layer) {
  return {
    ...{ index, path, type: module.type, refused, block: block?.path },
    from: inputs.map(({ layer, volume }) => [layer?.index, volume]),
    to: outputs.map(({ volume }) => volume),
    ...placesOf(origin),
  };
}

function placesOf({ span, head, uri, frames }: Origin) {
  return { span, head, uri, frames };
}

let count = 0;

/** The text as nobody has seen it before. */
function fresh(text: string): string {
  return shown(analyze({ uri: `file:///fresh/${count++}.py`, text }) as Analysis);
}

/** Numbers that look random, the same ones each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

type Edit = (text: string, roll: (sides: number) => number) => string;

function line(text: string, roll: (sides: number) => number): readonly [lines: string[], at: number] {
  const lines = text.split('\n');
  return [lines, 1 + roll(lines.length - 1)];
}

/** What people do to a file, and what happens to it on the way. */
const EDITS: Readonly<Record<string, Edit>> = {
  'a number is another one': (text, roll) => {
    const numbers = [...text.matchAll(/(?<![\w.])\d+(?![\w.])/g)];
    const chosen = numbers[roll(numbers.length)];
    if (!chosen) return text;
    const value = String(Math.max(1, Number(chosen[0]) + roll(3) - 1));
    return text.slice(0, chosen.index) + value + text.slice(chosen.index + chosen[0].length);
  },
  'a blank line': (text, roll) => {
    const [lines, at] = line(text, roll);
    return lines.toSpliced(at, 0, '').join('\n');
  },
  'a comment': (text, roll) => {
    const [lines, at] = line(text, roll);
    const indent = /^\s*/.exec(lines[at] ?? '')?.[0] ?? '';
    const words = ['# a word', '# convlint: disable', '# convlint: input=3x40x40'][roll(3)] ?? '';
    return lines.toSpliced(at, 0, indent + words).join('\n');
  },
  'a line gone': (text, roll) => {
    const [lines, at] = line(text, roll);
    return lines.toSpliced(at, 1).join('\n');
  },
  'a line twice': (text, roll) => {
    const [lines, at] = line(text, roll);
    return lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
  },
  'two lines changed places': (text, roll) => {
    const [lines, at] = line(text, roll);
    return lines.toSpliced(at - 1, 2, lines[at] ?? '', lines[at - 1] ?? '').join('\n');
  },
  'half a line': (text, roll) => {
    const [lines, at] = line(text, roll);
    const whole = lines[at] ?? '';
    return lines.with(at, whole.slice(0, roll(whole.length + 1))).join('\n');
  },
  'a space': (text, roll) => {
    const commas = [...text.matchAll(/, /g)];
    const at = commas[roll(Math.max(1, commas.length))]?.index;
    return at === undefined ? text : `${text.slice(0, at + 1)} ${text.slice(at + 1)}`;
  },
};

const NAMES = Object.keys(EDITS);

function errorsIn(analysis: Analysis | undefined): readonly string[] {
  const diagnostics = analysis ? diagnosticsOf(analysis) : [];
  return diagnostics.flatMap(({ severity, code, message }) => (severity === 1 ? `${code} ${message}` : []));
}

/** Time is up when it has been asked for so often: in the middle of whatever it is. */
function urgent(questions: number): Pause {
  let left = questions;
  return Object.assign(() => left-- <= 0, { urgent: true });
}

describe('where an answer is waited for', () => {
  it.each(Object.entries({ BLOCKS, REGISTRY, FINDINGS, SCRIPT }))(
    'what is left for later comes to the same: %s',
    (name, original) => {
      const roll = dice(name.length * 104_729 + 77);
      const uri = `file:///hurried/${name}.py`;
      let text = original;
      let left = 0;
      let seen: readonly string[] = [];
      analyze({ uri, text });
      for (let step = 0; step < 40; step++) {
        text = (EDITS[NAMES[roll(NAMES.length)] ?? ''] as Edit)(roll(5) === 0 ? original : text, roll);
        // The models of the text before, as far as they are still there: whatever they are, they can be shown.
        let analysis = analyze({ uri, text }, roll(2) === 0 ? () => true : urgent(roll(12)));
        if (analysis) shown(analysis);
        const first = errorsIn(analysis);
        // Now and then somebody goes on typing.
        if (roll(3) === 0) {
          seen = [...seen, ...first];
          continue;
        }
        for (let turn = 0; analysis?.pending; turn++) {
          left++;
          expect(turn).toBeLessThan(200);
          analysis = analyze({ uri, text }, () => true);
        }
        if (analysis) expect(shown(analysis), `step ${step}\n${text}`).toBe(fresh(text));
        // No error comes too early, to be taken back.
        const whole = errorsIn(analysis);
        expect(first.filter((error) => !whole.includes(error) && !seen.includes(error))).toEqual([]);
        seen = whole;
      }
      expect(left).toBeGreaterThan(0);
    },
  );

  it('models that there was no time for are shown as they were, however long somebody types', () => {
    const uri = 'file:///hurried/long.py';
    const before = analyze({ uri, text: BLOCKS })?.models.map(({ name }) => name);
    expect(before?.length).toBeGreaterThan(1);
    for (let width = 10; width < 40; width++) {
      const text = BLOCKS.replace('nn.Linear(width, 10)', `nn.Linear(width, ${width})`);
      expect(analyze({ uri, text }, urgent(0))?.models.map(({ name }) => name)).toEqual(before);
    }
  });

  it.each(Object.entries({ BLOCKS, REGISTRY, FINDINGS, SCRIPT, SIZES }))(
    'what is opened in turns comes to the same: %s',
    (name, text) => {
      const uri = `file:///opened/${name}.py`;
      let analysis = analyze({ uri, text }, () => true);
      expect(analysis?.pending).toBeGreaterThan(0);
      for (let turn = 0; analysis?.pending && turn < 200; turn++) analysis = analyze({ uri, text }, () => true);
      expect(analysis && shown(analysis)).toBe(fresh(text));
    },
  );
});

describe.each(Object.entries({ BLOCKS, REGISTRY, FINDINGS, SCRIPT, SIZES }))('%s', (name, original) => {
  it.each([1, 2, 3])('any row of edits comes to what the text comes to on its own (%i)', (seed) => {
    const roll = dice(seed * 7919);
    const uri = `file:///edited/${name}-${seed}.py`;
    let text = original;
    const texts = [original];
    for (let step = 0; step < 40; step++) {
      const edit = NAMES[roll(NAMES.length + 2)];
      // Now and then something is taken back, or all of it.
      const before = roll(4) === 0 ? original : (texts.at(-2) ?? original);
      text = edit === undefined ? before : (EDITS[edit] as Edit)(text, roll);
      texts.push(text);
      const analysis = analyze({ uri, text });
      if (!analysis) continue;
      expect(shown(analysis), `step ${step}: ${edit ?? 'taken back'}\n${text}`).toBe(fresh(text));
    }
  });
});
