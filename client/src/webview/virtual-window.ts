// Which rows of a long list are worth having in the page: those in sight, and a few around them. Pure arithmetic.

export interface Viewport {
  /** Pixels scrolled away above. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
}

const SPARE = 12;

/** Rows `first` to `end − 1`. */
export function windowOf(count: number, { top, height, rowHeight }: Viewport): { first: number; end: number } {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  return { first: Math.min(first, Math.max(0, end)), end: Math.max(0, end) };
}

/** Where to scroll so that a row is in sight; where it is already, nothing moves. */
export function scrollInto(row: number, { top, height, rowHeight }: Viewport): number {
  const start = row * rowHeight;
  if (start < top) return start;
  return start + rowHeight > top + height ? start + rowHeight - height : top;
}

/** Where to scroll so that a row that is out of sight comes to the middle. */
export function centre(row: number, viewport: Viewport): number {
  const { height, rowHeight } = viewport;
  return scrollInto(row, viewport) === viewport.top
    ? viewport.top
    : Math.max(0, row * rowHeight - (height - rowHeight) / 2);
}
