// torch.autograd: functions with a gradient of their own. Shapes come from `forward`; nothing here computes gradients.
import { instanceMethods, native } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { lookUp } from '../evaluator/objects/method-order.ts';
import {
  nativeMethod,
  PyClass,
  PyClassMethod,
  PyInstance,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { passing } from './nn/utils.ts';
import type { Entries } from './open-module.ts';
import { unknownTensor } from './tensor/tensor.ts';

/** What `forward` is handed to keep things for `backward`. */
const CONTEXT = defineClass('FunctionCtx', undefined, {}, 'torch.autograd.function');
for (const [name, method] of instanceMethods({
  'save_for_backward(*tensors)': () => null,
  'save_for_forward(*tensors)': () => null,
  'mark_dirty(*tensors)': () => null,
  'mark_non_differentiable(*tensors)': () => null,
  'mark_shared_storage(*pairs)': () => null,
  'set_materialize_grads(value)': () => null,
}))
  CONTEXT.namespace.set(name, method);

export const FUNCTION = defineClass('Function', [CONTEXT], {}, 'torch.autograd.function');

/** `Function.apply(…)`: its `forward`, with a context in front unless `setup_context` takes that. */
function apply(runtime: Runtime, of: Value, args: readonly Value[]): Value {
  const forward = of instanceof PyClass ? lookUp(of, 'forward') : undefined;
  if (!(of instanceof PyClass) || forward === undefined)
    return unknownTensor({ reason: 'not-modelled', facts: { name: 'torch.autograd.Function' } });
  const context = new PyInstance(CONTEXT);
  context.attributes.set('needs_input_grad', new PyTuple(args.map(() => true)));
  const call = runtime.getAttribute(of, 'forward');
  return runtime.call(call, lookUp(of, 'setup_context') ? args : [context, ...args], undefined, runtime.site);
}

// Objects of it could be called before they were given up for `apply`.
FUNCTION.namespace.set(
  '__call__',
  nativeMethod('__call__', () =>
    unknownTensor({ reason: 'not-modelled', facts: { name: 'torch.autograd.Function.__call__' } }),
  ),
);

FUNCTION.namespace.set(
  'apply',
  new PyClassMethod(
    native('apply(cls, *args)', (runtime, of = null, args = null) =>
      apply(runtime, of, args instanceof PyTuple ? args.items : []),
    ),
  ),
);

/** As functions were called before `apply` came: an object each time, which is its own context. */
for (const [name, method] of instanceMethods({
  '__call__(*args)': (runtime, self, args = null) =>
    runtime.call(
      runtime.getAttribute(self, 'forward'),
      args instanceof PyTuple ? args.items : [],
      undefined,
      runtime.site,
    ),
}))
  FUNCTION.namespace.set(name, method);

export const FUNCTIONS: Entries = [
  ['Function', FUNCTION],
  ['InplaceFunction', defineClass('InplaceFunction', [FUNCTION], {}, 'torch.autograd.function')],
  ['FunctionCtx', CONTEXT],
  ...passing('once_differentiable'),
];
