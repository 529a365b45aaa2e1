// Every value that a slider can take, tried out: which size comes out, and which values do not fit. Pure.
import type { PreviewAxes, PreviewAxis } from '../../../../server/src/protocol.ts';
import type { Tick } from './controls.ts';
import { fitOf, isBad, type Operation } from './fit.ts';
import type { Words } from './texts.ts';

export const SLIDERS = ['kernel', 'stride', 'padding', 'dilation'] as const;
export type SliderName = (typeof SLIDERS)[number];

/** Which axes a slider moves. */
export type Which = 'both' | 0 | 1;

/** Up to where a slider goes, unless the layer is further already. */
const MOST: Readonly<Record<SliderName, number>> = { kernel: 11, stride: 6, padding: 5, dilation: 4 };

export function valueOnAxis(axis: PreviewAxis, name: SliderName): number {
  return name === 'padding' ? axis.padding[0] : axis[name];
}

export function withValue(axes: PreviewAxes, which: Which, name: SliderName, value: number): PreviewAxes {
  const change = (axis: PreviewAxis, index: 0 | 1): PreviewAxis => {
    if (which !== 'both' && which !== index) return axis;
    return name === 'padding' ? { ...axis, padding: [value, value] } : { ...axis, [name]: value };
  };
  return [change(axes[0], 0), change(axes[1], 1)];
}

export function ticksOf(
  axes: PreviewAxes,
  which: Which,
  name: SliderName,
  operation: Operation,
  words: Words,
): readonly Tick[] {
  const least = name === 'padding' ? 0 : 1;
  const now = axes.map((axis) => valueOnAxis(axis, name));
  const most = Math.max(MOST[name], ...now);
  return Array.from({ length: most - least + 1 }, (_, index): Tick => {
    const value = least + index;
    const tried = withValue(axes, which, name, value);
    const fits = tried.map((axis) => fitOf(axis, operation)).filter((_, axis) => which === 'both' || which === axis);
    const bad = fits.some(isBad);
    const sizes = tried.map((axis) => Math.max(0, fitOf(axis, operation).size)).join('×');
    const exact = fits.find(isBad)?.exact;
    return {
      value,
      bad,
      about: bad && exact !== undefined && !Number.isInteger(exact) ? `→ ${words.value(exact)}` : `→ ${sizes}`,
    };
  });
}
