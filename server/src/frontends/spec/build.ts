// Walks a spec's layers and drives the builder.
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Span } from '../../base/span.ts';
import type { AttributeInput } from '../../graph/attribute.ts';
import { N } from '../../graph/dim.ts';
import type { GivenAttributes, Origin, Tensor } from '../../graph/graph.ts';
import { volume } from '../../graph/volume.ts';
import type { BuildHost, FrontEndResult, Source } from '../front-end.ts';
import { BY_RANK, spellAttribute } from './bindings.ts';

export function build(source: Source, host: BuildHost): FrontEndResult {
  const document = parseDocument(source.text, { keepSourceTokens: true, lineCounter: new LineCounter() });
  const root = document.contents;
  const name = isMap(root) ? String(root.get('model') ?? 'model') : 'model';
  const run = (inputs: readonly (readonly number[])[]) => {
    const builder = host.newBuilder({ name, conventions: { rounding: 'exact' } });
    const origin = at(root as Node | null);
    const [height = 0, width = 0, channels = 0] = String(isMap(root) ? root.get('input') : '')
      .split('x')
      .map(Number);
    let x: Tensor = builder.input('input', volume([N, ...(inputs[0] ?? [channels, height, width])]), origin, 'file');
    const layers = isMap(root) ? root.get('layers') : undefined;
    for (const item of isSeq(layers) ? layers.items : []) {
      const node = item as Node;
      const pair = isMap(node) ? (node.items[0] as Pair<Node, Node>) : undefined;
      const key = pair ? pair.key : node;
      const word = isScalar(key) ? String(key.value) : '';
      const operator = BY_RANK[word]?.[1] ?? word;
      const known = builder.operators.get(operator);
      const layerOrigin: Origin = { span: spanOf(node), head: spanOf(key) };
      if (!known) {
        x = builder.gap({ reason: 'unknown-layer', facts: { name: word } }, layerOrigin);
        continue;
      }
      const given: Record<string, { value: AttributeInput; span: Span }> = {};
      for (const entry of isMap(pair?.value) ? pair.value.items : []) {
        const spelled = String((entry.key as { value?: unknown }).value);
        const attribute = Object.keys(known.attributes).find(
          (candidate) => spellAttribute(operator, candidate) === spelled,
        );
        if (attribute)
          given[attribute] = {
            value: (entry.value as Node).toJSON() as AttributeInput,
            span: spanOf(entry.value as Node),
          };
      }
      const request = { operator, type: word, path: word, attributes: given as GivenAttributes, origin: layerOrigin };
      x = builder.apply(request, [x])[0] ?? x;
    }
    builder.output('output', x);
    return builder.finish();
  };
  const span = spanOf(root as Node | null);
  return {
    models: [{ name, span, head: span, graph: run(source.inputs), rerun: run }],
    findings: [],
    slotAt: () => undefined,
    completionsAt: () => undefined,
    referencesAt: () => [],
    symbols: () => [],
    renderEdit: () => undefined,
  };
}

function spanOf(node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}

function at(node: Node | null): Origin {
  const span = spanOf(node);
  return { span, head: span };
}
