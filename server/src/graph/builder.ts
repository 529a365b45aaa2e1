// The one interface that every front end drives. The engine implements it; nobody else needs to know how.
import type { Cause } from './cause.ts';
import type { Finding } from './finding.ts';
import type {
  Block,
  Conventions,
  Gap,
  GivenAttributes,
  Graph,
  GraphInput,
  Layer,
  Module,
  Origin,
  Parameter,
  Tensor,
} from './graph.ts';
import type { OperatorCatalogue } from './operator.ts';
import type { Volume } from './volume.ts';

export interface ModuleRequest {
  /** Canonical operator id. */
  readonly operator: string;
  /** As the framework spells it. */
  readonly type: string;
  readonly path: string;
  readonly attributes: GivenAttributes;
  readonly origin: Origin;
  /** The weights are given as values, and belong to whom they belong: the module owns none. */
  readonly weightless?: boolean;
  /** Its weights, where the front end keeps them itself: shared, replaced or frozen. Absent: those that the operator makes. */
  readonly parameters?: readonly Parameter[];
}

export interface BuilderOptions {
  readonly name: string;
  readonly conventions: Conventions;
  /** Some operators refuse in training what they accept in evaluation. */
  readonly training?: boolean;
  /** More layers than this stop the build with a finding. */
  readonly maxLayers?: number;
}

/** What a build has come to at some point. */
export interface BuildState {
  readonly layers: readonly Layer[];
  readonly blocks: readonly Block[];
  readonly free: readonly Parameter[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Layers that are listed beside others that are counted in their place. */
  readonly alternatives: ReadonlySet<Layer>;
  readonly modules: number;
}

/** How two ways through the code differ: either may be taken, or one leaves early and the other goes on. */
export type Parting = 'either' | 'left';

export interface GraphBuilder {
  readonly operators: OperatorCatalogue;

  input(name: string, volume: Volume, origin: Origin, source: GraphInput['source']): Tensor;

  /** Makes a module: reads and checks its attributes, makes its parameters. Attributes must be complete. */
  declare(request: ModuleRequest): Module;

  /** Applies a module; the outputs are known at once, and there even where it refuses. */
  call(module: Module, inputs: readonly Tensor[], origin: Origin): readonly Tensor[];

  /** Declares and calls in one step; attributes that the inputs imply may be left out. */
  apply(request: ModuleRequest, inputs: readonly Tensor[]): readonly Tensor[];

  /** A parameter (or buffer) that belongs to no operator. */
  parameter(
    name: string,
    volume: Volume,
    options: { readonly buffer?: boolean; readonly trainable?: boolean },
  ): Parameter;

  /** Somebody says what was not known of a tensor. */
  settle(tensor: Tensor, volume: Volume): void;

  /** A tensor that no layer made: a constant, or one whose volume is unknown. */
  constant(volume: Volume): Tensor;

  /** As a constant: what somebody says that comes out of code that is not read. What that code reads, nobody says. */
  declared(volume: Volume): Tensor;

  /** Tracking stopped here: counted, listed, and the result flows on as unknown. */
  gap(cause: Cause, origin: Origin): Tensor;

  output(name: string, tensor: Tensor): void;

  report(finding: Finding): void;

  /** Layers applied while `run` runs belong to the block; its result names the block's outputs. */
  block(
    request: {
      readonly path: string;
      readonly type: string;
      readonly origin: Origin;
      /** Weights that the block itself owns; they are made before it runs. */
      readonly parameters?: readonly Parameter[];
    },
    inputs: readonly Tensor[],
    run: () => readonly Tensor[],
  ): readonly Tensor[];

  /** For code of which it is not known whether it runs: what was built until now. */
  save(): BuildState;

  /** Goes back to that state, or over to one that was left. */
  restore(state: BuildState): void;

  /**
   * Either `state` or the present one is what really happens. Layers of both are listed, those of one are counted: of the way
   * that goes on, or of the cheaper one, and where the costs differ, that is a gap. A finding stays where both have it.
   */
  join(state: BuildState, parting: Parting, cause: Cause): void;

  /** True once the layer limit is reached: a front end should stop. */
  readonly exhausted: boolean;

  finish(): Graph;
}
