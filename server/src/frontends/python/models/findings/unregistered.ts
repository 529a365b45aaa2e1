// Modules that a model keeps in lists, tuples and dicts of Python's own: none of its parameters() sees them.
import { isKnown, product } from '../../../../graph/dim.ts';
import type { RuleFacts } from '../../../../graph/facts.ts';
import type { Finding } from '../../../../graph/finding.ts';
import { PyDict, type PyInstance, PyList, PyTuple, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { collect, isModule, treeOf } from '../../torch/module/registries.ts';
import { tensorOf } from '../../torch/tensor/tensor.ts';
import { assignmentOf } from './source-of-classes.ts';

export function* unregistered(running: Running, model: PyInstance): Iterable<Finding> {
  const tree = treeOf(model);
  for (const owner of tree.keys()) {
    for (const [attribute, value] of owner.attributes) {
      const container = containerOf(value);
      if (!container || attribute.startsWith('_')) continue;
      const modules = modulesIn(value).filter((module) => !tree.has(module));
      const params = paramsOf(modules);
      // A list of one is the usual way to hold a module without registering it.
      if (modules.length < 2 || !params) continue;
      const span = assignmentOf(running, owner.class, attribute);
      const facts = {
        class: owner.class.name,
        attribute,
        container,
        modules: modules.length,
        params,
        nested: !holdsModules(value),
      };
      if (span) yield { rule: 'module-list-is-plain-list', span, facts };
    }
  }
}

function containerOf(value: Value): RuleFacts['module-list-is-plain-list']['container'] | undefined {
  if (value instanceof PyList) return 'list';
  if (value instanceof PyTuple) return 'tuple';
  return value instanceof PyDict ? 'dict' : undefined;
}

/** Modules and nothing else. */
function holdsModules(value: Value): boolean {
  if (value instanceof PyDict)
    return [...value.entries.values()].every(([key, item]) => typeof key === 'string' && isModule(item));
  return (value instanceof PyList || value instanceof PyTuple) && value.items.every(isModule);
}

/** Those of nested containers too. */
function modulesIn(value: Value, depth = 3): readonly PyInstance[] {
  if (isModule(value)) return [value];
  if (depth === 0) return [];
  const items =
    value instanceof PyDict
      ? [...value.entries.values()].map(([, item]) => item)
      : value instanceof PyList || value instanceof PyTuple
        ? value.items
        : [];
  return [...new Set(items.flatMap((item) => modulesIn(item, depth - 1)))];
}

/** Undefined where a size is unknown. */
function paramsOf(modules: readonly PyInstance[]): number | undefined {
  const weights = new Set(modules.flatMap((module) => [...collect(module, '_parameters')].map(([, weight]) => weight)));
  let sum = 0;
  for (const weight of weights) {
    const count = product(tensorOf(weight)?.volume.dims ?? []);
    if (!isKnown(count)) return undefined;
    sum += count;
  }
  return sum;
}
