// A function of torch.nn.functional as the layer of its class: arguments bound by that class's table.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { GivenAttribute } from '../../../../graph/graph.ts';
import { PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { type BoundCall, bindCall } from '../bindings/binding.ts';
import { moduleBinding } from '../bindings/index.ts';
import type { TorchCall } from '../call/call.ts';
import type { TorchBody } from '../call/torch-function.ts';
import { toAttribute } from '../plain-data.ts';
import { tensorOf } from '../tensor/tensor.ts';

export type Attributes = Record<string, GivenAttribute>;

/** The arguments as the class of the same kind takes them, bound to its operator. */
export function boundTo(
  call: TorchCall,
  className: string,
): { readonly operator: string; readonly attributes: Attributes } {
  const binding = moduleBinding(className);
  if (!binding) throw new Error(`ConvLint bug: no class ${className}`);
  const operator = call.builder.operators.get(binding.operator);
  const keywords = new Map<string, AttributeInput>();
  for (const { name, attribute } of binding.parameters) {
    const value = call.value(name);
    if (value === undefined) continue;
    const kind = attribute === undefined ? 'number' : operator?.attributes[attribute]?.expectation.kind;
    const floats = kind === 'number' || attribute === 'scale' || attribute === 'outputRatio';
    // `leaky_relu(x, True)` has a slope of 1.
    const plain = attribute && kind === 'number' && typeof value === 'boolean' ? Number(value) : value;
    keywords.set(name, toAttribute(call.runtime, plain, floats));
  }
  const bound: BoundCall = bindCall(binding, [], keywords);
  const attributes: Attributes = {};
  for (const [attribute, { value, argument }] of Object.entries(bound.attributes))
    attributes[attribute] = argument === undefined ? { value } : call.given(argument, value);
  return { operator: binding.operator, attributes };
}

function unwrap(outputs: readonly Value[]): Value {
  const [first = null] = outputs;
  return outputs.length > 1 ? new PyTuple(outputs) : first;
}

/** A function that is a class's layer, without weights of its own. */
export function layerOf(className: string, inputs: readonly string[] = ['input']): TorchBody {
  return (call) => {
    const { operator, attributes } = boundTo(call, className);
    const natives = inputs.map((name) => call.native(name));
    return inPlace(call, unwrap(call.layer(operator, natives, attributes, { weightless: true })));
  };
}

/** `relu_(x)` and `relu(x, inplace=True)` change x itself. */
export function inPlace(call: TorchCall, result: Value): Value {
  const changes = call.name.endsWith('_') || call.value('inplace') === true;
  const self = call.value('input') ?? null;
  const made = tensorOf(result);
  const own = tensorOf(self);
  if (!changes || !made || !own || !(self instanceof PyInstance)) return result;
  call.runtime.touch(self);
  own.become(made);
  return self;
}
