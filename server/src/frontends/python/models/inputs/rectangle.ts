// Images that are no squares: the height and width at which the first layer of fixed features gets as many as it wants. Any two
// sides with the right product will do, as far as anybody can tell; the pair that is nearest to a square is taken.
import { isKnown } from '../../../../graph/dim.ts';
import type { Graph, Layer } from '../../../../graph/graph.ts';

export type Size = readonly [height: number, width: number];

/** Maps that are laid out as features, and how many features are wanted. */
interface Laid {
  readonly maps: number;
  readonly size: Size;
  readonly wanted: number;
}

const MOST_PAIRS = 3;
const MOST_STEPS = 4;
const LARGEST_SIDE = 4096;

/** `graph`: the run at `start`, which gave another number of features. `run` gives the graph at another size. */
export function rectangleFor(graph: Graph, start: number, run: (size: Size) => Graph | undefined): Size | undefined {
  const laid = laidIn(graph);
  if (!laid || laid.wanted % laid.maps !== 0) return undefined;
  const scale = start / laid.size[0];
  for (const wanted of pairsOf(laid.wanted / laid.maps).slice(0, MOST_PAIRS)) {
    let size: Size = [Math.round(wanted[0] * scale), Math.round(wanted[1] * scale)];
    for (let step = 0; step < MOST_STEPS && isSensible(size); step++) {
      const next = run(size);
      if (!next) return undefined;
      const got = laidIn(next)?.size;
      // Nothing is refused there any more, or what is refused is something else.
      if (!got) return next.layers.some(({ refused }) => refused) ? undefined : size;
      const missing: Size = [wanted[0] - got[0], wanted[1] - got[1]];
      if (missing[0] === 0 && missing[1] === 0) break;
      const nearer = (axis: 0 | 1) => {
        const side = size[axis] + Math.round(missing[axis] * scale);
        // Without padding, maps of small images are smaller than those that the scale tells.
        const grown = got[axis] - laid.size[axis];
        return side > 0 || grown === 0 ? side : size[axis] + Math.round((missing[axis] * (size[axis] - start)) / grown);
      };
      size = [nearer(0), nearer(1)];
    }
  }
  return undefined;
}

function isSensible([height, width]: Size): boolean {
  return height > 0 && width > 0 && height <= LARGEST_SIDE && width <= LARGEST_SIDE;
}

/** Two sides with this product, the most alike first; no square, which has been tried. */
function pairsOf(product: number): readonly Size[] {
  const pairs: Size[] = [];
  for (let side = Math.floor(Math.sqrt(product)); side >= 1; side--)
    if (product % side === 0 && side * side !== product) pairs.push([side, product / side]);
  return pairs;
}

/** The first layer that is refused for its features, and the maps that these come from. */
function laidIn({ findings }: Graph): Laid | undefined {
  const refusal = findings.find(({ layer }) => layer?.refused);
  if (refusal?.rule !== 'features-mismatch') return undefined;
  const { actual, expected } = refusal.facts;
  if (!isKnown(actual) || !isKnown(expected)) return undefined;
  for (let layer: Layer | undefined = refusal.layer; layer; layer = layer.inputs[0]?.layer) {
    const dims = layer.inputs[0]?.volume.dims;
    const [, maps, height, width] = dims ?? [];
    if (dims?.length !== 4 || maps === undefined || height === undefined || width === undefined) continue;
    if (!isKnown(maps) || !isKnown(height) || !isKnown(width)) return undefined;
    return maps * height * width === actual ? { maps, size: [height, width], wanted: expected } : undefined;
  }
  return undefined;
}
