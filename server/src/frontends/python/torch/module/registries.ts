// What an nn.Module keeps: its parameters, buffers and children, each in a dict of its own, as PyTorch does.
// Knows no layer and no method.
import { isSubclass } from '../../evaluator/objects/method-order.ts';
import { PyDict, PyInstance, type Runtime, type Value } from '../../evaluator/values.ts';
import { tensorOf } from '../tensor/tensor.ts';
import { MODULE, PARAMETER } from './nn-classes.ts';

export type Registry = '_parameters' | '_buffers' | '_modules';

export const REGISTRIES: readonly Registry[] = ['_parameters', '_buffers', '_modules'];

/** Undefined before `Module.__init__` has run. */
export function registryOf(module: PyInstance, registry: Registry): PyDict | undefined {
  const dict = module.own(registry);
  return dict instanceof PyDict ? dict : undefined;
}

export function registered(module: PyInstance, registry: Registry, name: string): Value | undefined {
  const dict = registryOf(module, registry);
  return dict?.isEmpty === false ? dict.entries.get(name)?.[1] : undefined;
}

export function register(runtime: Runtime, module: PyInstance, registry: Registry, name: string, value: Value): void {
  const dict = registryOf(module, registry);
  if (!dict) return;
  runtime.touch(dict);
  dict.entries.set(name, [name, value]);
}

export function unregister(runtime: Runtime, module: PyInstance, name: string, registries = REGISTRIES): boolean {
  for (const registry of registries) {
    const dict = registryOf(module, registry);
    if (!dict || dict.isEmpty || !dict.entries.has(name)) continue;
    runtime.touch(dict);
    return dict.entries.delete(name);
  }
  return false;
}

/** What `Module.__init__` leaves behind: a module in training, whatever it is run in later. */
export function initModule(runtime: Runtime, module: PyInstance): void {
  runtime.reachesOut();
  runtime.touch(module);
  module.attributes.set('training', true);
  for (const registry of REGISTRIES) module.attributes.set(registry, new PyDict());
}

export function isModule(value: Value | undefined): value is PyInstance {
  return value instanceof PyInstance && isSubclass(value.class, MODULE);
}

export function isParameter(value: Value | undefined): value is PyInstance {
  return value instanceof PyInstance && isSubclass(value.class, PARAMETER) && tensorOf(value) !== undefined;
}

export type Entry = readonly [name: string, value: PyInstance];

const NO_ENTRIES: readonly Entry[] = [];

/** The entries of a registry in order; None is left out. */
export function entriesOf(module: PyInstance, registry: Registry): readonly Entry[] {
  const dict = registryOf(module, registry);
  if (!dict || dict.lost || dict.isEmpty) return NO_ENTRIES;
  const found: Entry[] = [];
  for (const entry of dict.entries.values())
    if (typeof entry[0] === 'string' && entry[1] instanceof PyInstance) found.push(entry as Entry);
  return found;
}

export function childrenOf(module: PyInstance): readonly Entry[] {
  const entries = entriesOf(module, '_modules');
  return entries.every(([, child]) => isModule(child)) ? entries : entries.filter(([, child]) => isModule(child));
}

/** The module and all below as they are now, parents first, each once under its first path. */
export function treeOf(root: PyInstance): ReadonlyMap<PyInstance, string> {
  const found = new Map<PyInstance, string>();
  const visit = (module: PyInstance, path: string): void => {
    if (found.has(module)) return;
    found.set(module, path);
    for (const [name, child] of childrenOf(module)) visit(child, join(path, name));
  };
  visit(root, '');
  return found;
}

/** The same, one by one: whoever walks through them may change what comes. */
export function* descend(
  module: PyInstance,
  path = '',
  seen = new Set<PyInstance>(),
): Iterable<readonly [path: string, module: PyInstance]> {
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  for (const [name, child] of childrenOf(module)) yield* descend(child, join(path, name), seen);
}

/** The same, under each of its paths. */
export function* everyPath(
  module: PyInstance,
  path = '',
  above: readonly PyInstance[] = [],
): Iterable<readonly [path: string, module: PyInstance]> {
  if (above.includes(module)) return;
  yield [path, module];
  for (const [name, child] of childrenOf(module)) yield* everyPath(child, join(path, name), [...above, module]);
}

/** Parameters or buffers of the module and all below, shared ones once. */
export function* collect(
  module: PyInstance,
  registry: '_parameters' | '_buffers',
  prefix = '',
  recurse = true,
): Iterable<readonly [string, PyInstance]> {
  const seen = new Set<PyInstance>();
  for (const [path, owner] of recurse ? descend(module, prefix) : [[prefix, module] as const]) {
    for (const [name, value] of entriesOf(owner, registry)) {
      if (seen.has(value)) continue;
      seen.add(value);
      yield [join(path, name), value];
    }
  }
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
