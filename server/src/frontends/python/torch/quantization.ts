// torch.ao.quantization and torch.ao.nn.quantized: marks where numbers become small ones, and sums that can be observed.
// Shapes and weights stay what they are. Source: torch/ao/quantization/stubs.py, torch/ao/nn/quantized/modules/functional_modules.py, 2.13.
import type { NativeTable } from '../builtins/declare.ts';
import type { Runtime, Value } from '../evaluator/values.ts';
import { JOIN_FUNCTIONS } from './functions/join.ts';
import { MODULE } from './module/nn-classes.ts';
import { begin, callChild, callInner, defineModule, makeLayer } from './nn/compose.ts';
import { passing } from './nn/utils.ts';
import { type OpenModules, openModules } from './open-module.ts';

function stub(name: string): readonly [string, Value] {
  const methods = {
    '__init__(qconfig=None)': (runtime: Runtime, self: Value) => {
      begin(runtime, self);
      return null;
    },
    'forward(x)': (_: unknown, _self: Value, x: Value = null) => x,
  };
  return [name, defineModule(name, methods, MODULE, 'torch.ao.quantization.stubs')];
}

const STUBS = [stub('QuantStub'), stub('DeQuantStub')];
const MARKS = () => [...STUBS, ...passing('prepare', 'prepare_qat', 'convert')];

const OBSERVER = 'activation_post_process';
const CAT = JOIN_FUNCTIONS.find(({ name }) => name === 'cat')?.asFunction ?? null;

/** `x ∘ y`, then what observes it. */
const observed =
  (operator: '+' | '*') =>
  (runtime: Runtime, self: Value, x: Value = null, y: Value = null) =>
    callChild(runtime, self, OBSERVER, [runtime.binary(operator, x, y)]);

const FLOAT_FUNCTIONAL: NativeTable = {
  '__init__()': (runtime, self) => {
    begin(runtime, self);
    runtime.setAttribute(self, OBSERVER, makeLayer(runtime, 'Identity', []));
    return null;
  },
  'add(x, y)': observed('+'),
  'add_scalar(x, y)': (runtime, _, x = null, y = null) => runtime.binary('+', x, y),
  'mul(x, y)': observed('*'),
  'mul_scalar(x, y)': (runtime, _, x = null, y = null) => runtime.binary('*', x, y),
  'matmul(x, y)': (runtime, _, x = null, y = null) => runtime.binary('@', x, y),
  'cat(x, dim=0)': (runtime, self, x = null, dim = 0) =>
    callChild(runtime, self, OBSERVER, [callInner(runtime, CAT, [x, dim])]),
  'add_relu(x, y)': (runtime, self, x = null, y = null) => {
    const sum = runtime.binary('+', x, y);
    return callChild(runtime, self, OBSERVER, [callInner(runtime, runtime.getAttribute(sum, 'relu'), [])]);
  },
};

const FUNCTIONALS = [
  [
    'FloatFunctional',
    defineModule('FloatFunctional', FLOAT_FUNCTIONAL, MODULE, 'torch.ao.nn.quantized.modules.functional_modules'),
  ],
] as const;

export const QUANTIZATION: OpenModules = openModules({
  'torch.quantization': MARKS,
  'torch.ao.quantization': MARKS,
  'torch.ao.quantization.stubs': MARKS,
  'torch.nn.quantized': () => FUNCTIONALS,
  'torch.ao.nn.quantized': () => FUNCTIONALS,
});
