// What a rule is. One file per rule holds its meta, its words, its fixes and, where it judges a whole graph, its check.
import type { DialectId } from '../graph/dialect.ts';
import type { RuleFacts, RuleId } from '../graph/facts.ts';
import type { FindingOf, RelatedPlace } from '../graph/finding.ts';
import type { Graph, Layer } from '../graph/graph.ts';
import type { Intent } from '../graph/intent.ts';
import type { Words } from './words.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** A threshold that users may set. */
export interface RuleOption {
  readonly type: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
}

export type OptionValues = Readonly<Record<string, number>>;

export interface Fix {
  /** Without the resulting shape, which is found by running the model with the fix. */
  readonly title: string;
  readonly intents: readonly Intent[];
  /** Safe to apply to a whole file, and what most would choose. */
  readonly preferred?: boolean;
  /** Show the mended layer's new output in the title. */
  readonly showOutput?: boolean;
}

export interface CheckContext {
  readonly dialect: DialectId;
  readonly options: OptionValues;
}

export interface Rule<R extends RuleId = RuleId> {
  readonly id: R;
  /** The usual severity; `severityOf` refines it from the facts. */
  readonly severity: Severity;
  /** One English sentence for lists; translated where it is shown. */
  readonly summary: string;
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** Advice that changes whatever its place makes: told where it is for every model of the file that is made there. */
  readonly unanimous?: true;
  /** Undefined: not worth a word here. A user's severity replaces all but a hint of a rule that is no hint. */
  severityOf?(finding: FindingOf<R>, graph: Graph | undefined): Severity | undefined;
  /** What is wrong with the real numbers, why it matters, what to do. */
  message(finding: FindingOf<R>, words: Words): string;
  /** Places that have to do with it, beside those that the finding brings; asked only when it is shown. */
  places?(finding: FindingOf<R>): readonly RelatedPlace[];
  related?(place: RelatedPlace, finding: FindingOf<R>, words: Words): string;
  fixes?(finding: FindingOf<R>, words: Words): readonly Fix[];
  check?(graph: Graph, context: CheckContext): Iterable<FindingOf<R>>;
}

/** A rule whose id type is erased, as the registry keeps it. */
export type AnyRule = Omit<Rule, 'severityOf' | 'message' | 'places' | 'related' | 'fixes' | 'check'> & {
  severityOf?(finding: FindingOf<RuleId>, graph: Graph | undefined): Severity | undefined;
  message(finding: FindingOf<RuleId>, words: Words): string;
  places?(finding: FindingOf<RuleId>): readonly RelatedPlace[];
  related?(place: RelatedPlace, finding: FindingOf<RuleId>, words: Words): string;
  fixes?(finding: FindingOf<RuleId>, words: Words): readonly Fix[];
  check?(graph: Graph, context: CheckContext): Iterable<FindingOf<RuleId>>;
};

export function defineRule<R extends RuleId>(rule: Rule<R>): AnyRule {
  return rule as unknown as AnyRule;
}

/**
 * A finding about an attribute of a layer, at that attribute where the file writes it; else where the file makes the layer's
 * module, for that is where the attribute would be written.
 */
export function at<R extends RuleId>(layer: Layer, rule: R, facts: RuleFacts[R], attribute?: string): FindingOf<R> {
  const { given, origin: making } = layer.module;
  const isMadeHere = making.uri === undefined && making.inner === undefined;
  const origin = attribute !== undefined && isMadeHere ? making : layer.origin;
  const span = (attribute === undefined ? undefined : given[attribute]?.span) ?? origin.head;
  return {
    rule,
    facts,
    layer,
    span,
    ...(attribute === undefined ? {} : { attribute }),
    ...(origin.uri ? { uri: origin.uri } : {}),
  };
}
