// What stands at a place in a Python text: the call of a layer, the call that made it, one of its arguments.
import { contains, type Span } from '../../base/span.ts';
import type { Layer } from '../../graph/graph.ts';
import type { Intent } from '../../graph/intent.ts';
import type { BuiltModel, Slot } from '../front-end.ts';

interface Entry {
  readonly span: Span;
  readonly layers: Layer[];
}

export class Places {
  /** By where they stand: calls of layers, and calls that make them. */
  readonly #calls = new Map<string, Entry>();
  readonly #made = new Map<string, Entry>();
  readonly #arguments = new Map<string, Entry & { readonly attribute: string; readonly operator: string }>();

  constructor(models: readonly BuiltModel[]) {
    for (const { graph } of models) {
      for (const { origin } of graph.blocks) if (origin.uri === undefined) enter(this.#calls, origin.head);
      for (const layer of graph.layers) {
        const { module, origin } = layer;
        if (origin.uri === undefined) enter(this.#calls, origin.head, layer);
        if (module.origin.uri !== undefined) continue;
        if (module.origin !== origin) enter(this.#made, module.origin.head, layer);
        for (const [attribute, { span }] of Object.entries(module.given)) {
          if (!span) continue;
          const key = keyOf(span);
          const known = this.#arguments.get(key) ?? { span, layers: [], attribute, operator: module.operator.id };
          known.layers.push(layer);
          this.#arguments.set(key, known);
        }
      }
    }
  }

  /** All layers that read the argument, or come from the call, that the intent would change. */
  sharing(intent: Intent): readonly Layer[] {
    if (intent.kind !== 'set-attribute' && intent.kind !== 'insert-before') return [];
    const { module } = intent.layer;
    const span = intent.kind === 'set-attribute' ? module.given[intent.attribute]?.span : undefined;
    const entry = span ? this.#arguments.get(keyOf(span)) : this.#made.get(keyOf(module.origin.head));
    return entry?.layers ?? [];
  }

  slotAt(offset: number): Slot | undefined {
    const argument = narrowest(this.#arguments, offset);
    if (argument) return { kind: 'attribute', ...argument };
    const call = narrowest(this.#calls, offset) ?? narrowest(this.#made, offset);
    return call && { kind: 'layer', ...call };
  }
}

function keyOf({ start, end }: Span): string {
  return `${start} ${end}`;
}

/** Without a layer: a block, of which the graph knows more. */
function enter(entries: Map<string, Entry>, span: Span, layer?: Layer): void {
  const key = keyOf(span);
  const known = entries.get(key) ?? { span, layers: [] };
  if (layer) known.layers.push(layer);
  entries.set(key, known);
}

function narrowest<E extends Entry>(entries: ReadonlyMap<string, E>, offset: number): E | undefined {
  let best: E | undefined;
  for (const entry of entries.values()) {
    if (!contains(entry.span, offset)) continue;
    if (!best || entry.span.end - entry.span.start < best.span.end - best.span.start) best = entry;
  }
  return best;
}
