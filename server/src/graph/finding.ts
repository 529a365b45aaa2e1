// What an operator, a front end or a check noticed: data only. Its rule gives it a severity, words and fixes.
import type { Span } from '../base/span.ts';
import type { RuleFacts, RuleId } from './facts.ts';
import type { Layer } from './graph.ts';

export interface RelatedPlace {
  readonly span: Span;
  readonly uri?: string;
  /** What the place has to do with it; the words are the rule's. */
  readonly role:
    | 'shrank-here'
    | 'joined-here'
    | 'value-comes-from'
    | 'called-from'
    | 'built-here'
    | 'defined-here'
    | 'wanted-here';
  readonly layer?: Layer;
}

export interface FindingOf<R extends RuleId> {
  readonly rule: R;
  readonly span: Span;
  /** Where it is not in the analysed text itself. */
  readonly uri?: string;
  readonly facts: RuleFacts[R];
  readonly layer?: Layer;
  /** The attribute that is wrong, by its canonical name. */
  readonly attribute?: string;
  /** The framework's own words at run time, so that a search finds them. */
  readonly quote?: string;
  readonly related?: readonly RelatedPlace[];
}

export type Finding = { [R in RuleId]: FindingOf<R> }[RuleId];
