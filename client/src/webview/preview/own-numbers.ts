// Numbers of the user's own in the picture: what a cell that was written, or a map that was brought along, changes in the setup.
import type { Grid, PerAxis } from '../../../../server/src/base/window.ts';
import type { PreviewAxes, PreviewLayer } from '../../../../server/src/protocol.ts';
import { fill } from '../fill.ts';
import type { Computed } from './computed.ts';
import { parseGrid, withCell } from './inputs.ts';
import type { Hit } from './scene.ts';
import { type Setup, withSize } from './setup.ts';
import { type Taken, takeFile } from './take-file.ts';
import type { Words } from './texts.ts';

type Change = Partial<Setup>;

/** Nothing where the cell is none that can be written. */
export function withNumber(
  { grid: name, row, column }: Hit,
  value: number,
  setup: Setup,
  { inputs: [input], filters }: Computed,
): Change {
  const map = Number(name.split('-')[1]);
  if (name.startsWith('filter-')) return withWeight([map, row, column], value, setup, filters);
  if (!input || !name.startsWith('input-')) return {};
  // Further channels show the same cells in another order.
  const y = map > 0 && map % 2 === 1 ? input.rows - 1 - row : row;
  const x = map > 0 && map % 2 === 0 ? input.columns - 1 - column : column;
  return withOwn(withCell(input, y, x, value), setup);
}

function withWeight(
  [map, row, column]: readonly [map: number, row: number, column: number],
  value: number,
  { filter: chosen }: Setup,
  filters: readonly Grid[],
): Change {
  const filter: Grid | undefined =
    filters.length > 1
      ? { rows: 1, columns: filters.length, values: Float64Array.from(filters, ({ values }) => values[0] ?? 0) }
      : filters[0];
  if (!filter) return {};
  const at = filters.length > 1 ? ([0, map] as const) : ([row, column] as const);
  return { ownFilter: withCell(filter, ...at, value), filter: { ...chosen, kind: 'own' } };
}

/** An own map: in place of the layer's where it has its size, else a picture of its own size. */
export function withOwn(own: Grid, { axes, input }: Setup): Change {
  const sized = own.rows === axes[0].input && own.columns === axes[1].input;
  return {
    own,
    input: { ...input, kind: 'own' },
    ...(sized ? {} : { axes: withSize(axes, own.rows, own.columns), step: 0 }),
  };
}

/** What the pen leaves in a cell: black among digits, full brightness in a picture. */
export function inkFor({ inputs: [input] }: Computed): number {
  const most = Math.max(9, ...(input && input.values.length < 65536 ? input.values : []));
  return most > 9 ? 255 : 9;
}

/** What is tried, on the layer's input: an own one may have another size. */
export function onLayer(tried: PreviewAxes, { axes: [rows, columns] }: PreviewLayer): PreviewAxes {
  return withSize(tried, rows.input, columns.input);
}

/** Something was changed that cannot be written into the file. */
export function isUnwritable(tried: PreviewAxes, { axes, editable }: PreviewLayer): boolean {
  return (['kernel', 'stride', 'padding', 'dilation', 'ceil'] as const).some(
    (name) =>
      !editable.includes(name) &&
      axes.some((axis, index) => JSON.stringify(axis[name]) !== JSON.stringify(tried[index]?.[name])),
  );
}

export function reasonOf(taken: Exclude<Taken, { readonly grid: Grid }>, { texts }: Words): string {
  switch (taken.problem) {
    case 'empty':
      return texts.emptyPaste;
    case 'ragged':
      return texts.ragged;
    case 'too-large':
      return texts.badPaste;
    case 'not-a-number':
      return fill(texts.badCell, taken.text);
    case 'bad-image':
      return texts.badImage;
    case 'huge-image':
      return fill(texts.hugeImage, taken.size);
  }
}

/** Numbers and files that are pasted or dropped anywhere on the page, but not into a field. */
export function listenForOwn(size: () => PerAxis<number> | undefined, take: (taken: Taken) => void): void {
  const takeAll = async (file: File) => take(await takeFile(file, size()));
  document.addEventListener('paste', (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const [file] = event.clipboardData?.files ?? [];
    if (file) void takeAll(file);
    else take(parseGrid(event.clipboardData?.getData('text/plain') ?? ''));
    event.preventDefault();
  });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void takeAll(file);
  });
}
