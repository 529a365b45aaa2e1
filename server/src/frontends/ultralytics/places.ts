// What stands where in a model file: rows, arguments, positions that rows read. Built when first asked for.
import { contains, type Span } from '../../base/span.ts';
import type { Graph, Layer } from '../../graph/graph.ts';
import type { ModuleUse, Slot } from '../front-end.ts';
import { signatureOf } from './blocks/block.ts';
import type { Expanded, RowUse } from './expand.ts';
import { KEYS } from './keys.ts';
import type { ModelFile, Row } from './syntax.ts';
import { torchModule, torchSignature } from './torch-modules.ts';

export class Places {
  readonly #file: ModelFile;
  readonly #uses: readonly RowUse[];
  readonly #layers = new Map<number, Layer[]>();
  /** Positions that read a position. */
  readonly #readers = new Map<number, number[]>();

  constructor(file: ModelFile, { rows }: Expanded, { layers }: Graph) {
    this.#file = file;
    this.#uses = rows;
    for (const layer of layers) {
      const at = layer.origin.head.start;
      const known = this.#layers.get(at);
      if (known) known.push(layer);
      else this.#layers.set(at, [layer]);
    }
    for (const { row, reads } of rows) {
      for (const position of new Set(reads)) {
        const readers = this.#readers.get(position) ?? [];
        readers.push(row.index);
        this.#readers.set(position, readers);
      }
    }
  }

  slotAt(offset: number): Slot | undefined {
    const row = this.#file.rows.find(({ span }) => contains(span, offset));
    if (row) return this.#inRow(row, offset);
    const key = this.#file.keys.find(({ span }) => contains(span, offset));
    const doc = key && KEYS.get(key.name);
    return key && doc !== undefined ? { kind: 'key', span: key.span, key: key.name, doc } : undefined;
  }

  #inRow(row: Row, offset: number): Slot {
    const layers = this.#layers.get(row.module.span.start) ?? [];
    const module = this.#moduleOf(row);
    const reference = row.from.find(({ span }) => contains(span, offset));
    const target = reference && this.#target(row, reference.value);
    if (reference && target) return { kind: 'reference', span: reference.span, target: target.module.span };
    const index = row.args.findIndex(({ span }) => contains(span, offset));
    const [argument, given] = [module?.arguments[index], row.args[index]];
    if (module && argument && given) return { kind: 'argument', span: given.span, module, argument };
    if (given) {
      const name = attributeAt(layers, given.span);
      const [layer] = layers;
      if (name !== undefined && layer) {
        return { kind: 'attribute', span: given.span, layers, operator: layer.module.operator.id, attribute: name };
      }
    }
    const span = contains(row.module.span, offset) ? row.module.span : row.span;
    return { kind: 'layer', span, layers, ...(module ? { module } : {}) };
  }

  #target(row: Row, value: number): Row | undefined {
    return this.#file.rows[value < 0 ? row.index + value : value];
  }

  #moduleOf(row: Row): ModuleUse | undefined {
    const use = this.#uses[row.index];
    const { name } = row.module;
    const block = use?.block;
    const torch = block ? undefined : torchModule(name);
    if (!use || (!block && !torch)) return undefined;
    const [layer] = this.#layers.get(row.module.span.start) ?? [];
    return {
      name,
      doc: block?.doc ?? layer?.module.operator.doc ?? '',
      signature: block ? signatureOf(name, block) : torch ? torchSignature(name, torch) : name,
      repeats: use.repeats,
      arguments: use.arguments,
      index: row.index,
      usedBy: this.#readers.get(row.index) ?? [],
    };
  }

  /** The row, and every position that names it. */
  referencesAt(offset: number): readonly Span[] {
    const row = this.#file.rows.find(({ span }) => contains(span, offset));
    if (!row) return [];
    const reference = row.from.find(({ span }) => contains(span, offset));
    const wanted = reference ? this.#target(row, reference.value) : row;
    if (!wanted) return [];
    const uses = this.#file.rows.flatMap((reader) =>
      reader.from.filter(({ value }) => this.#target(reader, value) === wanted).map(({ span }) => span),
    );
    return [wanted.module.span, ...uses];
  }
}

function attributeAt([layer]: readonly Layer[], { start, end }: Span): string | undefined {
  const given = Object.entries(layer?.module.given ?? {});
  return given.find(([, { span }]) => span?.start === start && span.end === end)?.[0];
}
