// Hooks around `forward`: they may keep what passes by, which other code reads, and may replace it. Those around the
// backward pass and around saving are registered and never run.
import { instanceMethods, type NativeTable } from '../../builtins/declare.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { PyDict, PyInstance, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { MODULE } from './nn-classes.ts';

/** Takes a hook away again. */
const HANDLE = defineClass(
  'RemovableHandle',
  undefined,
  new Map(
    instanceMethods({
      'remove()': (runtime, self) => {
        const { attributes } = self as PyInstance;
        const hooks = attributes.get('hooks');
        if (!(hooks instanceof PyDict)) return null;
        runtime.touch(hooks);
        hooks.entries.delete(attributes.get('id'));
        return null;
      },
      '__enter__()': (_, self) => self,
      '__exit__(*exception)': (runtime, self) => {
        runtime.call(runtime.getAttribute(self, 'remove'), []);
        return false;
      },
    }),
  ),
  'torch.utils.hooks',
);

const BEFORE = '_forward_pre_hooks';
const BEHIND = '_forward_hooks';
const WITH_KEYWORDS = '_with_kwargs';

function registering(registry: string): NativeTable[string] {
  return (runtime, self, hook, first, withKeywords) => {
    const { attributes } = self as PyInstance;
    runtime.touch(self as PyInstance);
    const known = attributes.get(registry);
    const hooks = known instanceof PyDict ? known : new PyDict();
    runtime.touch(hooks);
    attributes.set(registry, hooks);
    const handle = new PyInstance(HANDLE);
    const id = Math.max(-1, ...[...hooks.entries.keys()].map(Number)) + 1;
    if (runtime.truth(withKeywords) === true) attributes.set(`${registry}${WITH_KEYWORDS}${id}`, true);
    const others = [...hooks.entries];
    const own = [id, [id, hook]] as const;
    hooks.entries = new Map(runtime.truth(first) === true ? [own, ...others] : [...others, own]);
    handle.attributes.set('hooks', hooks);
    handle.attributes.set('id', id);
    return handle;
  };
}

const ignored: NativeTable[string] = () => new PyInstance(HANDLE);

const IGNORED = [
  'register_backward_hook',
  'register_full_backward_hook',
  'register_full_backward_pre_hook',
  'register_load_state_dict_post_hook',
  'register_load_state_dict_pre_hook',
  'register_state_dict_pre_hook',
  'register_state_dict_post_hook',
];

const TABLE: NativeTable = {
  'register_forward_hook(hook, *, prepend=False, with_kwargs=False, always_call=False)': registering(BEHIND),
  'register_forward_pre_hook(hook, *, prepend=False, with_kwargs=False)': registering(BEFORE),
  ...Object.fromEntries(IGNORED.map((name) => [`${name}(*args, **keywords)`, ignored])),
};

for (const [name, method] of instanceMethods(TABLE)) MODULE.namespace.set(name, method);

interface Passed {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** `forward` with the hooks of the module around it. */
export function withHooks(runtime: Runtime, self: PyInstance, passed: Passed, run: (passed: Passed) => Value): Value {
  const { attributes } = self;
  if (!attributes.has(BEFORE) && !attributes.has(BEHIND)) return run(passed);
  let given = passed;
  for (const [id, hook] of hooksOf(self, BEFORE)) {
    const taking = attributes.has(`${BEFORE}${WITH_KEYWORDS}${id}`);
    const answer = ask(runtime, hook, [self, new PyTuple(given.args), ...(taking ? [asDict(given)] : [])]);
    if (answer === undefined) continue;
    const changed = taking && answer instanceof PyTuple ? (answer.items[0] ?? null) : answer;
    given = { ...given, args: changed instanceof PyTuple ? changed.items : [changed] };
  }
  let result = run(given);
  for (const [id, hook] of hooksOf(self, BEHIND)) {
    const taking = attributes.has(`${BEHIND}${WITH_KEYWORDS}${id}`);
    const keywords = taking ? [asDict(given)] : [];
    result = ask(runtime, hook, [self, new PyTuple(given.args), ...keywords, result]) ?? result;
  }
  return result;
}

function hooksOf({ attributes }: PyInstance, registry: string): readonly (readonly [id: Value, hook: Value])[] {
  const hooks = attributes.get(registry);
  return hooks instanceof PyDict && !hooks.lost ? [...hooks.entries.values()] : [];
}

/** What it puts in the place of what passes by. Where it fails, or nothing is known of it, it is taken to change nothing. */
function ask(runtime: Runtime, hook: Value, args: readonly Value[]): Value | undefined {
  if (runtime.isUnknown(hook)) return undefined;
  const outcome = runtime.attempt(() => runtime.call(hook, args));
  if (!('value' in outcome) || outcome.value === null || runtime.isUnknown(outcome.value)) return undefined;
  return outcome.value;
}

function asDict({ keywords }: Passed): PyDict {
  const dict = new PyDict();
  for (const [name, value] of keywords) dict.entries.set(name, [name, value]);
  return dict;
}
