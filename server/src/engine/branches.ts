// Graphs of code of which it is not known whether it runs: which of two ways' layers count, and how one graph lists both.
import type { BuildState, Parting } from '../graph/builder.ts';
import type { Cause } from '../graph/cause.ts';
import { type Dim, isKnown } from '../graph/dim.ts';
import type { Finding } from '../graph/finding.ts';
import type { Block, Gap, Layer, Module } from '../graph/graph.ts';

type Joined = Omit<BuildState, 'modules'>;

export class Branches {
  /** What they would cost, where they were what happens. */
  readonly #costs = new Map<Layer, Dim>();
  /** Replaced, never changed: what was saved shares it. */
  #alternatives: ReadonlySet<Layer> = new Set();
  /** Made on a way that may not be taken: listed where a layer of the graph applies them. */
  readonly #doubtful = new Set<Module>();

  get alternatives(): ReadonlySet<Layer> {
    return this.#alternatives;
  }

  /** The build goes back to where these modules were not, and those layers were the alternatives. */
  doubt(modules: readonly Module[], alternatives: ReadonlySet<Layer>): void {
    for (const module of modules) this.#doubtful.add(module);
    this.#alternatives = alternatives;
  }

  join(there: BuildState, here: BuildState, parting: Parting, cause: Cause): Joined {
    const alternatives = new Set([...there.alternatives, ...here.alternatives]);
    const only = { there: without(there.layers, here.layers), here: without(here.layers, there.layers) };
    const counted = (layers: readonly Layer[]) => costOf(layers.filter((layer) => !alternatives.has(layer)));
    const costs = { there: counted(only.there), here: counted(only.here) };
    const isCheaper = costs.there !== undefined && costs.here !== undefined && costs.there < costs.here;
    const isAlike = costs.there !== undefined && costs.there === costs.here;
    const uncounted = parting === 'either' && isCheaper ? only.here : only.there;
    for (const layer of uncounted) alternatives.add(layer);
    const gaps = [...here.gaps, ...without(there.gaps, here.gaps)];
    if (!isAlike && !gaps.some((gap) => gap.cause === cause)) gaps.push(gapAt(cause, only.there[0] ?? only.here[0]));
    return {
      layers: [...here.layers, ...only.there],
      blocks: [...here.blocks, ...without(there.blocks, here.blocks)],
      free: [...here.free, ...without(there.free, here.free)],
      findings: shared(here.findings, there.findings),
      gaps,
      alternatives,
    };
  }

  /** Layers and blocks stand where they are listed now. */
  settle(layers: readonly Layer[], blocks: readonly Block[]): void {
    const ranges = new Map<Block, [first: number, end: number]>();
    for (const [index, layer] of layers.entries()) {
      const changed = layer as { index: number; macs: Dim; alternative?: boolean };
      changed.index = index;
      this.#count(layer, changed);
      for (let block = layer.block; block; block = block.parent) {
        const range = ranges.get(block);
        if (range) range[1] = index + 1;
        else ranges.set(block, [index, index + 1]);
      }
    }
    for (const block of blocks) {
      const [first, end] = ranges.get(block) ?? [block.first, block.first];
      Object.assign(block, { first: Math.min(first, layers.length), end: Math.min(end, layers.length) });
    }
  }

  #count(layer: Layer, changed: { macs: Dim; alternative?: boolean }): void {
    const cost = this.#costs.get(layer);
    if (this.#alternatives.has(layer)) {
      if (cost === undefined) this.#costs.set(layer, layer.macs);
      Object.assign(changed, { macs: 0, alternative: true });
    } else if (cost !== undefined) {
      this.#costs.delete(layer);
      Object.assign(changed, { macs: cost, alternative: false });
    }
  }

  modulesOf(modules: readonly Module[], layers: readonly Layer[]): readonly Module[] {
    if (this.#doubtful.size === 0) return modules;
    const applied = new Set(layers.map(({ module }) => module));
    return modules.filter((module) => applied.has(module) || !this.#doubtful.has(module));
  }
}

/** Multiply–accumulates for one sample; undefined where some are not known. */
function costOf(layers: readonly Layer[]): number | undefined {
  let sum = 0;
  for (const { macs } of layers) {
    if (isKnown(macs)) sum += macs;
    else return undefined;
  }
  return sum;
}

function without<T>(items: readonly T[], others: readonly T[]): readonly T[] {
  // Most of both is the same beginning.
  let same = 0;
  while (same < items.length && items[same] === others[same]) same++;
  const rest = new Set(others.slice(same));
  return items.slice(same).filter((item) => !rest.has(item));
}

/** What is found on both ways. */
function shared(here: readonly Finding[], there: readonly Finding[]): readonly Finding[] {
  const known = new Set(there);
  const keys = new Set(there.map(keyOf));
  return here.filter((finding) => known.has(finding) || keys.has(keyOf(finding)));
}

function keyOf({ rule, uri = '', span: { start, end } }: Finding): string {
  return `${rule} ${uri} ${start} ${end}`;
}

/** Where it was lost, or at the first layer that may not be. */
function gapAt(cause: Cause, layer: Layer | undefined): Gap {
  const nowhere = { start: 0, end: 0 };
  const { span, uri } = cause.place ?? { span: layer?.origin.head ?? nowhere, uri: layer?.origin.uri };
  return { cause, span, ...(uri === undefined ? {} : { uri }) };
}
