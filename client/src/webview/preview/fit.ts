// Whether a window fits: what is lost, and how bad that is. The numbers are the operators' own.
import {
  type AxisWindow,
  effectiveKernel,
  exactOutput,
  outputSize,
  paddedInput,
  rest,
  transposedSize,
  unreadCells,
} from '../../../../server/src/base/window.ts';
import type { PreviewAxis } from '../../../../server/src/protocol.ts';

export type Operation = 'pool' | 'conv' | 'conv-transpose';

/** From good to bad. `padding` and `gap` lose nothing that matters: only padding, or no more than the stride skips anyway. */
const VERDICTS = ['fits', 'padding', 'gap', 'lost', 'too-much-padding', 'vanishes'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Fit {
  readonly verdict: Verdict;
  /** Cells that come out; below 1 the volume is gone. */
  readonly size: number;
  /** The size before rounding. */
  readonly exact: number;
  /** Input cells at the far edge that no window reaches. */
  readonly unreadAtEnd: readonly number[];
}

export function fitOf(axis: PreviewAxis, operation: Operation): Fit {
  if (operation === 'conv-transpose') {
    const size = transposedSize(axis);
    return { verdict: size < 1 ? 'vanishes' : 'fits', size, exact: size, unreadAtEnd: [] };
  }
  const size = outputSize(axis);
  const end = (size - 1) * axis.stride - axis.padding[0] + effectiveKernel(axis.kernel, axis.dilation);
  const unreadAtEnd = size < 1 ? [] : unreadCells(axis).filter((cell) => cell >= end);
  return { verdict: verdictOf(axis, operation, size), size, exact: exactOutput(axis), unreadAtEnd };
}

function verdictOf(axis: AxisWindow, operation: Operation, size: number): Verdict {
  if (size < 1 || paddedInput(axis) < 1) return 'vanishes';
  if (operation === 'pool' && Math.max(...axis.padding) > Math.floor(axis.kernel / 2)) return 'too-much-padding';
  const left = rest(axis);
  if (left === 0 || axis.ceil) return 'fits';
  if (left <= axis.padding[1]) return 'padding';
  return left <= axis.stride - effectiveKernel(axis.kernel, axis.dilation) ? 'gap' : 'lost';
}

/** What nobody means to write. */
export function isBad({ verdict }: Fit): boolean {
  return VERDICTS.indexOf(verdict) >= VERDICTS.indexOf('lost');
}
