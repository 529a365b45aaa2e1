// Turns a problem's fixes into text edits, with the resulting shape in the title, found by running the model with the fix.
import { t } from '@vscode/l10n';
import { type Analysis, analyzeWith } from './analyze.ts';
import type { TextEdit } from './base/span.ts';
import type { Problem } from './rules/problem.ts';
import type { Fix } from './rules/rule.ts';

export interface Mend {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly preferred: boolean;
}

/** The fixes that the front end can write into the text, in the rule's order; `shapes` costs one analysis for each. */
export function mendsOf(analysis: Analysis, problem: Problem, { shapes = true } = {}): readonly Mend[] {
  return problem.fixes.flatMap((fix) => {
    const edits = editsOf(analysis, fix);
    if (!edits) return [];
    const title = shapes ? titleOf(analysis, problem, fix, edits) : fix.title;
    return [{ title, edits, preferred: fix.preferred ?? false }];
  });
}

export function editsOf(analysis: Analysis, fix: Fix): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const intent of fix.intents) {
    const rendered = analysis.source.renderEdit(intent);
    if (!rendered) return undefined;
    edits.push(...rendered);
  }
  return edits;
}

function titleOf(analysis: Analysis, { finding }: Problem, fix: Fix, edits: readonly TextEdit[]): string {
  const layer = finding.layer;
  if (!fix.showOutput || !layer) return fix.title;
  const model = analysis.models.findIndex(({ graph }) => graph.layers[layer.index] === layer);
  const mended = analyzeWith(analysis, edits)?.models[model]?.graph.layers[layer.index];
  const volume = mended?.refused ? undefined : mended?.outputs[0]?.volume;
  return volume?.dims ? t('{0} → {1}', fix.title, analysis.words.volume(volume)) : fix.title;
}
