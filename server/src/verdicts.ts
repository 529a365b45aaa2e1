// What judging a model comes to: totals, problems and gaps. Of models that outlive edits it is kept as long as they are the
// same, and only places are moved. Pure: what is kept changes no answer.
import type { Span } from './base/span.ts';
import { type Totals, totalsOf } from './engine/totals.ts';
import type { BuiltModel } from './frontends/front-end.ts';
import type { RuleId } from './graph/facts.ts';
import type { Finding } from './graph/finding.ts';
import type { Gap, Graph } from './graph/graph.ts';
import { MovedGraph, type MovePlace } from './graph/moved.ts';
import { isCertain, isCertainWhereSeen } from './rules/certain.ts';
import { ruleOf } from './rules/index.ts';
import { type JudgeContext, judge } from './rules/judge.ts';
import { movedProblem } from './rules/moved-problem.ts';
import type { Problem } from './rules/problem.ts';
import { NOTHING } from './rules/suppressions.ts';

export interface Verdict {
  readonly totals: Totals;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
  /** Which problems rest on a guess is not known yet: there are those that were there before the last edit, too. */
  readonly undecided?: true;
}

interface Kept extends Verdict {
  /** What it holds for beside the model: rules' settings and the language of words. */
  readonly context: string;
  readonly graph: Graph;
  readonly at: object;
  shown: Shown;
}

/** What was said of a model, where it stood in the last text for which that was sure. */
interface Shown {
  readonly at: object;
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly rule: string;
  readonly span: Span;
  readonly uri?: string;
  /** Of its fixes. */
  readonly titles: readonly string[];
}

const kept = new WeakMap<object, Kept>();

const STAYS: MovePlace = (span) => span;

/** `name`: whatever the context says, in one word. */
export function verdictOf(model: BuiltModel, context: JudgeContext, name: string): Verdict {
  const { lasting } = model;
  if (!lasting) return judged(model, context);
  const verdict = keptVerdict(model, context, name);
  // Which of a place's instances a comment is about, only judging them tells.
  if (verdict.problems.length === 0 || context.suppressions === NOTHING) return verdict;
  return { ...verdict, ...problemsOf(model, context) };
}

function keptVerdict(model: BuiltModel, context: JudgeContext, name: string): Verdict {
  const { lasting } = model;
  const known = lasting && kept.get(lasting.identity);
  if (lasting && known?.context === name && !known.undecided) {
    const now = moved(known, model, lasting.moveFrom(known.at));
    if (!lasting.stale) known.shown = shownAt(now.problems, lasting.at);
    return now;
  }
  const verdict = judged(model, { ...context, suppressions: NOTHING });
  if (lasting) {
    const { identity, at } = lasting;
    kept.set(identity, { ...verdict, context: name, graph: model.graph, at, shown: shownAt(verdict.problems, at) });
  }
  return verdict;
}

function judged(model: BuiltModel, context: JudgeContext): Verdict {
  const { graph } = model;
  return { totals: totalsOf(graph), gaps: graph.gaps, ...problemsOf(model, context) };
}

/** What is found on the guessed input, and was shown before the last edit: it does not go and come again while one types. */
function shownBefore({ lasting }: BuiltModel, problems: readonly Problem[]): readonly Problem[] {
  const before = new Map(
    [lasting?.identity, lasting?.before].flatMap((each) => {
      const { shown } = (each && kept.get(each)) ?? {};
      return lasting && shown
        ? shown.marks.flatMap((mark) => moveMark(mark, lasting.moveFrom(shown.at, shown.at)))
        : [];
    }),
  );
  return problems.flatMap((problem) => {
    const titles = before.get(keyOf(problem));
    return titles ? [{ ...problem, fixes: problem.fixes.filter(({ title }) => titles.includes(title)) }] : [];
  });
}

function shownAt(problems: readonly Problem[], at: object): Shown {
  const marks = problems.map(({ rule, span, finding: { uri }, fixes }): Mark => {
    const titles = fixes.map(({ title }) => title);
    return uri === undefined ? { rule, span, titles } : { rule, span, uri, titles };
  });
  return { at, marks };
}

function moveMark(
  { rule, span, uri, titles }: Mark,
  move: MovePlace = STAYS,
): readonly (readonly [string, Mark['titles']])[] {
  const now = move(span, uri);
  return now ? [[keyAt(rule, uri, now), titles]] : [];
}

function moved({ totals, problems, gaps, graph, at }: Kept, model: BuiltModel, move: MovePlace | undefined): Verdict {
  const { lasting } = model;
  if (!move && lasting?.at === at) return { totals, problems, gaps };
  const placed = new MovedGraph(graph, move ?? STAYS);
  return {
    totals,
    problems: problems.flatMap((problem) =>
      movedProblem(problem, move ?? STAYS, (layer) => model.graph.layers[layer.index] ?? layer),
    ),
    gaps: gaps.map((gap) => placed.gap(gap)),
  };
}

/** Nothing that rests on a guess: what another admissible input would not show, or would mend otherwise, is left out. */
function problemsOf(model: BuiltModel, context: JudgeContext): Pick<Verdict, 'problems' | 'undecided'> {
  const { graph, others } = model;
  const problems = judge(graph, graph.findings, context);
  if (!others || problems.length === 0) return { problems };
  const graphs = others();
  if (!graphs) return { problems: shownBefore(model, problems), undecided: true };
  const found = graphs
    .filter((other) => vanishes(graph) || !vanishes(other))
    .map((other) => ({ other, by: new Map(judge(other, other.findings, context).map((each) => [keyOf(each), each])) }));
  const held = problems.flatMap((problem) => {
    const known = found.flatMap(({ other, by }) => {
      const same = by.get(keyOf(problem));
      return same ? [{ problem: same, graph: other, findings: findingsOf(same, other) }] : [];
    });
    const seen = { findings: findingsOf(problem, graph), graph };
    const hidden = found.flatMap(({ other, by }) => (by.has(keyOf(problem)) ? [] : [other]));
    if (hidden.length > 0 && !(problem.severity === 'error' && isCertainWhereSeen(seen, known, hidden))) return [];
    const certain = hidden.length > 0 || problem.severity !== 'error' || isCertain(seen, known);
    const same = known.map((each) => each.problem);
    return certain ? [{ ...problem, fixes: agreed(problem, same) }] : [];
  });
  return { problems: held };
}

/** All that are one problem: checks find more than the graph holds. */
function findingsOf({ finding }: Problem, { findings }: Graph): readonly Finding[] {
  const { rule, uri, span } = finding;
  const key = keyAt(rule, uri, span);
  const found = findings.filter((each) => each.rule === rule && keyAt(each.rule, each.uri, each.span) === key);
  return found.length > 0 ? found : [finding];
}

/** Of too small a volume nothing, or a single cell, is left. */
const VANISHED: ReadonlySet<RuleId> = new Set(['volume-vanishes', 'single-value-per-channel']);

/** An input that is too small for the model says nothing of it. */
function vanishes({ findings }: Graph): boolean {
  return findings.some(({ rule, layer }) => VANISHED.has(rule) && layer?.refused === true);
}

/** What one literal is changed to, all must want. */
export function agreed({ fixes }: Problem, others: readonly Problem[]): Problem['fixes'] {
  return fixes.filter(({ title }) => others.every((other) => other.fixes.some((fix) => fix.title === title)));
}

/** No other model is made at the place of advice that would change it, but is not for it. */
export function isForAll(
  problem: Problem,
  models: readonly (Pick<Verdict, 'problems'> & { readonly graph: Graph })[],
): boolean {
  if (!ruleOf(problem.rule)?.unanimous || models.length < 2) return true;
  const key = keyOf(problem);
  const { start } = problem.span;
  return models.every(
    ({ problems, graph }) =>
      problems.some((each) => keyOf(each) === key) ||
      !graph.modules.some(({ origin }) => origin.uri === undefined && origin.head.start === start),
  );
}

/** What makes two problems one. */
export function keyOf({ rule, span, finding }: Problem): string {
  return keyAt(rule, finding.uri, span);
}

function keyAt(rule: string, uri: string | undefined, { start, end }: Span): string {
  return `${rule} ${uri ?? ''} ${start} ${end}`;
}
