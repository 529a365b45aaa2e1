// What a model that was made tells of its images: `model.default_cfg["input_size"]`, `model.patch_embed.img_size`. Read while
// the model is as its making left it.
import { isKnown } from '../../../../graph/dim.ts';
import { PyDict, PyInstance, PyList, PyTuple, type Value } from '../../evaluator/values.ts';
import { childrenOf } from '../../torch/module/registries.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';
import { type SaidSize, sidesOf } from './said-size.ts';

/** Of the model itself. */
const SIZES = ['img_size', 'image_size', 'input_size', 'in_size'];
/** Records of what its weights were trained on. */
const RECORDS = ['pretrained_cfg', 'default_cfg'];
/** Of its first parts: other words mean sizes of features there. */
const SIZES_OF_PARTS = ['img_size', 'image_size'];

export function toldSize(model: PyInstance): SaidSize | undefined {
  const example = exampleOf(model);
  if (example) return example;
  for (const name of SIZES) {
    const size = sizeIn(model.own(name));
    if (size) return size;
  }
  for (const name of RECORDS) {
    const size = sizeIn(field(model.own(name), 'input_size'));
    if (size) return size;
  }
  for (const [, part] of childrenOf(model)) {
    for (const name of SIZES_OF_PARTS) {
      const size = sizeIn(part.own(name));
      if (size) return size;
    }
  }
  return undefined;
}

/** Lightning's word for what a model may be run on. */
function exampleOf(model: PyInstance): SaidSize | undefined {
  const [, channels, ...sides] = tensorOf(model.own('example_input_array') ?? null)?.dims ?? [];
  const size = sides.length === 2 && sides.every(isKnown) ? sidesOf(sides) : undefined;
  return size && typeof channels === 'number' ? { ...size, channels } : size;
}

function field(record: Value | undefined, name: string): Value | undefined {
  if (record instanceof PyDict) return record.entries.get(name)?.[1];
  return record instanceof PyInstance ? record.own(name) : undefined;
}

function sizeIn(value: Value | undefined): SaidSize | undefined {
  const items = value instanceof PyTuple || value instanceof PyList ? value.items : [value ?? null];
  const numbers = items.filter((item) => typeof item === 'number');
  return numbers.length === items.length && numbers.length <= 3 ? sidesOf(numbers) : undefined;
}
