// A model as another file that it imports sees it: places there are its own, those of the model's file are elsewhere.
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import { LineMap } from '../base/span.ts';
import type { Block, Frame, Graph, Layer, Module, Origin } from '../graph/graph.ts';

/** The analysis of a file that imports this one, for questions about this one. Findings and gaps stay where they are. */
export function seenFrom(analysis: Analysis, uri: string, text: string): Analysis {
  const { models, source } = analysis;
  const { cells: _, ...request } = analysis.request;
  const view = new View(request.uri, uri);
  return {
    ...analysis,
    request: { ...request, uri, text },
    lines: new LineMap(text),
    models: models.map((model): ModelAnalysis => ({ ...model, graph: view.graph(model.graph) })),
    source: { ...source, slotAt: () => undefined, codeAt: (offset) => source.codeIn?.(uri, offset) },
  };
}

class View {
  readonly #from: string;
  readonly #here: string;
  readonly #modules = new Map<Module, Module>();
  readonly #blocks = new Map<Block, Block>();

  constructor(from: string, here: string) {
    this.#from = from;
    this.#here = here;
  }

  graph(graph: Graph): Graph {
    return {
      ...graph,
      modules: graph.modules.map((module) => this.#module(module)),
      blocks: graph.blocks.map((block) => this.#block(block)),
      layers: graph.layers.map(
        (layer): Layer => ({
          ...layer,
          module: this.#module(layer.module),
          origin: this.#origin(layer.origin),
          ...(layer.block ? { block: this.#block(layer.block) } : {}),
        }),
      ),
    };
  }

  #module(module: Module): Module {
    const known = this.#modules.get(module) ?? { ...module, origin: this.#origin(module.origin) };
    this.#modules.set(module, known);
    return known;
  }

  #block(block: Block): Block {
    const known = this.#blocks.get(block);
    if (known) return known;
    const { parent } = block;
    const seen: Block = {
      ...block,
      origin: this.#origin(block.origin),
      ...(parent ? { parent: this.#block(parent) } : {}),
    };
    this.#blocks.set(block, seen);
    return seen;
  }

  #origin({ span, head, uri = this.#from, frames = [], inner }: Origin): Origin {
    const seen = frames.map((frame) => this.#frame(frame));
    const place = inner?.place;
    if (place?.uri === this.#here) return { span: place.span, head: place.span, frames: seen };
    return { span, head, ...this.#uri(uri), frames: seen };
  }

  #frame({ uri = this.#from, ...frame }: Frame): Frame {
    return { ...frame, ...this.#uri(uri) };
  }

  #uri(uri: string): { readonly uri?: string } {
    return uri === this.#here ? {} : { uri };
  }
}
