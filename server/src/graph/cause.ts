// Why something is unknown, as data: which reason, with which facts, and where it was lost. The words are in rules/gaps.ts.
import type { Span } from '../base/span.ts';

/** A place in a text; without a uri, the analysed text itself. */
export interface Place {
  readonly span: Span;
  readonly uri?: string;
}

/** Facts of each reason why tracking stops. */
export interface ReasonFacts {
  /** A sum or quotient with the batch that is no multiple of it. */
  'batch-arithmetic': Record<string, never>;
  /** The layer's operator is not known to ConvLint. */
  'unknown-layer': { readonly name: string };
  /** The layer before refuses its input; its finding says why. */
  refused: { readonly layer: string };
  /** An attribute has no known value. */
  'unknown-attribute': { readonly attribute: string; readonly operator?: string };
  /** The file does not say the input's shape. */
  'missing-input': Record<string, never>;
  /** A reference leads nowhere. */
  'missing-reference': { readonly name: string };
  /** The size depends on the data, not on shapes. */
  'depends-on-data': { readonly operator: string };
  /** The analysis stopped itself: too many layers, too deep, too large. */
  'limit-reached': { readonly limit: number; readonly what: string };
  /** A module whose source is not read. */
  'unknown-import': { readonly module: string };
  /** A function, class or attribute of a library that is not modelled. */
  'not-modelled': { readonly name: string };
  /** What stands there does not parse. */
  syntax: Record<string, never>;
  /** It depends on a condition whose outcome is not known: the two sides differ. */
  branch: Record<string, never>;
  /** Python raises an exception there, and the rest is not run. */
  raised: { readonly exception: string };
  /** A name that is not defined where it should be: an earlier line failed. */
  'unknown-name': { readonly name: string };
}

export type Reason = keyof ReasonFacts;

export type Cause = {
  [R in Reason]: { readonly reason: R; readonly facts: ReasonFacts[R]; readonly place?: Place };
}[Reason];
