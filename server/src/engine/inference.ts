// What operators infer, looked up where it was asked before: by attributes and input volumes, both by identity.
import { isBatch } from '../graph/dim.ts';
import type { Finding } from '../graph/finding.ts';
import type { Module, Origin, Tensor } from '../graph/graph.ts';
import type { InferContext, Inference, Operator } from '../graph/operator.ts';
import { isFullyKnown, type Volume } from '../graph/volume.ts';
import { locate } from './locate.ts';

/** What an operator came to, with attributes as they were read; without anything refused or unknown. */
interface Inferred {
  readonly operator: Operator;
  readonly training: boolean;
  readonly inputs: readonly Volume[];
  readonly inference: Inference;
}

/** By attributes as they were read. */
const inferences = new WeakMap<Module['attributes'], Inferred[]>();
const MOST_INFERENCES = 12;

/** The same attributes on the same volumes come to the same: models repeat their blocks, and runs repeat models. */
export function infer(
  module: Module,
  inputs: readonly Tensor[],
  training: boolean,
  origin: Origin,
  refusals: Finding[],
): Inference {
  const { attributes, operator } = module;
  const known = inferences.get(attributes);
  const found = known?.find((each) => each.training === training && each.operator === operator && suits(each, inputs));
  if (found) return found.inference;
  const context: InferContext<Module['attributes']> = {
    attributes,
    inputs: inputs.map(volumeOf),
    training,
    refuse: (rule, facts, options) => refusals.push({ ...locate(module, origin, options), rule, facts } as Finding),
  };
  const inferred = operator.infer(context);
  if (refusals.length > 0 || !inferred.outputs.every(isFullyKnown)) return inferred;
  const inference = { ...inferred, outputs: inferred.outputs.map(interned) };
  const kept: Inferred = { operator, training, inputs: context.inputs, inference };
  if (!known) inferences.set(attributes, [kept]);
  else if (known.push(kept) > MOST_INFERENCES) known.shift();
  return inference;
}

function suits({ inputs: known }: Inferred, inputs: readonly Tensor[]): boolean {
  if (known.length !== inputs.length) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== inputs[index]?.volume) return false;
  return true;
}

/** Equal volumes are one object, so that what was inferred for one serves the next run. */
const volumes = new Map<string, Volume>();
const MOST_VOLUMES = 5000;

export function interned(volume: Volume): Volume {
  if (!isFullyKnown(volume)) return volume;
  let key: string = volume.dtype;
  for (const dim of volume.dims) key += isBatch(dim) ? `,${dim.numerator}/${dim.denominator}N` : `,${dim}`;
  const known = volumes.get(key);
  if (known) return known;
  if (volumes.size >= MOST_VOLUMES) volumes.clear();
  volumes.set(key, volume);
  return volume;
}

export function volumeOf({ volume }: Tensor): Volume {
  return volume;
}
