// Goes through a model's typed tree once, however often aliases name a node.
import type { Item, Layer, LayerList, Model } from './syntax.ts';

export interface Visitor {
  layer?(layer: Layer): void;
  /** Every place of a layer in a list; `list` is shared where aliases name it. */
  item?(item: Item, index: number, list: LayerList): void;
  list?(list: LayerList): void;
}

export function walk(model: Model, visitor: Visitor): void {
  const seen = new Set<Layer | LayerList['sequence']>();
  const list = (found: LayerList): void => {
    visitor.list?.(found);
    if (found.sequence) {
      if (seen.has(found.sequence)) return;
      seen.add(found.sequence);
    }
    found.items.forEach((item, index) => {
      visitor.item?.(item, index, found);
      layer(item.layer);
    });
  };
  const layer = (found: Layer): void => {
    if (seen.has(found)) return;
    seen.add(found);
    visitor.layer?.(found);
    for (const inner of listsOf(found)) list(inner);
    if (found.kind === 'residual' || found.kind === 'parallel') layer(found.join);
  };
  list(model.layers);
}

function listsOf(layer: Layer): readonly LayerList[] {
  switch (layer.kind) {
    case 'residual':
      return [layer.body, layer.shortcut];
    case 'parallel':
      return layer.branches.map((branch) => branch.list);
    case 'operator':
    case 'unknown':
      return [];
    default:
      return [layer.layers];
  }
}
