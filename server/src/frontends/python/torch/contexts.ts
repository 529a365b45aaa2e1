// What switches gradients, precision and compilation on and off, and decorators that compile: nothing of it changes shapes.
import { instanceMethods, type NativeTable, native } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  nativeFunction,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { FUNCTIONS } from './autograd.ts';
import { MODULE } from './module/nn-classes.ts';
import { idle, passing } from './nn/utils.ts';
import { showModel } from './onlookers.ts';
import { type Entries, type OpenModules, openModules } from './open-module.ts';
import { typedTensors } from './tensor/typed.ts';

/** `with torch.no_grad():` and `@torch.no_grad()`, with or without brackets. */
const SWITCH = defineClass('_DecoratorContextManager', undefined, {}, 'torch.utils._contextlib');
const SWITCH_METHODS: NativeTable = {
  '__init__(*args, **keywords)': () => null,
  '__enter__()': (_, self) => self,
  '__exit__(*args)': () => false,
  '__call__(first=None, *args, **keywords)': (_, __, first = null) => first,
};
for (const [name, method] of instanceMethods(SWITCH_METHODS)) SWITCH.namespace.set(name, method);

function switches(...names: readonly string[]): Entries {
  return names.map((name) => [
    name,
    native(`${name}(first=None, *args, **keywords)`, (_, first = null) =>
      first instanceof PyFunction ? first : new PyInstance(SWITCH),
    ),
  ]);
}

const GRADIENTS = switches('no_grad', 'enable_grad', 'inference_mode', 'set_grad_enabled', 'set_detect_anomaly');
const PRECISION = [...switches('autocast'), ...idle('is_autocast_enabled')];

/** `@decorator` and `@decorator(option=…)`. */
function decorators(...names: readonly string[]): Entries {
  return names.map((name) => [
    name,
    native(`${name}(first=None, *args, **keywords)`, (_, first = null) =>
      first === null || typeof first === 'boolean' ? native('decorate(f)', (__, f = null) => f) : first,
    ),
  ]);
}

const constant = (name: string, value: Value) => native(`${name}(*args, **keywords)`, () => value);

function constants(table: Readonly<Record<string, Value>>): Entries {
  return Object.entries(table).map(([name, value]) => [name, constant(name, value)]);
}

/** Runs the model once, and gives one that does the same. */
const TRACE = nativeFunction('trace', (runtime, args) => {
  showModel(runtime, args);
  return args.positional[0] ?? args.keywords.get('func') ?? null;
});

const SCRIPTING = [
  ['trace', TRACE] as const,
  ...decorators(
    'script',
    'script_method',
    'ignore',
    'unused',
    'export',
    'interface',
    'script_if_tracing',
    '_script_if_tracing',
  ),
  ...passing('freeze', 'optimize_for_inference', '_overload_method'),
  ...constants({ is_scripting: false, is_tracing: false }),
  ['annotate', native('annotate(of, value)', (_, __, value = null) => value)] as const,
  ['ScriptModule', defineClass('ScriptModule', [MODULE], {}, 'torch.jit')] as const,
];

function call(runtime: Runtime, callee: Value, args: Value, keywords: Value): Value {
  const named = keywords instanceof PyDict ? [...keywords.entries.values()] : [];
  const passed = named.filter(([name]) => !OF_CHECKPOINT.has(String(name)));
  const positional = args instanceof PyTuple ? args.items : [];
  return runtime.call(callee, positional, new Map(passed.map(([name, value]) => [String(name), value])), runtime.site);
}

const OF_CHECKPOINT = new Set(['use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug']);

const CHECKPOINT: Entries = [
  [
    'checkpoint',
    native('checkpoint(function, *args, **keywords)', (runtime, f = null, args = null, keywords = null) =>
      call(runtime, f, args, keywords),
    ),
  ],
  [
    'checkpoint_sequential',
    native(
      'checkpoint_sequential(functions, segments, input, **keywords)',
      (runtime, functions = null, _, input = null) => {
        const items = functions instanceof PyList ? functions.items : runtime.iterate(functions);
        if (!items) return runtime.lost(functions);
        return [...items].reduce((x, f) => runtime.call(f, [x], undefined, runtime.site), input);
      },
    ),
  ],
];

const AUTOGRAD: Entries = [...GRADIENTS, ...passing('Variable'), ...FUNCTIONS];

const CUDA: Entries = [
  ...constants({
    is_available: false,
    device_count: 0,
    current_device: 0,
    is_initialized: false,
    is_bf16_supported: false,
  }),
  ...idle('set_device', 'empty_cache', 'synchronize', 'manual_seed', 'manual_seed_all', 'reset_peak_memory_stats'),
];

/** Of `torch` itself. */
export const TORCH_CONTEXTS: Entries = [
  ...GRADIENTS,
  ...PRECISION,
  ...decorators('compile'),
  ...constants({
    is_grad_enabled: false,
    is_inference_mode_enabled: true,
    are_deterministic_algorithms_enabled: false,
  }),
  ...idle('set_float32_matmul_precision', 'use_deterministic_algorithms', 'set_num_threads', 'set_default_dtype'),
];

const NOTHING_KNOWN = [
  'torch.utils',
  'torch.utils.data',
  'torch.utils.hooks',
  'torch.utils.model_zoo',
  'torch.hub',
  'torch.optim',
  'torch.multiprocessing',
  'torch.ao',
];

export const CONTEXT_MODULES: OpenModules = openModules({
  'torch.jit': () => SCRIPTING,
  'torch.jit.annotations': () => SCRIPTING,
  'torch.fx': () => passing('wrap', 'symbolic_trace'),
  'torch.compiler': () => [...decorators('disable', 'allow_in_graph'), ...constants({ is_compiling: false })],
  'torch.utils.checkpoint': () => CHECKPOINT,
  'torch.autograd': () => AUTOGRAD,
  'torch.autograd.variable': () => AUTOGRAD,
  'torch.autograd.function': () => FUNCTIONS,
  'torch.cuda': () => [...CUDA, ...typedTensors('torch.cuda')],
  'torch.cuda.amp': () => [...PRECISION, ...decorators('custom_fwd', 'custom_bwd')],
  'torch.amp': () => [...PRECISION, ...decorators('custom_fwd', 'custom_bwd')],
  'torch.onnx': () => constants({ is_in_onnx_export: false }),
  'torch.distributed': () => constants({ is_available: false, is_initialized: false, get_rank: 0, get_world_size: 1 }),
  'torch.mps': () => [],
  'torch.backends': () => [],
  'torch.backends.mps': () => constants({ is_available: false, is_built: false }),
  'torch.backends.cudnn': () => constants({ is_available: false }),
  'torch.backends.cuda': () => constants({ is_built: false }),
  ...Object.fromEntries(NOTHING_KNOWN.map((name) => [name, () => []])),
});
