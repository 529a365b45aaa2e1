// What an operator is: one kind of computation, framework-neutral, with everything about it in one declaration.
// Bodies are in operators/; front ends see operators only through the catalogue.
import type { AxisWindow } from '../base/window.ts';
import type { Attribute, AttributeInput, ValuesOf } from './attribute.ts';
import type { Dim } from './dim.ts';
import type { RuleFacts, RuleId } from './facts.ts';
import type { Volume } from './volume.ts';

export type Family =
  | 'convolution'
  | 'pooling'
  | 'normalization'
  | 'activation'
  | 'linear'
  | 'recurrent'
  | 'attention'
  | 'dropout'
  | 'padding'
  | 'resampling'
  | 'shape'
  | 'join'
  | 'loss'
  | 'other';

/** One tensor of weights (or a buffer) that a module owns. */
export interface ParameterShape {
  readonly name: string;
  readonly dims: readonly Dim[];
  /** Running statistics: saved with the model, not counted as parameters. */
  readonly buffer?: boolean;
}

export interface RefuseOptions {
  /** The attribute to point at and to mend; otherwise the layer's name is marked. */
  readonly attribute?: string;
  /** The framework's own words. */
  readonly quote?: string;
  /** The framework makes such a layer, and refuses to run it. */
  readonly whenRun?: boolean;
}

export type Refuse = <R extends RuleId>(rule: R, facts: RuleFacts[R], options?: RefuseOptions) => void;

export interface InferContext<V> {
  readonly attributes: V;
  readonly inputs: readonly Volume[];
  /** In training some operators refuse what they accept in evaluation. */
  readonly training: boolean;
  readonly refuse: Refuse;
}

/** What applying an operator gives; outputs are there even where it refuses. */
export interface Inference {
  readonly outputs: readonly Volume[];
  /** Multiply–accumulates over the whole batch; absent means none. */
  readonly macs?: Dim;
  /** The sliding window on each spatial axis, where its numbers are known. */
  readonly windows?: readonly (AxisWindow | undefined)[];
  /** How far each output cell sees on each spatial axis, where no window says it (transposed convolution, up-sampling). */
  readonly reach?: readonly (Reach | undefined)[];
  /** Every output cell depends on the whole of these axes (global pooling, flatten + linear, attention). */
  readonly global?: boolean;
}

/** On one axis: how many input cells an output cell reads, and how far apart neighbours read (1/S where S-fold grown). */
export interface Reach {
  readonly cells: number;
  readonly step: number;
}

export interface OperatorDefinition<A extends Readonly<Record<string, Attribute>>> {
  /** Canonical name: kebab-case, with its spatial rank where it has one: `conv2d`, `max-pool2d`. */
  readonly id: string;
  readonly family: Family;
  /** One English sentence; translated where it is shown. */
  readonly doc: string;
  readonly attributes: A;
  /** How many volumes go in; one where absent. */
  readonly inputs?: { readonly min: number; readonly max: number };
  /** Acts on every activation map or position alone, keeping the shape. */
  readonly elementwise?: boolean;
  /** What the inputs imply for inferred attributes that the file leaves out. */
  complete?(attributes: Partial<ValuesOf<A>>, inputs: readonly Volume[]): Partial<ValuesOf<A>>;
  /** Refusals when the module is made, before it meets an input. */
  construct?(attributes: ValuesOf<A>, refuse: Refuse): void;
  parameters?(attributes: ValuesOf<A>): readonly ParameterShape[];
  infer(context: InferContext<ValuesOf<A>>): Inference;
}

/** An operator whose attribute types are erased, as the registry keeps it. */
export type Operator = Omit<
  OperatorDefinition<Readonly<Record<string, Attribute>>>,
  'complete' | 'construct' | 'parameters' | 'infer'
> & {
  complete?(attributes: AttributeValues, inputs: readonly Volume[]): AttributeValues;
  construct?(attributes: AttributeValues, refuse: Refuse): void;
  parameters?(attributes: AttributeValues): readonly ParameterShape[];
  infer(context: InferContext<AttributeValues>): Inference;
};

/** Attributes as read and checked, by canonical name. */
export type AttributeValues = Readonly<Record<string, unknown>>;

export function defineOperator<const A extends Readonly<Record<string, Attribute>>>(
  definition: OperatorDefinition<A>,
): Operator {
  return definition as unknown as Operator;
}

/** What front ends may know of operators. */
export interface OperatorCatalogue {
  get(id: string): Operator | undefined;
  readonly all: readonly Operator[];
}

export type { AttributeInput };
