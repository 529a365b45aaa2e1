// How a PyTorch class maps to an operator: the order and names of its parameters, and where each goes.
// Knows no syntax: the Python evaluator and the conformance tests both bind arguments through it.
import type { AttributeInput } from '../../../graph/attribute.ts';

/** One parameter of a Python signature. */
export interface PythonParameter {
  /** As Python spells it: `kernel_size`. */
  readonly name: string;
  /** Canonical attribute; absent for what does not matter to shapes (`device`, `inplace`). */
  readonly attribute?: string;
  /** As a Python value; absent where the argument is required. */
  readonly default?: AttributeInput;
  readonly keywordOnly?: boolean;
}

/** Arguments by Python name, as the call gives them. */
export type PythonArguments = Readonly<Record<string, AttributeInput>>;

export interface ModuleBinding {
  readonly operator: string;
  readonly parameters: readonly PythonParameter[];
  /** Attributes that renaming alone does not give: paddings in pairs, values that one argument takes from another. */
  readonly adapt?: (given: PythonArguments) => Readonly<Record<string, AttributeInput>>;
}
