// Reshapes that put the size of another axis where the batch belongs: `x.view(x.size(1), 256)` runs on batches of just that many.
import { isBatch, isKnown } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { Graph, Layer } from '../../../../graph/graph.ts';
import type { Running } from '../../program.ts';
import type { Attribute, Call, Expression, Statement } from '../../syntax/ast.ts';
import { functionAround, nameOf } from './optional.ts';
import { deep, deepExpressions, expressionsIn } from './source-of-classes.ts';

/** A number that the code writes out is the batch that it is made for; a size that it reads off a volume is none. */
export function* otherBatch(running: Running, graph: Graph): Iterable<Finding> {
  for (const layer of graph.layers) {
    const [input, output] = [layer.inputs[0]?.volume, layer.outputs[0]?.volume];
    const target = output?.dims;
    if (layer.module.operator.id !== 'reshape' || layer.refused || !input?.dims || !target?.every(isKnown)) continue;
    if (!input.dims.some(isBatch) || !takesOtherSize(running, graph, layer)) continue;
    yield { rule: 'reshape-changes-size', span: layer.origin.head, layer, facts: { input, target } };
  }
}

/** The first size that a reshape asks for is read off a volume: off the batch it would not be a number. */
export function takesOtherSize(running: Running, { inputs }: Graph, layer: Layer): boolean {
  // Sequences may have their samples along the second axis, images have not.
  if (inputs.some(({ source, tensor }) => source === 'guess' && tensor.volume.dims?.length !== 4)) return false;
  return startsWithSize(running, layer);
}

function startsWithSize({ program, loaded }: Running, { origin }: Layer): boolean {
  if (origin.uri !== undefined && origin.uri !== program.uri) return false;
  for (const { statements, offset } of loaded.parsed.body) {
    const at = { start: origin.span.start - offset, end: origin.span.end - offset };
    const { body = [] } = functionAround(statements, at) ?? {};
    for (const each of expressionsIn(body))
      if (each.kind === 'call' && each.span.start === at.start && each.span.end === at.end)
        return readsSize(firstSizeOf(each), body);
  }
  return false;
}

function firstSizeOf({ callee, arguments: [first, second] }: Call): Expression | undefined {
  const isFunction = callee.kind === 'attribute' && nameOf(callee.object).includes('torch');
  const sizes = (isFunction ? second : first)?.value;
  return sizes?.kind === 'tuple' || sizes?.kind === 'list' ? sizes.items[0] : sizes;
}

/** Itself, or by a name for it: `n = x.shape[1]`. */
function readsSize(expression: Expression | undefined, body: readonly Statement[]): boolean {
  const parts = [...deepExpressions(expression)];
  const names = new Set(parts.flatMap(nameOf));
  const sources = [...deep(body)].flatMap((each) =>
    each.kind === 'assign' &&
    each.targets.some((target) => [...deepExpressions(target)].flatMap(nameOf).some((name) => names.has(name)))
      ? [...deepExpressions(each.value)]
      : [],
  );
  return [...parts, ...sources].some((each) => each.kind === 'attribute' && isSizeOfLocal(each));
}

/** Of a tensor that is no part of the model. */
function isSizeOfLocal({ name, object }: Attribute): boolean {
  return /^(?:size|shape)$/.test(name) && nameOf(object).some((of) => of !== 'self');
}
