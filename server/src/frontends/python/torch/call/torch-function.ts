// Declaring torch functions: a signature, and what a call of it does.
import { nameOf, parseSignature } from '../../builtins/signature.ts';
import {
  type Arguments,
  type NativeCode,
  type NativeFunction,
  nativeFunction,
  nativeMethod,
  type Value,
} from '../../evaluator/values.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { bind } from './bind.ts';
import { TorchCall } from './call.ts';

export type TorchBody = (call: TorchCall) => Value;

export interface TorchFunction {
  readonly name: string;
  /** As `torch.name(x, …)`. */
  readonly asFunction: NativeFunction;
  /** As `x.name(…)`. */
  readonly asMethod: NativeFunction;
}

/**
 * `'flatten(input, start_dim=0, end_dim=-1)'`; `*sizes` takes the rest, `name=...` is optional without a default, and
 * `**` at the end lets unknown keywords pass (`out`, `dtype`, `layout` …), as functions written in C++ have many.
 */
export function torchFunction(signature: string, body: TorchBody): TorchFunction {
  const name = nameOf(signature);
  const parameters = parseSignature(signature);
  const code =
    (offset: number): NativeCode =>
    (runtime, given) => {
      const args = withoutFactors(name, given);
      return body(new TorchCall(name, runtime, args, bind(runtime, name, parameters, args), offset));
    };
  return { name, asFunction: nativeFunction(name, code(0)), asMethod: nativeMethod(name, code(1)) };
}

/** How many tensors those take that were first written with factors between them: `x.add(2, y)`, `x.addmm_(1, -2, a, b)`. */
const TENSORS: Readonly<Record<string, number>> = {
  add: 2,
  sub: 2,
  addmm: 3,
  addmv: 3,
  addbmm: 3,
  baddbmm: 3,
  addcmul: 3,
  addcdiv: 3,
};

function withoutFactors(name: string, args: Arguments): Arguments {
  const count = TENSORS[name];
  if (count === undefined || args.positional.length <= count) return args;
  const positional = args.positional.filter((value) => tensorOf(value));
  return positional.length === count ? { ...args, positional } : args;
}

export function torchFunctions(table: Readonly<Record<string, TorchBody>>): TorchFunction[] {
  return Object.entries(table).map(([signature, body]) => torchFunction(signature, body));
}
