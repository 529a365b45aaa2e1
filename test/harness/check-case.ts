// Holds one literate case against the analysis: every expectation must be met, and every problem must be expected.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { applyEdits } from '../../server/src/base/span.ts';
import { DEFAULT_CONFIG } from '../../server/src/config/config.ts';
import { mendsOf } from '../../server/src/mend.ts';
import type { Problem } from '../../server/src/rules/problem.ts';
import './grammars.ts';
import type { ExpectedProblem, LiterateCase } from './literate.ts';
import { translations } from './translations.ts';

/** What differs, a line each; empty when all is as expected. */
export function checkCase(example: LiterateCase): readonly string[] {
  const locale = example.settings.get('locale') ?? 'en';
  l10n.config({ contents: locale === 'en' ? {} : Object.fromEntries(translations(locale)) });
  try {
    const analysis = analyzeCase(example);
    if (!analysis) return [`No front end reads ${example.name}.`];
    return [...checkProblems(analysis, example), ...checkShapes(analysis, example)];
  } finally {
    l10n.config({ contents: {} });
  }
}

export function analyzeCase({ name, text, settings }: LiterateCase): Analysis | undefined {
  const inputs = settings
    .get('input')
    ?.split(',')
    .map((shape) => shape.split('x').map(Number));
  const rules = JSON.parse(settings.get('set') ?? '{}');
  return analyze({
    uri: `file:///cases/${name}`,
    text,
    config: { ...DEFAULT_CONFIG, rules, locale: settings.get('locale') ?? 'en' },
    ...(inputs ? { inputs } : {}),
  });
}

function checkProblems(analysis: Analysis, { problems: expected, text }: LiterateCase): readonly string[] {
  const left = [...analysis.problems];
  const differences: string[] = [];
  for (const expectation of expected) {
    const index = left.findIndex((problem) => meets(analysis, problem, expectation));
    const [problem] = index < 0 ? [] : left.splice(index, 1);
    if (!problem) {
      const { line, severity, rule, text: words, columns } = expectation;
      const place = columns ? `${line + 1}:${columns[0] + 1}–${columns[1] + 1}` : `${line + 1}`;
      differences.push(`- ${place} ${severity}[${rule}]: "${words}"`);
      continue;
    }
    differences.push(...checkFixes(analysis, problem, expectation, text));
    for (const words of expectation.related) {
      if (!problem.related.some(({ message }) => message.includes(words)))
        differences.push(
          `- related: "${words}" among ${JSON.stringify(problem.related.map(({ message }) => message))}`,
        );
    }
  }
  return [...differences, ...left.map((problem) => `+ ${show(analysis, problem)}`)];
}

function meets({ lines }: Analysis, { span, severity, rule, message }: Problem, expected: ExpectedProblem): boolean {
  const start = lines.position(span.start);
  if (start.line !== expected.line || severity !== expected.severity || rule !== expected.rule) return false;
  if (!message.includes(expected.text)) return false;
  if (!expected.columns) return true;
  const end = lines.position(span.end);
  return start.column === expected.columns[0] && end.line === start.line && end.column === expected.columns[1];
}

function checkFixes(analysis: Analysis, problem: Problem, expected: ExpectedProblem, text: string): readonly string[] {
  const mends = mendsOf(analysis, problem);
  return expected.fixes.flatMap((title) => {
    const mend = mends.find((candidate) => candidate.title === title);
    if (!mend) return [`- fix: "${title}" among ${JSON.stringify(mends.map((candidate) => candidate.title))}`];
    const mended = analyze({ ...analysis.request, text: applyEdits(text, mend.edits) });
    const count = (problems: readonly Problem[] = []) => problems.filter(({ rule }) => rule === problem.rule).length;
    return count(mended?.problems) < count(analysis.problems)
      ? []
      : [`  fix "${title}" leaves the problem:\n${applyEdits(text, mend.edits)}`];
  });
}

function show({ lines }: Analysis, { span, severity, rule, message }: Problem): string {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return `${start.line + 1}:${start.column + 1}–${end.column + 1} ${severity}[${rule}]: "${message}"`;
}

function checkShapes(analysis: Analysis, { shapes: expected }: LiterateCase): readonly string[] {
  return expected.flatMap(({ line, shapes }) => {
    const layers = analysis.models
      .flatMap(({ graph }) => graph.layers)
      .filter(({ origin }) => !origin.uri && analysis.lines.position(origin.head.start).line === line);
    const actual = [
      ...new Set(layers.flatMap(({ outputs }) => outputs.map(({ volume }) => analysis.words.volume(volume)))),
    ];
    const wanted = shapes.map((shape) => shape.trim().replaceAll(/(?<=[\w?])x(?=[\w?])/g, '×'));
    return actual.join(', ') === wanted.join(', ')
      ? []
      : [`- ${line + 1} shape: ${wanted.join(', ')}`, `+ ${line + 1} shape: ${actual.join(', ') || 'no layer here'}`];
  });
}

/** All Markdown files of a folder's cases. */
export function readText(...path: readonly string[]): string {
  return readFileSync(join(import.meta.dirname, '../..', ...path), 'utf8');
}
