// How PyTorch's messages call the type of a value: `torch.FloatTensor`, `int`, `torch.nn.modules.linear.Linear`.
import { PyClass, type Runtime, type Value } from '../../evaluator/values.ts';
import { isParameter } from '../module/registries.ts';
import { tensorOf } from './tensor.ts';

const TENSORS: Readonly<Record<string, string>> = {
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

export function typeNameOf(runtime: Runtime, value: Value): string {
  const tensor = tensorOf(value);
  if (tensor && !isParameter(value)) return `torch.${TENSORS[tensor.dtype] ?? ''}Tensor`;
  // What has a name of its own goes by that.
  const { name, module } = value instanceof PyClass ? value : runtime.typeOf(value);
  return module === 'builtins' ? name : `${module}.${name}`;
}
