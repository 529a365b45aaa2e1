// Which shape the same cells take: a target with one −1 worked out. Pure arithmetic.
import { batchMultiple, type Dim, divide, equal, isBatch, isKnown, isUnknown, product } from './dim.ts';
import { REFUSED } from './refused.ts';
import { dimText, listText } from './torch-text.ts';

export interface Solved {
  readonly dims: readonly Dim[];
  /** PyTorch's words where the cells cannot take the shape. */
  readonly problem?: string;
}

/**
 * The target shape with its one −1 worked out. With a batch the −1 becomes a multiple of N; a fraction of N that the
 * input did not have is a problem, because it fails for most batches.
 * Source: aten/src/ATen/InferSize.h, PyTorch 2.13.
 */
export function solveShape(from: readonly Dim[], target: readonly Dim[]): Solved {
  const free = target.flatMap((dim, index) => (dim === -1 ? [index] : []));
  const negative = target.findIndex((dim) => isKnown(dim) && dim < -1);
  if (negative >= 0) {
    const problem = `invalid shape dimension ${dimText(target[negative])} at index ${negative} of shape ${listText(target)}`;
    return { dims: settled(target), problem };
  }
  if (free.length > 1) return { dims: settled(target), problem: 'only one dimension can be inferred' };

  const [cells, fixed] = cancel(
    from,
    target.filter((dim) => dim !== -1),
  );
  const problem = `shape '${listText(target)}' is invalid for input of size ${dimText(product(from))}`;
  if (free.length === 0) return equal(cells, fixed) === false ? { dims: target, problem } : { dims: target };
  if (fixed === 0) {
    const ambiguous = `cannot reshape tensor of 0 elements into shape ${listText(target)} because the unspecified dimension size -1 can be any value and is ambiguous`;
    return { dims: settled(target), problem: cells === 0 ? ambiguous : problem };
  }
  const solved = quotient(cells, fixed);
  if (solved === undefined || isNewFraction(solved, from)) return { dims: settled(target), problem };
  return { dims: target.map((dim) => (dim === -1 ? solved : dim)) };
}

/** Products of both sides; where one is unknown, sizes that stand on both sides cancel first. */
function cancel(from: readonly Dim[], target: readonly Dim[]): readonly [Dim, Dim] {
  const cells = product(from);
  const fixed = product(target);
  if (!isUnknown(cells) && !isUnknown(fixed)) return [cells, fixed];
  const rest = [...from];
  const once = (dims: readonly Dim[], dim: Dim) => dims.indexOf(dim) === dims.lastIndexOf(dim);
  const unmatched = target.filter((dim) => {
    // An unknown that stands for several sizes at once says of none of them that it is the same.
    const isTwin = (other: Dim) =>
      isUnknown(dim) ? other === dim && once(from, dim) && once(target, dim) : equal(other, dim) === true;
    const twin = rest.findIndex(isTwin);
    if (twin >= 0) rest.splice(twin, 1);
    return twin < 0;
  });
  return [product(rest), product(unmatched)];
}

/** Undefined where it comes out even for no batch at all. */
function quotient(cells: Dim, fixed: Dim): Dim | undefined {
  if (isUnknown(cells) || isUnknown(fixed)) return divide(cells, fixed);
  if (cells === 0) return 0;
  if (isKnown(cells) && isKnown(fixed)) return cells % fixed === 0 ? cells / fixed : undefined;
  if (isBatch(cells) && isKnown(fixed)) return batchMultiple(cells.numerator, cells.denominator * fixed);
  const even = divide(cells, fixed);
  return isBatch(cells) && isUnknown(even) ? undefined : even;
}

function isNewFraction(solved: Dim, from: readonly Dim[]): boolean {
  if (!isBatch(solved) || solved.denominator === 1) return false;
  return !from.some((dim) => isBatch(dim) && dim.denominator % solved.denominator === 0);
}

/** What remains of a target whose −1 has no answer. */
function settled(target: readonly Dim[]): readonly Dim[] {
  return target.map((dim) => (isKnown(dim) && dim < 0 ? REFUSED : dim));
}
