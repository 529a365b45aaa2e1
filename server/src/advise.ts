// What a problem's message cannot know without running the model again: at which input sizes volumes that are joined would agree.
// Computed when the problem is shown, and once for each model.
import { t } from '@vscode/l10n';
import type { Analysis, ModelAnalysis } from './analyze.ts';
import { type Multiple, workingMultiple } from './engine/search.ts';
import type { RuleId } from './graph/facts.ts';
import type { Problem } from './rules/problem.ts';

const JOINS: ReadonlySet<RuleId> = new Set<RuleId>(['concat-shapes-differ', 'add-shapes-differ']);

/** Models with more layers than this are not run again for a sentence. */
const MOST_LAYERS = 20_000;

/** By model, as long as it is the same. */
const found = new WeakMap<object, Multiple | undefined>();

/** The problem's message, and what to do about the input where that is what is wrong. */
export function messageOf(analysis: Analysis, problem: Problem): string {
  const advice = adviceOf(analysis, problem);
  return advice === undefined ? problem.message : `${problem.message} ${advice}`;
}

export function adviceOf({ models, words }: Analysis, { rule, finding }: Problem): string | undefined {
  if (!JOINS.has(rule)) return undefined;
  const model = models.find(({ graph }) => finding.layer && graph.layers[finding.layer.index] === finding.layer);
  if (!model || model.graph.layers.length > MOST_LAYERS) return undefined;
  const { multiple, nearest } = multipleOf(model) ?? {};
  if (multiple === undefined || !nearest) return undefined;
  return t(
    'It works when height and width of the image are multiples of {0}, such as {1}.',
    words.number(multiple),
    words.oneOf(nearest.map((size) => words.size(size))),
  );
}

function multipleOf(model: ModelAnalysis): Multiple | undefined {
  const key = model.lasting?.identity ?? model;
  if (!found.has(key)) found.set(key, workingMultiple(model.graph, model.rerun, JOINS));
  return found.get(key);
}
