// How a model was made, as far as that can be told from the model: two of one class with the same makeup take the same inputs.
import { PyFloat, type PyInstance, PyList, PyTuple, type Value } from '../../evaluator/values.ts';
import { descend, entriesOf } from '../../torch/module/registries.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';

/** Its modules with their classes and weights, and what they keep of their arguments: numbers, words and lists of them. */
export function makeupOf(model: PyInstance): string {
  const parts: string[] = [];
  for (const [path, module] of descend(model)) {
    parts.push(`${path} ${module.class.name}`);
    for (const [name, weight] of entriesOf(module, '_parameters'))
      parts.push(`${name} ${JSON.stringify(tensorOf(weight)?.volume.dims)}`);
    for (const [name, value] of module.attributes) {
      const said = name === 'training' ? undefined : plain(value);
      if (said !== undefined) parts.push(`${name} ${said}`);
    }
  }
  return parts.join('\n');
}

function plain(value: Value): string | undefined {
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof PyFloat) return String(value.value);
  if (!(value instanceof PyTuple || value instanceof PyList)) return undefined;
  const items = value.items.map(plain);
  return items.every((item) => item !== undefined) ? `(${items.join(', ')})` : undefined;
}
