// What a look at a candidate rests on: the model, made and run, and where its inputs are from.
import type { Graph } from '../../../../graph/graph.ts';
import type { ModelInput } from './calling.ts';
import type { Making } from './run.ts';

/** A model, made and run on the inputs that were chosen for it. */
export interface Choice {
  readonly making: Making;
  readonly inputs: readonly ModelInput[];
  readonly from: string | undefined;
  readonly others?: () => readonly Graph[];
}
