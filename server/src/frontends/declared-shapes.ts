// `# convlint: shape=Nx256x14x14` behind a statement or a row: what the shape of its value is, where the file alone does not
// say it. Several shapes, for a tuple of values, are separated by commas; `?` is a size that is not known, `2N` a multiple of
// the batch.
import type { Span } from '../base/span.ts';
import { batchMultiple, type Dim } from '../graph/dim.ts';

/** Undefined: not said. */
export type DeclaredShape = readonly (Dim | undefined)[];

export interface Declaration {
  readonly shapes: readonly DeclaredShape[];
  /** Where the shapes stand. */
  readonly span: Span;
}

export interface LineDeclaration extends Declaration {
  /** Of the line, up to the comment. */
  readonly code: Span;
}

const SIZE = String.raw`(?:\d*N|\d+|\?)`;
const SHAPE = String.raw`${SIZE}(?:\s*[x×]\s*${SIZE})*`;
const DIRECTIVE = new RegExp(
  String.raw`#\s*convlint:\s*shape\s*=\s*(?<shapes>${SHAPE}(?:\s*,\s*${SHAPE})*)(?![\w?])`,
  'dg',
);

export function declarationsIn(text: string): readonly LineDeclaration[] {
  if (!text.includes('convlint:')) return [];
  return [...text.matchAll(DIRECTIVE)].flatMap((match) => {
    const [start, end] = match.indices?.groups?.shapes ?? [0, 0];
    const line = text.lastIndexOf('\n', match.index) + 1;
    const shapes = (match.groups?.shapes ?? '').split(',').map(shapeOf);
    return [{ shapes, span: { start, end }, code: { start: line, end: match.index } }];
  });
}

/** `3,32,32`: with commas between, these were three shapes of one size each; nobody means that of an image. */
export function looksLikeOneShape(parts: readonly string[]): boolean {
  const [, height, width] = parts.map((part) => part.trim());
  return parts.length === 3 && height === width && parts.every((part) => /^\s*\d+\s*$/.test(part));
}

function shapeOf(text: string): DeclaredShape {
  return text.split(/[x×]/).map((part) => {
    const size = part.trim();
    if (size === '?') return undefined;
    return size.endsWith('N') ? batchMultiple(size === 'N' ? 1 : Number(size.slice(0, -1))) : Number(size);
  });
}

/** Where a stretch of code ends with the comment behind it, if that is one of these. */
export function withComment(declarations: readonly LineDeclaration[], text: string, end: number): number {
  const behind = declarations.find(({ code }) => code.start <= end && end <= code.end);
  if (!behind) return end;
  const newline = text.indexOf('\n', behind.span.end);
  return newline < 0 ? text.length : newline;
}
