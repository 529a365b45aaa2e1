// One dimension of a volume: an integer, a multiple of the batch N, or unknown with a cause. Arithmetic absorbs unknowns.
import type { Cause } from './cause.ts';

/** (numerator/denominator)·N in lowest terms, denominator ≥ 1, numerator ≠ 0. */
export interface BatchDim {
  readonly kind: 'batch';
  readonly numerator: number;
  readonly denominator: number;
}

export interface UnknownDim {
  readonly kind: 'unknown';
  readonly cause: Cause;
}

export type Dim = number | BatchDim | UnknownDim;

export const N: BatchDim = { kind: 'batch', numerator: 1, denominator: 1 };

export function unknownDim(cause: Cause): UnknownDim {
  return { kind: 'unknown', cause };
}

export function isKnown(dim: Dim): dim is number {
  return typeof dim === 'number';
}

export function isBatch(dim: Dim): dim is BatchDim {
  return typeof dim === 'object' && dim.kind === 'batch';
}

export function isUnknown(dim: Dim): dim is UnknownDim {
  return typeof dim === 'object' && dim.kind === 'unknown';
}

export function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

/** k·N in lowest terms; 0·N is the number 0. */
export function batchMultiple(numerator: number, denominator = 1): Dim {
  if (numerator === 0) return 0;
  const divisor = gcd(numerator, denominator) * Math.sign(denominator);
  return { kind: 'batch', numerator: numerator / divisor, denominator: denominator / divisor };
}

const LOST: Cause = { reason: 'batch-arithmetic', facts: {} };

/** A new unknown: one that stands for itself stays the same object, what is reckoned from it is another number. */
function firstUnknown(a: Dim, b: Dim): UnknownDim {
  if (isUnknown(a)) return unknownDim(a.cause);
  if (isUnknown(b)) return unknownDim(b.cause);
  return unknownDim(LOST);
}

export function add(a: Dim, b: Dim): Dim {
  if (isKnown(a) && isKnown(b)) return a + b;
  if (a === 0) return b;
  if (b === 0) return a;
  if (isBatch(a) && isBatch(b)) {
    return batchMultiple(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
  }
  return firstUnknown(a, b);
}

export function subtract(a: Dim, b: Dim): Dim {
  return add(a, multiply(b, -1));
}

export function multiply(a: Dim, b: Dim): Dim {
  if (isKnown(a) && isKnown(b)) return a * b;
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  if (b === 1) return a;
  if (isBatch(a) && isKnown(b)) return batchMultiple(a.numerator * b, a.denominator);
  if (isKnown(a) && isBatch(b)) return batchMultiple(a * b.numerator, b.denominator);
  return firstUnknown(a, b);
}

/** a/b where it comes out even (k·N counts as even for any k); otherwise unknown. */
export function divide(a: Dim, b: Dim): Dim {
  if (b === 0) return firstUnknown(a, b);
  if (b === 1) return a;
  if (isKnown(a) && isKnown(b)) return a % b === 0 ? a / b : unknownDim(LOST);
  if (isBatch(a) && isKnown(b)) return batchMultiple(a.numerator, a.denominator * b);
  if (isBatch(a) && isBatch(b)) {
    const quotient = (a.numerator * b.denominator) / (a.denominator * b.numerator);
    return Number.isInteger(quotient) ? quotient : unknownDim(LOST);
  }
  return firstUnknown(a, b);
}

/** f(a) for a known dimension; anything else stays what makes it unknown. */
export function map(dim: Dim, f: (value: number) => number): Dim {
  return isKnown(dim) ? f(dim) : firstUnknown(dim, dim);
}

export function product(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>(multiply, 1);
}

/** With a batch of one: what grows with N² is still a number. */
export function productOfOneSample(dims: readonly Dim[]): Dim {
  return product(dims.map((dim) => (isBatch(dim) ? dim.numerator / dim.denominator : dim)));
}

/** true or false where it holds for every N ≥ 2 and every value of what is unknown; otherwise undefined. */
export function equal(a: Dim, b: Dim): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (isKnown(a) && isKnown(b)) return a === b;
  if (isBatch(a) && isBatch(b)) return a.numerator === b.numerator && a.denominator === b.denominator;
  const [known, batch] = isKnown(a) ? [a, b as BatchDim] : [b as number, a as BatchDim];
  const n = (known * batch.denominator) / batch.numerator;
  return Number.isInteger(n) && n >= 2 ? undefined : false;
}

/** True only where the two are known to differ. */
export function differ(a: Dim, b: Dim): boolean {
  return equal(a, b) === false;
}

/** Whether weights of a known size refuse it. What grows with the batch they fit for one batch at most: nobody means that. */
export function misfits(actual: Dim, expected: Dim): boolean {
  return differ(actual, expected) || (isBatch(actual) && isKnown(expected));
}

/** The better known of two dimensions that must be equal. */
export function merge(a: Dim, b: Dim): Dim {
  if (isUnknown(a)) return b;
  return isBatch(a) && isKnown(b) ? b : a;
}
