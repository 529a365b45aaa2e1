// The lines that the table can show: inputs, then blocks and layers as a tree in the order of application. Pure.
import type { BlockRow, LayerRow, ModelTable, NamedShape } from '../../../../server/src/protocol.ts';

interface Common {
  /** Unique in the model, and the same after an edit elsewhere. */
  readonly key: string;
  /** 1 at the top. */
  readonly level: number;
  /** The block around it. */
  readonly parent: BlockEntry | undefined;
  /** What the tree calls it: its path without its block's. */
  readonly name: string;
}

export interface InputEntry extends Common {
  readonly kind: 'input';
  readonly input: NamedShape;
}

export interface BlockEntry extends Common {
  readonly kind: 'block';
  readonly index: number;
  readonly row: BlockRow;
}

export interface LayerEntry extends Common {
  readonly kind: 'layer';
  /** Place in `rows`. */
  readonly index: number;
  readonly row: LayerRow;
}

export type Entry = InputEntry | BlockEntry | LayerEntry;

/** Blocks stand before their layers; the server lists outer blocks before inner ones. */
export function entriesOf({ inputs, rows, blocks }: ModelTable): readonly Entry[] {
  const keys = new Map<string, number>();
  const unique = (key: string): string => {
    const times = keys.get(key) ?? 0;
    keys.set(key, times + 1);
    return times === 0 ? key : `${key} ${times}`;
  };
  const entries: Entry[] = inputs.map((input) => ({
    kind: 'input',
    key: unique(`input ${input.name}`),
    level: 1,
    parent: undefined,
    name: input.name,
    input,
  }));
  const made: BlockEntry[] = [];
  const place = (path: string, type: string, around: number | null) => {
    const parent = around === null ? undefined : made[around];
    const level = parent ? parent.level + 1 : 1;
    return { parent, level, name: shortName(path, parent?.row.path) || type };
  };
  const open = (before: number) => {
    for (let row = blocks[made.length]; row && row.first <= before; row = blocks[made.length]) {
      const key = unique(`block ${row.path || row.type}`);
      const entry: BlockEntry = {
        kind: 'block',
        key,
        index: made.length,
        row,
        ...place(row.path, row.type, row.parent),
      };
      made.push(entry);
      entries.push(entry);
    }
  };
  rows.forEach((row, index) => {
    open(index);
    const key = unique(`layer ${row.path || row.type}`);
    entries.push({ kind: 'layer', key, index, row, ...place(row.path, row.type, row.block) });
  });
  open(rows.length);
  return entries;
}

/** `layer1.0.conv1` in `layer1.0` is `conv1`. */
function shortName(path: string, around: string | undefined): string {
  return around && path.startsWith(`${around}.`) ? path.slice(around.length + 1) : path;
}

/** A closed block hides its own lines and those of blocks inside it. */
export function isHidden(entry: Entry, closed: ReadonlySet<string>): boolean {
  return closedAround(entry, closed) !== undefined;
}

/** The outermost closed block around an entry: the line that stands for it. */
export function closedAround(entry: Entry, closed: ReadonlySet<string>): BlockEntry | undefined {
  let outermost: BlockEntry | undefined;
  for (let block = entry.parent; block; block = block.parent) if (closed.has(block.key)) outermost = block;
  return outermost;
}

/**
 * The lines that a line of the file belongs to: the layers of least extent around it, else those that it makes, else such blocks,
 * else none.
 */
export function entriesAt(entries: readonly Entry[], line: number): readonly Entry[] {
  for (const kind of ['layer', 'block'] as const) {
    let least = Infinity;
    let found: Entry[] = [];
    for (const entry of entries) {
      if (entry.kind !== kind) continue;
      const [first, last] = linesOf(entry);
      if (line < first || line > last || last - first > least) continue;
      if (last - first < least) found = [];
      least = last - first;
      found.push(entry);
    }
    if (found.length > 0) return found;
    const made = kind === 'layer' ? entries.filter((entry) => isMadeAt(entry, line)) : [];
    if (made.length > 0) return made;
  }
  return [];
}

function isMadeAt(entry: Entry, line: number): boolean {
  const made = entry.kind === 'layer' ? entry.row.made : undefined;
  return made !== undefined && made.uri === undefined && made.range.start.line <= line && line <= made.range.end.line;
}

const NOWHERE = [1, 0] as const;

function linesOf(entry: Entry): readonly [first: number, last: number] {
  if (entry.kind === 'input' || (entry.kind === 'layer' && entry.row.uri !== undefined)) return NOWHERE;
  const { start, end } = entry.row.range;
  return [start.line, Math.max(end.line, entry.kind === 'layer' ? (entry.row.lastLine ?? 0) : 0)];
}
