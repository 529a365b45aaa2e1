// What stands where in the text: slots, and the places that name a layer. Built when first asked for.
import { contains, type Span } from '../../base/span.ts';
import type { Graph, Layer as GraphLayer, Origin } from '../../graph/graph.ts';
import type { Slot } from '../front-end.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Target } from './scope.ts';
import type { KeyUse, Label, Layer, LayerList, Model, Reference, References } from './syntax.ts';
import { walk } from './walk.ts';

/** One meaningful stretch of the text. */
interface Mark {
  readonly span: Span;
  readonly slot: () => Slot;
  /** The label that this defines or names. */
  readonly label?: Label;
}

type Place = Pick<Origin, 'span' | 'head'>;

function keyOf({ span, head }: Place): string {
  return `${span.start} ${head.start}`;
}

export class Places {
  readonly #marks: readonly Mark[];
  readonly #named = new Map<Label, Span[]>();
  readonly #layers = new Map<string, GraphLayer[]>();
  readonly #nodes = new Map<string, Layer>();

  constructor(models: readonly Model[], graphs: readonly Graph[], targets: ReadonlyMap<Reference, Target>) {
    for (const graph of graphs) {
      for (const layer of graph.layers) {
        const key = keyOf(layer.origin);
        const layers = this.#layers.get(key);
        if (layers) layers.push(layer);
        else this.#layers.set(key, [layer]);
      }
    }
    this.#marks = models.flatMap((model) => this.#marksOf(model, targets));
  }

  slotAt(offset: number): Slot | undefined {
    return this.#markAt(offset)?.slot();
  }

  /** The layer's name, then every place that uses it. */
  referencesAt(offset: number): readonly Span[] {
    const label = this.#markAt(offset)?.label;
    return label ? [label.span, ...(this.#named.get(label) ?? [])] : [];
  }

  /** The typed tree's node behind a layer of the graph. */
  nodeOf(layer: GraphLayer): Layer | undefined {
    return this.#nodes.get(keyOf(layer.origin));
  }

  /** The smallest mark; of two alike the later, which is the more particular. */
  #markAt(offset: number): Mark | undefined {
    let best: Mark | undefined;
    for (const mark of this.#marks) {
      if (!contains(mark.span, offset)) continue;
      if (!best || mark.span.end - mark.span.start <= best.span.end - best.span.start) best = mark;
    }
    return best;
  }

  #marksOf(model: Model, targets: ReadonlyMap<Reference, Target>): readonly Mark[] {
    const marks: Mark[] = model.keys.map(keyMark);
    const reference = (found: References | undefined) => {
      for (const one of found?.items ?? []) marks.push(...this.#referenceMark(one, targets.get(one)));
    };
    for (const { name } of model.inputs) {
      if (name.text !== 'input') marks.push({ span: name.span, slot: inputSlot(name), label: name });
    }
    for (const output of model.outputs)
      marks.push(...this.#referenceMark(output.reference, targets.get(output.reference)));
    walk(model, {
      layer: (layer) => {
        this.#nodes.set(keyOf(layer), layer);
        marks.push(...this.#layerMarks(layer));
        reference(layer.from);
      },
      item: ({ via, layer }) => {
        if (via) marks.push(aliasMark(via, layer.span));
      },
      list: (list) => marks.push(...listMark(list)),
    });
    return marks;
  }

  #layerMarks(layer: Layer): Mark[] {
    const { span, head, name, keys } = layer;
    const layers = () => this.#layers.get(keyOf(layer)) ?? [];
    const at = (place: Span): Mark => ({ span: place, slot: () => ({ kind: 'layer', span: place, layers: layers() }) });
    const marks: Mark[] = [at(span), at(head), ...keys.map(keyMark)];
    if (name) marks.push({ ...at(name.span), label: name });
    if (layer.kind !== 'operator') return marks;
    for (const { attribute, name: written, value, pair } of layer.settings) {
      const slot = (place: Span): Mark => ({
        span: place,
        slot: () => {
          const found = layers();
          const operator = found[0]?.module.operator.id ?? layer.means.operators[0].id;
          return { kind: 'attribute', span: place, layers: found, operator, attribute };
        },
      });
      if (pair) marks.push(slot(written));
      marks.push(slot(value.span));
      if (value.kind === 'alias' && value.target) marks.push(aliasMark(viaOf(value), value.target.span));
    }
    return marks;
  }

  #referenceMark(reference: Reference, target: Target | undefined): Mark[] {
    if (!target) return [];
    const label = target.kind === 'input' ? target.input.name : target.layer.name;
    const goal = label?.span ?? (target.kind === 'layer' ? target.layer.head : reference.span);
    const slot = (): Slot => ({ kind: 'reference', span: reference.span, target: goal });
    const isInput = target.kind === 'input' && target.input.name.text === 'input';
    if (!label || isInput || typeof reference.target === 'number') return [{ span: reference.span, slot }];
    // `parts.1` names `parts`.
    const { start, end } = reference.span;
    const extra = reference.target.length - label.text.length;
    const uses = this.#named.get(label) ?? [];
    if (end - start === reference.target.length) uses.push({ start, end: end - extra });
    this.#named.set(label, uses);
    return [{ span: reference.span, slot, label }];
  }
}

function keyMark({ key, spec, pair }: KeyUse): Mark {
  const { span } = pair.key;
  return { span, slot: () => ({ kind: 'key', span, key, doc: spec.doc }) };
}

function inputSlot(name: Label): () => Slot {
  return () => ({ kind: 'reference', span: name.span, target: name.span });
}

function aliasMark({ span }: Label, target: Span): Mark {
  return { span, slot: () => ({ kind: 'reference', span, target }) };
}

function listMark({ via, span }: LayerList): Mark[] {
  return via ? [aliasMark(via, span)] : [];
}

function viaOf(alias: Extract<YamlNode, { kind: 'alias' }>): Label {
  return { text: `*${alias.name}`, span: alias.span };
}
