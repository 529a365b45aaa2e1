// The layers of one model in the order in which they were applied, and what they own. Data only.
import type { Span } from '../base/span.ts';
import type { AxisWindow } from '../base/window.ts';
import type { AttributeInput } from './attribute.ts';
import type { Cause } from './cause.ts';
import type { Dim } from './dim.ts';
import type { Finding } from './finding.ts';
import type { AttributeValues, Operator } from './operator.ts';
import type { Volume } from './volume.ts';

/** One call on the way from the model to a layer, outermost first. */
export interface Frame {
  readonly name: string;
  readonly span: Span;
  readonly uri?: string;
  /** It runs the whole model, or makes it: the text has no such call, and `span` is what stands for it. */
  readonly whole?: boolean;
}

/** Where something in a graph comes from in the text. */
export interface Origin {
  /** The whole layer. */
  readonly span: Span;
  /** Its operator's name: what a problem without an attribute marks. */
  readonly head: Span;
  readonly uri?: string;
  readonly frames?: readonly Frame[];
  /**
   * It really stands in another file, at this place, or in what is built in, which has none: `span` is the call in the
   * analysed text that led there.
   */
  readonly inner?: { readonly place?: { readonly span: Span; readonly uri: string } };
}

/** An attribute as the file gives it: the value, and where it stands. */
export interface GivenAttribute {
  readonly value: AttributeInput;
  /** Absent where the value is computed elsewhere. */
  readonly span?: Span;
}

export type GivenAttributes = Readonly<Record<string, GivenAttribute>>;

/** A volume as it flows through one graph. */
export interface Tensor {
  readonly id: number;
  readonly volume: Volume;
  /** The layer that made it; absent for inputs, parameters and constants. */
  readonly layer?: Layer;
  readonly output: number;
  /** Of a model's input. */
  readonly source?: GraphInput['source'];
}

export interface Parameter {
  readonly name: string;
  readonly dims: readonly Dim[];
  readonly count: Dim;
  readonly buffer: boolean;
  trainable: boolean;
}

/** An operator with its attributes and weights: may be applied never, once or often. */
export interface Module {
  readonly id: number;
  readonly operator: Operator;
  /** As the framework spells it: `Conv2d`, `max-pool`. */
  readonly type: string;
  /** Empty for anonymous ones. */
  readonly path: string;
  readonly attributes: AttributeValues;
  readonly given: GivenAttributes;
  readonly parameters: readonly Parameter[];
  readonly origin: Origin;
}

/** A named composite that expands into layers; they are `graph.layers[first … end − 1]`. */
export interface Block {
  readonly path: string;
  readonly type: string;
  readonly origin: Origin;
  readonly parent?: Block;
  readonly first: number;
  end: number;
  /** Weights that the block itself owns, beside those of its layers; inner blocks own theirs. */
  readonly parameters: readonly Parameter[];
  inputs: readonly Tensor[];
  outputs: readonly Tensor[];
}

/** Cells of the model's input that one output cell sees, per spatial axis, with the distance between neighbours. */
export interface ReceptiveField {
  readonly largest: readonly number[];
  readonly smallest: readonly number[];
  readonly jump: readonly number[];
}

/** One application of an operator. */
export interface Layer {
  readonly index: number;
  readonly path: string;
  readonly module: Module;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** For one sample. */
  readonly macs: Dim;
  readonly windows: readonly (AxisWindow | undefined)[];
  readonly global: boolean;
  readonly origin: Origin;
  readonly block?: Block;
  /** Absent where it is not known. */
  readonly receptiveField?: ReceptiveField;
  /** The operator refused: its output is what would have come out. */
  readonly refused: boolean;
  /** Code of which it is not known whether it runs: another way through it is counted, this one costs nothing. */
  readonly alternative?: boolean;
}

/** A place where tracking stopped. */
export interface Gap {
  readonly cause: Cause;
  readonly span: Span;
  readonly uri?: string;
}

export interface GraphInput {
  readonly name: string;
  readonly tensor: Tensor;
  readonly origin: Origin;
  /** Where its shape comes from; findings must not rest on a guess. */
  readonly source: 'file' | 'option' | 'call' | 'data-set' | 'solved' | 'guess';
}

export interface GraphOutput {
  readonly name: string;
  readonly tensor: Tensor;
}

/** How a model's framework counts; see design: rounding. */
export interface Conventions {
  /** Under `exact` a window that does not fit is an error. */
  readonly rounding: 'exact' | 'floor';
  /** Volumes of three axes are steps × features, not channels × length. */
  readonly sequences?: boolean;
}

export interface Graph {
  readonly name: string;
  readonly conventions: Conventions;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly GraphOutput[];
  readonly layers: readonly Layer[];
  readonly modules: readonly Module[];
  /** Parameters outside of operators' modules. */
  readonly freeParameters: readonly Parameter[];
  readonly blocks: readonly Block[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Code that is not read has part in it: somebody says what that gives, and nobody what it takes. */
  readonly hidden: boolean;
}
