// One thing taken for another, read back from what Python or PyTorch says of it.
import type { Confused } from '../../../../graph/facts.ts';
import { PyClass } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { valueNamed } from '../candidates/candidate.ts';

/** `self.pool(nn.ReLU(x))`, `nn.Sequential(nn.Conv2d(…), nn.ReLU)`, `nn.Sequential([…])`. */
export function confusedIn(running: Running, message: string): Confused | undefined {
  const [, ...types] =
    /must be Tensor, not (\w+)$/.exec(message) ??
    /^unsupported operand type\(s\) for \S+: '(\w+)' and '(\w+)'$/.exec(message) ??
    [];
  const layer = types.find((type) => LAYER_CLASSES.has(type));
  if (layer !== undefined) return { kind: 'layer-for-tensor', name: layer };
  if (TUPLE_FOR_TENSOR.test(message)) return { kind: 'tuple-for-tensor', name: 'tuple' };
  const { module, name } = /^(?<module>[\w.]+\.)?(?<name>\w+) is not a Module subclass$/.exec(message)?.groups ?? {};
  if (name === undefined) return undefined;
  if (module === undefined) return /^(?:list|tuple)$/.test(name) ? { kind: 'list-for-layers', name } : undefined;
  const own = valueNamed(running, name);
  const isLayer = module.startsWith('torch.nn.')
    ? LAYER_CLASSES.has(name)
    : own instanceof PyClass && own.mro.includes(MODULE);
  return isLayer ? { kind: 'class-for-layer', name } : undefined;
}

const TUPLE_FOR_TENSOR =
  /must be Tensor, not tuple$|^tuple indices must be integers or slices, not tuple$|^'tuple' object has no attribute '(?:shape|size|view|reshape|dim|permute|transpose|squeeze|unsqueeze|mean|flatten|contiguous)'/;
