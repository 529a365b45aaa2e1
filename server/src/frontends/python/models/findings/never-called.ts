// Modules with weights that a model registers and never applies, and that no code of the file names again.
import { isKnown } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph, Module } from '../../../../graph/graph.ts';
import { isSubclass } from '../../evaluator/objects/method-order.ts';
import type { PyInstance } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { treeOf } from '../../torch/module/registries.ts';
import { type AttributeUse, assignmentOf, attributesRead } from './source-of-classes.ts';

/** One finding for each attribute that holds such modules; none where tracking has lost anything. */
export function* neverCalled(running: Running, model: PyInstance, graph: Graph): Iterable<Finding> {
  if (graph.gaps.length > 0 || graph.hidden || graph.outputs.length === 0) return;
  const called = new Set(graph.layers.map(({ module }) => module));
  const waiting = graph.modules.filter(
    (module) => module.path !== '' && !called.has(module) && module.parameters.some(({ buffer }) => !buffer),
  );
  if (waiting.length === 0) return;
  const weights = new Set([...called].flatMap(({ parameters }) => parameters));
  const idle = waiting.filter((module) => !own(module).some((each) => weights.has(each)));
  if (idle.length === 0) return;
  const use = attributesRead(running);
  if (use.anyName) return;
  const modules = new Map([...treeOf(model)].map(([module, path]) => [path, module]));
  const found = new Map<string, { readonly owner: PyInstance; readonly name: string; params: number; path: string }>();
  for (const module of idle) {
    const holder = holderOf(modules, module.path);
    const params = own(module).reduce((sum, { count }) => sum + (isKnown(count) ? count : 0), 0);
    if (!holder || !isOfThisFile(running, holder.owner, use, holder.name)) continue;
    const known = found.get(holder.path);
    if (known) known.params += params;
    else found.set(holder.path, { ...holder, params });
  }
  for (const { owner, name, params, path } of found.values()) {
    // Some of what the attribute holds is applied: then the rest is a matter of settings.
    if ([...called].some((module) => module.path === path || module.path.startsWith(`${path}.`))) continue;
    const span = assignmentOf(running, owner.class, name);
    if (span) yield { rule: 'unused-layer', span, facts: { name, params, why: 'never-called' } };
  }
}

function own({ parameters }: Module): Module['parameters'] {
  return parameters.filter(({ buffer }) => !buffer);
}

/** The innermost module of a class of the file's own above a path, and the attribute that leads down from it. */
function holderOf(modules: ReadonlyMap<string, PyInstance>, path: string) {
  const names = path.split('.');
  for (let length = names.length - 1; length >= 0; length--) {
    const owner = modules.get(names.slice(0, length).join('.'));
    const name = names[length];
    if (!owner || name === undefined) return undefined;
    if (owner.class.definition) return { owner, name, path: names.slice(0, length + 1).join('.') };
  }
  return undefined;
}

/** All code that may name the attribute is in the file, and none does. */
function isOfThisFile({ program }: Running, owner: PyInstance, use: AttributeUse, name: string): boolean {
  const users = owner.class.mro.filter((each) => isSubclass(each, MODULE) && each.definition);
  return users.every(({ definition }) => definition?.uri === program.uri) && !use.names.has(name);
}
