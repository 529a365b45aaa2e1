// A finding dressed by its rule: severity, message, related places, fixes. What editors and terminals show.
import type { Span } from '../base/span.ts';
import type { RuleId } from '../graph/facts.ts';
import type { Finding } from '../graph/finding.ts';
import type { Fix, Severity } from './rule.ts';

export interface Related {
  readonly message: string;
  readonly span: Span;
  readonly uri?: string;
}

export interface Problem {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  /** The finding behind it: the first of its instances. */
  readonly finding: Finding;
  /** How many layers have it: code that runs 16 times gives one problem. */
  readonly instances: number;
}
