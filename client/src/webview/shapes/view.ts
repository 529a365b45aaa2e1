// Which lines show, and in which order: the tree as it stands, or the layers that a filter leaves, or sorted ones. Pure.
import { type Entry, isHidden, type LayerEntry } from './entries.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Undefined stands last in either direction. */
export type SortValue = (entry: LayerEntry) => number | string | undefined;

export interface Wish {
  readonly filter: string;
  readonly sort: Sort | null;
  readonly closed: ReadonlySet<string>;
}

export interface View {
  readonly lines: readonly Entry[];
  /** Sorted lines are no tree: layers alone, with their whole paths. */
  readonly flat: boolean;
  /** Layers that the filter leaves, shown or not; undefined without a filter. */
  readonly matches: readonly LayerEntry[] | undefined;
}

export function viewOf(
  entries: readonly Entry[],
  { filter, sort, closed }: Wish,
  sortValue: (column: string) => SortValue | undefined,
): View {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = words.length === 0 ? undefined : matching(entries, words);
  const matches = kept && entries.filter((entry): entry is LayerEntry => entry.kind === 'layer' && kept.has(entry));
  const value = sort ? sortValue(sort.column) : undefined;
  if (sort && value) {
    const layers = matches ?? entries.filter((entry): entry is LayerEntry => entry.kind === 'layer');
    return { lines: sorted(layers, value, sort.descending), flat: true, matches };
  }
  const lines = entries.filter(kept ? (entry) => kept.has(entry) : (entry) => !isHidden(entry, closed));
  return { lines, flat: false, matches };
}

/** What has every word in it, what stands in such a block, and the blocks around it. */
function matching(entries: readonly Entry[], words: readonly string[]): ReadonlySet<Entry> {
  const hits = new Set<Entry>();
  const kept = new Set<Entry>();
  for (const entry of entries) {
    const text = searchText(entry);
    const isHit = (entry.parent && hits.has(entry.parent)) || words.every((word) => text.includes(word));
    if (!isHit) continue;
    hits.add(entry);
    for (let around: Entry | undefined = entry; around && !kept.has(around); around = around.parent) kept.add(around);
  }
  return kept;
}

function searchText(entry: Entry): string {
  const parts =
    entry.kind === 'input'
      ? [entry.name, entry.input.shape]
      : [
          entry.row.path,
          entry.row.type,
          ...entry.row.outputs,
          ...(entry.kind === 'layer' ? [entry.row.operator, entry.row.kernel ?? ''] : []),
        ];
  return parts.join('\n').toLowerCase();
}

/** Equal lines keep the order of the model. */
function sorted(entries: readonly LayerEntry[], value: SortValue, descending: boolean): readonly LayerEntry[] {
  const sign = descending ? -1 : 1;
  return entries
    .map((entry) => ({ entry, key: value(entry) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
      return sign * (typeof a.key === 'string' || typeof b.key === 'string' ? byText(a.key, b.key) : a.key - b.key);
    })
    .map(({ entry }) => entry);
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byText(a: number | string, b: number | string): number {
  return collator.compare(String(a), String(b));
}

/** A click on a header: numbers largest first and names first to last, then the other way, then the model's order again. */
export function nextSort(current: Sort | null, column: string, startsDescending: boolean): Sort | null {
  if (current?.column !== column) return { column, descending: startsDescending };
  return current.descending === startsDescending ? { column, descending: !startsDescending } : null;
}

export interface Sums {
  readonly params: number;
  readonly macs: number;
  readonly bytes: number;
  /** Nothing summed was unknown. */
  readonly complete: boolean;
}

export function sumsOf(layers: readonly LayerEntry[]): Sums {
  let [params, macs, bytes, complete] = [0, 0, 0, true];
  for (const { row } of layers) {
    params += row.params ?? 0;
    macs += row.macs ?? 0;
    bytes += row.bytes ?? 0;
    complete &&= row.params !== null && row.macs !== null && row.bytes !== null;
  }
  return { params, macs, bytes, complete };
}
