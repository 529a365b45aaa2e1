// How PyTorch's messages call the type of a value: `torch.FloatTensor`, `int`, `torch.nn.modules.linear.Linear`.
import { PyClass, type Runtime, type Value } from '../../evaluator/values.ts';
import { isParameter } from '../module/registries.ts';
import type { DtypeName } from './dtype.ts';
import { tensorOf } from './tensor.ts';

export const TENSORS: Readonly<Partial<Record<DtypeName, string>>> = {
  float32: 'Float',
  float64: 'Double',
  float16: 'Half',
  bfloat16: 'BFloat16',
  int64: 'Long',
  int32: 'Int',
  int16: 'Short',
  int8: 'Char',
  uint8: 'Byte',
  bool: 'Bool',
};

const TYPES: ReadonlyMap<string, DtypeName> = new Map(
  Object.entries(TENSORS).map(([dtype, name]) => [`${name}Tensor`, dtype as DtypeName]),
);

/** `torch.LongTensor` and `'torch.cuda.LongTensor'`. */
export function typeNamed(value: Value | undefined): DtypeName | undefined {
  const said = value instanceof PyClass ? `${value.module}.${value.name}` : value;
  const name = typeof said === 'string' ? /^torch\.(?:cuda\.)?(?<name>\w+)$/.exec(said)?.groups?.name : undefined;
  return name === undefined ? undefined : TYPES.get(name);
}

export function typeNameOf(runtime: Runtime, value: Value): string {
  const tensor = tensorOf(value);
  if (tensor && !isParameter(value)) return `torch.${TENSORS[tensor.dtype] ?? ''}Tensor`;
  // What has a name of its own goes by that.
  const { name, module } = value instanceof PyClass ? value : runtime.typeOf(value);
  return module === 'builtins' ? name : `${module}.${name}`;
}
