// torch.quantization: marks where numbers become small ones. Shapes and weights stay what they are.
import type { Runtime, Value } from '../evaluator/values.ts';
import { begin, defineModule } from './compose.ts';
import { MODULE } from './nn-classes.ts';
import { passing } from './nn-utils.ts';
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
const entries = () => [...STUBS, ...passing('prepare', 'prepare_qat', 'convert')];

export const QUANTIZATION: OpenModules = openModules({
  'torch.quantization': entries,
  'torch.ao.quantization': entries,
  'torch.ao.quantization.stubs': entries,
});
