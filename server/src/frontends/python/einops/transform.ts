// What a pattern makes of a shape: how each axis is cut, in which order the parts go, what is dropped and what is new.
// Pure arithmetic on dimensions.

import type { Cause } from '../../../graph/cause.ts';
import { type Dim, differ, isKnown, product, unknownDim } from '../../../graph/dim.ts';
import { solveShape } from '../../../graph/solve-shape.ts';
import { dimText } from '../../../graph/torch-text.ts';
import { ELLIPSIS, type Expression, type Pattern } from './pattern.ts';

/** Why a shape does not fit a pattern, with einops' words. */
export type Misfit = { readonly quote: string } & (
  | { readonly kind: 'rank'; readonly expected: readonly number[] }
  | { readonly kind: 'size'; readonly axis: number; readonly expected: Dim }
  | { readonly kind: 'chunks'; readonly axis: number; readonly size: Dim; readonly chunk: Dim }
);

export interface Transform {
  /** Every name on the left, in order, with what `...` stands for spelled out. */
  readonly parts: readonly { readonly name: string; readonly size: Dim }[];
  /** The parts that remain, in their new order, as positions in `parts`; new axes are not among them. */
  readonly order: readonly number[];
  /** Whether some axis goes as a whole. */
  readonly dropsAxes: boolean;
  readonly reduced: readonly number[];
  readonly repeats: boolean;
  readonly output: readonly Dim[];
}

type Lengths = ReadonlyMap<string, Dim>;

/** How many axes an expression says a tensor has; with `...` at least so many. */
export function axesNamed({ groups, ellipsis }: Expression): number {
  return groups.length - (ellipsis === 'plain' ? 1 : 0);
}

export function solvePattern(pattern: Pattern, dims: readonly Dim[], lengths: Lengths): Transform | Misfit {
  const { left, right } = pattern;
  const named = axesNamed(left);
  const hidden = dims.length - named;
  if (hidden < 0 || (hidden > 0 && left.ellipsis === 'none')) {
    const least = left.ellipsis === 'none' ? '' : '>=';
    const quote = `Wrong shape: expected ${least}${named} dims. Received ${dims.length}-dim tensor.`;
    const expected = left.ellipsis === 'none' ? [named] : Array.from({ length: 4 }, (_, more) => named + more);
    return { kind: 'rank', expected, quote };
  }
  const spelled = Array.from({ length: hidden }, (_, index) => `${ELLIPSIS}${index}`);
  const spell = (names: readonly string[]) => names.flatMap((name) => (name === ELLIPSIS ? spelled : [name]));
  const sizes = new Map<string, Dim>([...left.sizes, ...right.sizes, ...lengths]);
  const parts: { readonly name: string; readonly size: Dim }[] = [];
  const whole = new Set<string>();
  let axis = 0;
  for (const { names } of left.groups) {
    if (names[0] === ELLIPSIS) {
      for (const name of spelled) {
        whole.add(name);
        const size = dims[axis++] ?? 1;
        sizes.set(name, size);
        parts.push({ name, size });
      }
      continue;
    }
    const misfit = cut(names, axis, dims[axis] ?? 1, sizes);
    if (misfit) return misfit;
    if (names.length === 1) whole.add(names[0] ?? '');
    for (const name of names) parts.push({ name, size: sizes.get(name) ?? 1 });
    axis++;
  }
  const after = right.groups.flatMap(({ names }) => spell(names));
  const before = parts.map(({ name }) => name);
  const reduced = [...before.keys()].filter((at) => !after.includes(before[at] ?? ''));
  return {
    parts,
    order: after.map((name) => before.indexOf(name)).filter((at) => at >= 0),
    dropsAxes: reduced.some((at) => whole.has(before[at] ?? '')),
    reduced,
    repeats: after.some((name) => !before.includes(name)),
    output: outputOf(right, spell, sizes),
  };
}

function outputOf(right: Expression, spell: (names: readonly string[]) => readonly string[], sizes: Lengths): Dim[] {
  return right.groups.flatMap(({ names, bracketed }): readonly Dim[] => {
    const each = spell(names).map((name) => sizes.get(name) ?? 1);
    return bracketed || names[0] !== ELLIPSIS ? [product(each)] : each;
  });
}

/** Gives the one part of an axis whose size is open what the others leave. */
function cut(names: readonly string[], axis: number, size: Dim, sizes: Map<string, Dim>): Misfit | undefined {
  const open = names.filter((name) => !sizes.has(name));
  const known = names.filter((name) => sizes.has(name)).map((name) => sizes.get(name) ?? 1);
  const chunk = product(known);
  const [name] = open;
  if (name === undefined) {
    if (!differ(size, chunk)) {
      // What the call says of an axis is as good as what the tensor is known to have.
      const [only] = names;
      if (names.length === 1 && only !== undefined && !isKnown(sizes.get(only) ?? 1)) sizes.set(only, size);
      return undefined;
    }
    const quote = `Shape mismatch, ${dimText(size)} != ${dimText(chunk)}`;
    return { kind: 'size', axis, expected: chunk, quote };
  }
  if (known.length === 0) {
    sizes.set(name, size);
    return undefined;
  }
  const { dims, problem } = solveShape([size], [chunk, -1]);
  sizes.set(name, dims[1] ?? 1);
  if (problem === undefined) return undefined;
  const quote = `Shape mismatch, can't divide axis of length ${dimText(size)} in chunks of ${dimText(chunk)}`;
  return { kind: 'chunks', axis, size, chunk, quote };
}

/** What comes out of a tensor of which nothing is known, or that does not fit; undefined where not even its rank is told. */
export function outputOfAny({ left, right }: Pattern, lengths: Lengths, cause: Cause): readonly Dim[] | undefined {
  if (right.ellipsis === 'plain') return undefined;
  const sizes = new Map<string, Dim>([...left.sizes, ...right.sizes, ...lengths]);
  const lost = unknownDim(cause);
  return right.groups.map(({ names }) => product(names.map((name) => sizes.get(name) ?? lost)));
}
