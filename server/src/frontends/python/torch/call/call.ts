// One call of a torch function and the layer that it makes. Knows no single function.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { Cause } from '../../../../graph/cause.ts';
import { unknownDim } from '../../../../graph/dim.ts';
import type { RuleFacts, RuleId } from '../../../../graph/facts.ts';
import type { GivenAttribute, GivenAttributes, Tensor } from '../../../../graph/graph.ts';
import type { Volume } from '../../../../graph/volume.ts';
import type { PyInstance, Value } from '../../evaluator/values.ts';
import { isPlanted } from '../gaps.ts';
import { builderAside, LAYER_STEPS, originOf, reportAt, sessionOf } from '../session.ts';
import { type DtypeName, kindOf, promote, USUAL } from '../tensor/dtype.ts';
import { fromGraph, newTensor, type TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';
import { CallArguments } from './arguments.ts';

export class TorchCall extends CallArguments {
  get builder() {
    return sessionOf(this.runtime).builder;
  }

  graphTensor(native: TensorNative): Tensor {
    return native.in(this.builder);
  }

  /**
   * Applies an operator: one layer of the graph, where an input comes from there, or where it costs products while the
   * model runs; other constants are computed aside. Types of the results follow the inputs' where the kind allows.
   */
  layer(
    operator: string,
    inputs: readonly TensorNative[],
    attributes: GivenAttributes = {},
    { type = this.name, weightless = false, dtype }: { type?: string; weightless?: boolean; dtype?: DtypeName } = {},
  ): PyInstance[] {
    this.runtime.spend(LAYER_STEPS);
    const session = sessionOf(this.runtime);
    let inGraph = inputs.some((native) => native.isIn(session.builder));
    // What the code itself expects to fail is no finding: it is tried aside first.
    if (inGraph && this.runtime.expects('RuntimeError'))
      this.#trial(operator, inputs, { type, attributes, weightless });
    let builder = inGraph ? session.builder : builderAside(session);
    if (builder.exhausted) return [unknownTensor({ reason: 'limit-reached', facts: { limit: 0, what: 'layers' } })];
    const origin = originOf(this.runtime, this.site);
    const applied = () => {
      const tensors = inputs.map((native) => native.in(builder));
      return builder.apply({ operator, type, path: '', attributes, origin, weightless }, tensors);
    };
    let outputs = applied();
    const [cost] = outputs.map(({ layer }) => (layer?.refused ? 0 : layer?.macs));
    // Weights times a vector are a norm's power iteration: PyTorch's own counter leaves them out, too.
    const isOfMatrices = inputs.every(({ dims }) => dims?.length !== 1);
    if (!inGraph && isOfMatrices && typeof cost === 'number' && cost > 0 && isPlanted(session.builder)) {
      inGraph = true;
      builder = session.builder;
      outputs = applied();
    }
    const like = dtype ?? inputs.map((native) => native.dtype).reduce<DtypeName | undefined>(together, undefined);
    const layer = outputs[0]?.layer;
    if (layer?.refused && !inGraph) {
      const found = builder.finish().findings.filter((finding) => finding.layer === layer);
      if (this.runtime.expects('RuntimeError')) this.runtime.raise('RuntimeError', found[0]?.quote ?? '');
      for (const { layer: _, ...finding } of found) session.builder.report(finding);
    }
    if (inGraph) return outputs.map((tensor) => fromGraph(this.runtime, tensor, like));
    return outputs.map(({ volume: v }) => stranger(v, like, dtype === undefined ? inputs : []));
  }

  #trial(
    operator: string,
    inputs: readonly TensorNative[],
    request: { readonly type: string; readonly attributes: GivenAttributes; readonly weightless: boolean },
  ): void {
    const builder = builderAside(sessionOf(this.runtime));
    const origin = originOf(this.runtime, this.site);
    const tensors = inputs.map((native) => builder.constant(native.volume));
    const [output] = builder.apply({ operator, path: '', origin, ...request }, tensors);
    const layer = output?.layer;
    if (!layer?.refused) return;
    const found = builder.finish().findings.find((finding) => finding.layer === layer);
    this.runtime.raise('RuntimeError', found?.quote ?? '');
  }

  /** The first output of `layer`. */
  one(...request: Parameters<TorchCall['layer']>): PyInstance {
    const [first] = this.layer(...request);
    return first ?? unknownTensor(this.notModelled());
  }

  /** A refused size stands in what came out. */
  refused(result: Value): boolean {
    const dims = tensorOf(result)?.dims;
    return (
      dims?.some((dim) => typeof dim === 'object' && dim.kind === 'unknown' && dim.cause.reason === 'refused') ?? true
    );
  }

  /** A layer whose volumes are worked out here. */
  light(
    inputs: readonly TensorNative[],
    outputs: readonly Volume[],
    {
      elementwise = false,
      global = false,
      ...options
    }: { type?: string; dtype?: DtypeName; elementwise?: boolean; global?: boolean } = {},
  ): PyInstance[] {
    const graph = inputs.filter((native) => native.isIn(this.builder));
    if (graph.length === 0) {
      const isKept = options.dtype === undefined || options.dtype === inputs[0]?.dtype;
      const from = isKept ? inputs : [];
      return outputs.map((v) => stranger(v, options.dtype ?? inputs[0]?.dtype, from));
    }
    const attributes: Record<string, GivenAttribute> = { outputs: { value: outputs.map(asData) } };
    if (global) attributes.global = { value: true };
    return this.layer(elementwise ? 'pointwise' : 'tensor-function', graph, attributes, options);
  }

  lightOne(...request: Parameters<TorchCall['light']>): PyInstance {
    const [first] = this.light(...request);
    return first ?? unknownTensor(this.notModelled());
  }

  /** PyTorch refuses the call: a finding, and the run goes on with what `refused` sizes remain. */
  refuse<R extends RuleId>(rule: R, facts: RuleFacts[R], quote: string): void {
    this.#raiseWhereCaught(quote);
    reportAt(this.runtime, this.site, { rule, facts, quote } as never);
  }

  #raiseWhereCaught(quote: string): void {
    if (this.runtime.expects('RuntimeError')) this.runtime.raise('RuntimeError', quote);
  }

  unknown(cause: Cause = this.notModelled(), dtype?: DtypeName): PyInstance {
    return unknownTensor(cause, dtype);
  }
}

/** A tensor outside of the graph; `from`: what its kind of numbers comes from. */
function stranger(v: Volume, dtype: DtypeName | undefined, from: readonly TensorNative[]): PyInstance {
  const name = dtype !== undefined && kindOf(dtype) === v.dtype ? dtype : USUAL[v.dtype];
  const made = v.dims ? newTensor(v.dims, name) : unknownTensor(v.cause, name);
  const native = tensorOf(made);
  if (native && v.dtype === 'float') native.isVague = from.some(({ isVague }) => isVague);
  return made;
}

function together(a: DtypeName | undefined, b: DtypeName): DtypeName {
  return a === undefined ? b : promote(a, b);
}

function asData(v: Volume): AttributeInput {
  return v.dims ? [v.dtype, ...v.dims] : [v.dtype, 'rank', unknownDim(v.cause)];
}
