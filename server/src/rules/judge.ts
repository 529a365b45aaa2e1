// From a graph and its findings to problems: runs the checks, groups instances, applies severities and suppressions.
import { t } from '@vscode/l10n';
import type { DialectId } from '../graph/dialect.ts';
import type { RuleId } from '../graph/facts.ts';
import type { Finding, FindingOf } from '../graph/finding.ts';
import type { Graph } from '../graph/graph.ts';
import { callChain } from './call-chain.ts';
import { ruleOf, rules } from './index.ts';
import { compositeOf } from './layers.ts';
import type { Problem, Related } from './problem.ts';
import type { AnyRule, Fix, OptionValues, Severity } from './rule.ts';
import { SEVERITIES } from './rule.ts';
import type { Suppressions } from './suppressions.ts';
import type { Words } from './words.ts';

/** What users set for a rule. */
export interface RuleSetting {
  readonly severity?: Severity | 'off';
  readonly options?: OptionValues;
}

export type RuleSettings = Readonly<Partial<Record<RuleId, RuleSetting>>>;

export interface JudgeContext {
  readonly dialect: DialectId;
  readonly settings: RuleSettings;
  readonly suppressions: Suppressions;
  readonly words: Words;
}

interface Judged {
  readonly finding: FindingOf<RuleId>;
  readonly rule: AnyRule;
  readonly severity: Severity;
}

/** One problem per (rule, span), the worst instance first; in the order of the text. */
export function judge(
  graph: Graph | undefined,
  findings: readonly Finding[],
  context: JudgeContext,
): readonly Problem[] {
  const groups = new Map<string, Judged[]>();
  for (const finding of [...findings, ...(graph ? checked(graph, context) : [])] as FindingOf<RuleId>[]) {
    const judged = severityOf(finding, graph, context);
    if (!judged) continue;
    const key = `${finding.rule} ${finding.uri ?? ''} ${finding.span.start} ${finding.span.end}`;
    const group = groups.get(key);
    if (group) group.push(judged);
    else groups.set(key, [judged]);
  }
  const problems = [...groups.values()].map((group) => dress(group, context.words));
  return problems.sort((a, b) => a.span.start - b.span.start || rank(a.severity) - rank(b.severity));
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** What the checks find, but on layers that were refused already: one wrong layer gives one problem. */
function* checked(graph: Graph, { dialect, settings }: JudgeContext): Iterable<Finding> {
  const wrong = new Set(
    graph.findings.flatMap(({ rule, layer }) => (layer && ruleOf(rule)?.severity === 'error' ? [layer] : [])),
  );
  for (const rule of rules) {
    if (!rule.check || settings[rule.id]?.severity === 'off') continue;
    const options = optionsOf(rule, settings[rule.id]?.options);
    for (const finding of rule.check(graph, { dialect, options }) as Iterable<Finding>) {
      if (finding.layer && (wrong.has(finding.layer) || isTheirs(finding, rule))) continue;
      yield finding;
    }
  }
}

/** Advice about the inside of a composite is of no use to who names it, unless it is about an argument that they write. */
function isTheirs({ layer, span }: Finding, { severity }: AnyRule): boolean {
  if (!layer || severity === 'error' || severity === 'warning') return false;
  return compositeOf(layer) !== undefined && span === layer.origin.head;
}

function optionsOf(rule: AnyRule, given: OptionValues = {}): OptionValues {
  const defaults = Object.entries(rule.options ?? {}).map(([name, option]) => [name, option.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

function severityOf(finding: FindingOf<RuleId>, graph: Graph | undefined, context: JudgeContext): Judged | undefined {
  const rule = ruleOf(finding.rule);
  const set = context.settings[finding.rule]?.severity;
  if (!rule || set === 'off' || isSuppressed(finding, context)) return undefined;
  const refined = rule.severityOf ? rule.severityOf(finding, graph) : rule.severity;
  if (!refined) return undefined;
  // A rule's by-the-way remarks stay hints when a user makes the rule itself louder.
  const isRemark = refined === 'hint' && rule.severity !== 'hint';
  return { finding, rule, severity: set === undefined || isRemark ? refined : set };
}

/** By a comment at the place itself, or at the head of the layer that it belongs to. */
function isSuppressed({ rule, span, uri, layer }: FindingOf<RuleId>, { suppressions }: JudgeContext): boolean {
  if (uri !== undefined) return false;
  return suppressions.covers(rule, span) || (layer !== undefined && suppressions.covers(rule, layer.origin.head));
}

function dress(group: readonly Judged[], words: Words): Problem {
  const [first, ...others] = [...group].sort((a, b) => rank(a.severity) - rank(b.severity)) as [Judged, ...Judged[]];
  const { finding, rule, severity } = first;
  return {
    rule: rule.id,
    severity,
    message: messageOf(first, words),
    span: finding.span,
    related: [...relatedOf(first, words), ...callChain([first, ...others].map((each) => each.finding))],
    fixes: agreedFixes([first, ...others], words),
    finding: finding as Finding,
    instances: group.length,
  };
}

function messageOf({ finding, rule }: Judged, words: Words): string {
  const message = rule.message(finding, words);
  return finding.quote && words.framework
    ? t('{0} {1} will say: “{2}”', message, words.framework, finding.quote)
    : message;
}

function relatedOf({ finding, rule }: Judged, words: Words): Related[] {
  return [...(finding.related ?? []), ...(rule.places?.(finding) ?? [])].flatMap((place) => {
    const message = rule.related?.(place, finding, words);
    return message === undefined ? [] : [{ message, span: place.span, ...(place.uri ? { uri: place.uri } : {}) }];
  });
}

/** Only fixes that every instance wants: a literal that runs often has one value. */
function agreedFixes(group: readonly Judged[], words: Words): readonly Fix[] {
  const [first, ...others] = group.map(({ rule, finding }) => rule.fixes?.(finding, words) ?? []);
  const signature = (fix: Fix) =>
    JSON.stringify([fix.title, fix.intents.map((intent) => ({ ...intent, layer: undefined }))]);
  const wanted = others.map((fixes) => new Set(fixes.map(signature)));
  return (first ?? []).filter((fix) => wanted.every((set) => set.has(signature(fix))));
}
