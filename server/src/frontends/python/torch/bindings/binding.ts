// How a PyTorch class maps to an operator: the order and names of its parameters, and where each goes.
// Knows no syntax: the Python evaluator and the conformance tests both bind arguments through it.
import type { AttributeInput } from '../../../../graph/attribute.ts';

/** One parameter of a Python signature. */
export interface PythonParameter {
  /** As Python spells it: `kernel_size`. */
  readonly name: string;
  /** Canonical attribute; absent for what does not matter to shapes (`device`, `inplace`). */
  readonly attribute?: string;
  /** As a Python value; absent where the argument is required. */
  readonly default?: AttributeInput;
  readonly keywordOnly?: boolean;
  /** The attribute's form of a Python value: paddings in pairs, the truth of `bias=1`. */
  readonly convert?: (value: AttributeInput) => AttributeInput;
}

/** Arguments by Python name, as the call gives them. */
export type PythonArguments = Readonly<Record<string, AttributeInput>>;

export interface ModuleBinding {
  readonly operator: string;
  readonly parameters: readonly PythonParameter[];
  /** Takes any argument beside these and leaves it unread, as `nn.Identity` does. */
  readonly anyArguments?: boolean;
  /** Attributes that no single argument gives. */
  readonly adapt?: (given: PythonArguments) => Readonly<Record<string, AttributeInput>>;
}

/** What is wrong with a call before any value is looked at; Python raises a TypeError. */
export type CallMistake =
  | { readonly kind: 'too-many'; readonly given: number; readonly accepted: number }
  | { readonly kind: 'unexpected'; readonly name: string }
  | { readonly kind: 'repeated'; readonly name: string }
  | { readonly kind: 'missing'; readonly name: string };

export interface BoundAttribute {
  readonly value: AttributeInput;
  /** The argument that gave it; absent where it is the default or comes from several. */
  readonly argument?: string;
}

export interface BoundCall {
  readonly attributes: Readonly<Record<string, BoundAttribute>>;
  readonly mistakes: readonly CallMistake[];
}

/** Arguments as a call gives them → the operator's attributes. */
export function bindCall(
  binding: ModuleBinding,
  positional: readonly AttributeInput[],
  keywords: ReadonlyMap<string, AttributeInput>,
): BoundCall {
  const { parameters, anyArguments = false, adapt } = binding;
  const mistakes: CallMistake[] = [];
  const given = new Map<string, AttributeInput>();
  const inOrder = parameters.filter((parameter) => !parameter.keywordOnly);
  for (const [index, parameter] of inOrder.entries()) {
    const value = positional[index];
    if (value !== undefined) given.set(parameter.name, value);
  }
  if (positional.length > inOrder.length && !anyArguments) {
    mistakes.push({ kind: 'too-many', given: positional.length, accepted: inOrder.length });
  }
  for (const [name, value] of keywords) {
    if (given.has(name)) mistakes.push({ kind: 'repeated', name });
    else if (parameters.some((parameter) => parameter.name === name)) given.set(name, value);
    else if (!anyArguments) mistakes.push({ kind: 'unexpected', name });
  }

  const attributes: Record<string, BoundAttribute> = {};
  for (const { name, attribute, default: fallback, convert } of parameters) {
    const argument = given.get(name);
    const value = argument === undefined ? fallback : argument;
    if (value === undefined) mistakes.push({ kind: 'missing', name });
    else if (attribute !== undefined) {
      attributes[attribute] = {
        value: convert ? convert(value) : value,
        ...(argument === undefined ? {} : { argument: name }),
      };
    }
  }
  for (const [attribute, value] of Object.entries(adapt?.(Object.fromEntries(given)) ?? {})) {
    attributes[attribute] = { value };
  }
  return { attributes, mistakes };
}
