// Runs Python snippets that use torch, with a graph to build, and shows what came out. Not for models: they have a front end.
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { BUILTINS } from '../../server/src/frontends/python/builtins/index.ts';
import { Interpreter } from '../../server/src/frontends/python/evaluator/interpreter.ts';
import {
  nativeFunction,
  PyFloat,
  PyInstance,
  PyList,
  PyRaise,
  PyTuple,
  type Value,
} from '../../server/src/frontends/python/evaluator/values.ts';
import { standardLibrary } from '../../server/src/frontends/python/stdlib/index.ts';
import { TORCH_MODULES } from '../../server/src/frontends/python/torch/index.ts';
import { openSession } from '../../server/src/frontends/python/torch/session.ts';
import { fromGraph, SIZE, tensorOf } from '../../server/src/frontends/python/torch/tensor/tensor.ts';
import { type Dim, isBatch, isKnown, N } from '../../server/src/graph/dim.ts';
import type { Finding } from '../../server/src/graph/finding.ts';
import type { Graph } from '../../server/src/graph/graph.ts';
import { type Dtype, volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { parser } from './grammars.ts';

export interface Snippet {
  readonly value: (name: string) => unknown;
  readonly findings: readonly Finding[];
  /** What the top level raised: `TypeError: …`. */
  readonly raised: readonly string[];
  readonly graph: Graph;
}

const TYPES: Readonly<Record<string, Dtype>> = { f: 'float', i: 'integer', b: 'boolean' };
const conventions = { rounding: 'floor' } as const;
const ORIGIN = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

const parts = {
  parser,
  host: { load: () => undefined },
  library: {
    module: (name: string, importer: Interpreter) => TORCH_MODULES.get(name)?.() ?? standardLibrary(name, importer),
  },
};

/** `given('f', 2, 'N', 4)` in the text is an input of that type and shape. */
export function runTorch(text: string): Snippet {
  const newBuilder = () => createBuilder(operators, { name: 'aside', conventions });
  const builder = createBuilder(operators, { name: 'snippet', conventions });
  const input = nativeFunction('given', (runtime, { positional: [type, ...dims] }) => {
    const sizes = dims.map((dim): Dim => (dim === 'N' ? N : (dim as Dim)));
    const tensor = builder.input('x', volume(sizes, TYPES[String(type)[0] ?? 'f'] ?? 'float'), ORIGIN, 'call');
    return fromGraph(runtime, tensor);
  });
  const interpreter = new Interpreter({ ...parts, builtins: new Map<string, Value>([...BUILTINS, ['given', input]]) });
  openSession(interpreter, { builder, newBuilder, uri: 'main.py' });
  const loaded = interpreter.runModule('main.py', '__main__', text);
  const raised = loaded.failures.map((failure) =>
    failure instanceof PyRaise
      ? `${failure.exception.class.name}: ${interpreter.str(failure.exception)}`
      : `out of ${failure.what}`,
  );
  const graph = builder.finish();
  const findings = graph.findings;
  return { graph, findings, raised, value: (name) => shown(loaded.module.namespace.get(name)) };
}

/** Tensors as their shapes, several as `{seq: …}`, other values as `{py: …}`: the tables' form. */
function shown(value: Value | undefined): unknown {
  const native = tensorOf(value);
  if (native) return native.dims ? native.dims.map(dim) : '?';
  if (value instanceof PyTuple && value.of === SIZE) return { size: value.items.map((item) => dim(item as Dim)) };
  if (value instanceof PyTuple || value instanceof PyList) {
    const items = value.items.map(shown);
    return value.items.some((item) => tensorOf(item))
      ? { seq: items }
      : { py: items.map((item) => (isPlain(item) ? item.py : item)) };
  }
  if (value instanceof PyFloat) return { py: value.value };
  if (value instanceof PyInstance) return value.class.name;
  if (typeof value === 'object' && value !== null)
    return 'kind' in value && (value.kind === 'batch' || value.kind === 'unknown') ? { py: dim(value) } : '?';
  return { py: value };
}

function isPlain(value: unknown): value is { readonly py: unknown } {
  return typeof value === 'object' && value !== null && 'py' in value;
}

function dim(value: Dim): number | string {
  if (isKnown(value)) return value;
  if (!isBatch(value)) return '?';
  const { numerator, denominator } = value;
  return `${numerator === 1 ? '' : numerator}N${denominator === 1 ? '' : `/${denominator}`}`;
}
