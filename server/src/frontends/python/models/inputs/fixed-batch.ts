// Models whose code fixes the batch, as in `x.view(16, -1)`: they run on batches of that size alone.
import { type Dim, isBatch, isKnown, product } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph } from '../../../../graph/graph.ts';
import { type Volume, volume } from '../../../../graph/volume.ts';
import type { Running } from '../../program.ts';
import { takesOtherSize } from '../findings/other-batch.ts';

/** The batch without which the first layer that is refused would not be; undefined where it is not the batch that is wrong. */
export function fixedBatch(running: Running, graph: Graph): number | undefined {
  const { findings, layers } = graph;
  const refusal = findings.find(({ layer }) => layer?.refused);
  if (!refusal?.layer) return undefined;
  if (refusal.rule === 'reshape-changes-size' && takesOtherSize(running, graph, refusal.layer)) return undefined;
  const wanted = wantedBy(refusal);
  if (wanted !== undefined) return wanted;
  // Somewhere before, a number was put where the batch stood, and the batch went to another axis.
  const before = layers
    .slice(0, refusal.layer.index)
    .findLast(({ inputs: [input], outputs: [output] }) => takesPlaceOfBatch(input?.volume, output?.volume));
  return before && samplesIn(before.inputs[0]?.volume, before.outputs[0]?.volume.dims?.[0]);
}

/** A number that is the size of another axis, or of all of them, came about by chance: no word of how large batches are. */
function takesPlaceOfBatch({ dims: from = [] }: Volume = volume([]), { dims: to = [] }: Volume = volume([])): boolean {
  const [batch = 0, ...axes] = from;
  const [first, ...rest] = to;
  if (first === undefined || !isKnown(first) || !isBatch(batch) || !rest.some(isBatch)) return false;
  const sizes = axes.filter(isKnown);
  return !sizes.includes(first) && first !== product(sizes);
}

function wantedBy({ rule, facts }: Finding): number | undefined {
  if (rule === 'reshape-changes-size') return samplesIn(facts.input, facts.target[0]);
  if (rule !== 'shapes-do-not-match') return undefined;
  const [given, expected] = [facts.input.dims ?? [], facts.expected.dims ?? []];
  if (given.some(isBatch) && expected.some(isBatch)) return undefined;
  const at = given.findIndex((dim, axis) => isBatch(dim) !== isBatch(expected[axis] ?? 0));
  return samplesIn(volume([given[at] ?? 0]), expected[at]) ?? samplesIn(volume([expected[at] ?? 0]), given[at]);
}

/** Where k·N stands for a number. */
function samplesIn({ dims }: Volume = volume([]), number: Dim | undefined): number | undefined {
  const [first] = dims ?? [];
  if (first === undefined || !isBatch(first) || number === undefined || !isKnown(number) || number < 1)
    return undefined;
  const samples = (number * first.denominator) / first.numerator;
  return Number.isInteger(samples) ? samples : undefined;
}

/** The same with a batch of that size. */
export function withBatch({ dims, dtype }: Volume, size: number): Volume | undefined {
  return (
    dims &&
    volume(
      dims.map((dim) => (isBatch(dim) ? (dim.numerator * size) / dim.denominator : dim)),
      dtype,
    )
  );
}
