// Activations by the names of torch.nn, and as the expressions that files write: `nn.ReLU()`, `torch.nn.LeakyReLU(0.1)`.
import type { AttributeInput } from '../../../graph/attribute.ts';
import { ACTIVATION } from '../../python/torch/bindings/activation.ts';
import { bindCall } from '../../python/torch/bindings/binding.ts';
import { moduleBinding } from '../../python/torch/bindings/index.ts';
import { literal } from '../literal.ts';

export interface Activation {
  readonly type: string;
  readonly operator: string;
  readonly attributes: Readonly<Record<string, AttributeInput>>;
  /** One module serves all that share the name. */
  readonly shared?: string;
}

const made = new Map<string, Activation>();

/** `torch.nn.<name>()`; an identity where there is no such activation. */
export function moduleOf(name: string): Activation {
  const known = made.get(name);
  if (known) return known;
  const activation = bind(name, [], new Map()) ?? { type: name, operator: 'identity', attributes: {} };
  made.set(name, activation);
  return activation;
}

/** Undefined where the text is no call of an activation. */
export function parseActivation(text: string): Activation | undefined {
  const match = /^\s*(?:torch\.)?(?:nn\.)?(?:modules\.)?(?:activation\.)?(\w+)\s*\(([^()]*)\)\s*$/.exec(text);
  const [, name, inside = ''] = match ?? [];
  if (name === undefined) return undefined;
  const positional: AttributeInput[] = [];
  const keywords = new Map<string, AttributeInput>();
  for (const part of inside.split(',')) {
    if (part.trim() === '') continue;
    const [, keyword, value = ''] = /^\s*(?:(\w+)\s*=)?\s*(.*?)\s*$/.exec(part) ?? [];
    const found = literal(value);
    const read = found === undefined ? value : found;
    if (keyword === undefined) positional.push(read);
    else keywords.set(keyword, read);
  }
  return bind(name, positional, keywords);
}

function bind(
  name: string,
  positional: readonly AttributeInput[],
  keywords: ReadonlyMap<string, AttributeInput>,
): Activation | undefined {
  if (name === 'Identity') return { type: name, operator: 'identity', attributes: {} };
  const binding = Object.hasOwn(ACTIVATION, name) ? moduleBinding(name) : undefined;
  if (!binding) return undefined;
  const { attributes } = bindCall(binding, positional, keywords);
  const values = Object.entries(attributes).map(([key, { value }]) => [key, value] as const);
  return { type: name, operator: binding.operator, attributes: Object.fromEntries(values) };
}
