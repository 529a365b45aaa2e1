// Lays cells out in columns. Knows neither layers nor colours' meaning.

export type Align = 'left' | 'right';

/** Rows of cells, each column as wide as its widest cell; trailing blanks are cut. */
export function aligned(rows: readonly (readonly string[])[], align: readonly Align[], gap = 2): readonly string[] {
  const widths = align.map((_, column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row) =>
    align
      .map((side, column) => {
        const cell = row[column] ?? '';
        const blank = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return side === 'right' ? blank + cell : cell + blank;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
const COLOURS = /\u001b\[\d+m/g;

/** Columns that a text takes on a terminal: Chinese, Japanese and Korean letters take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text.replace(COLOURS, '')) width += /\p{Mark}/u.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}
