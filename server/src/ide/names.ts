// Names that layers have and that other layers point to: definition, references, highlights, rename.
import { t } from '@vscode/l10n';
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import { type Analysis, analyzeWith } from '../analyze.ts';
import { contains, type Span } from '../base/span.ts';
import { rangeOf } from './places.ts';

export function definitionAt(analysis: Analysis, offset: number): Location | undefined {
  const slot = analysis.source.slotAt(offset);
  return slot?.kind === 'reference' ? location(analysis, slot.target) : undefined;
}

/** The first of them is where the name is defined. */
export function referencesAt(analysis: Analysis, offset: number, withDefinition: boolean): Location[] {
  const spans = analysis.source.referencesAt(offset);
  return spans.slice(withDefinition ? 0 : 1).map((span) => location(analysis, span));
}

export function highlightsAt(analysis: Analysis, offset: number): DocumentHighlight[] {
  return analysis.source.referencesAt(offset).map((span, index) => ({
    range: rangeOf(analysis.lines, span),
    kind: index === 0 ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

function location({ lines, request }: Analysis, span: Span): Location {
  return { uri: request.uri, range: rangeOf(lines, span) };
}

export function renameRangeAt(analysis: Analysis, offset: number): { range: Range; placeholder: string } | undefined {
  const span = renameableAt(analysis, offset);
  if (!span) return undefined;
  return { range: rangeOf(analysis.lines, span), placeholder: analysis.request.text.slice(span.start, span.end) };
}

function renameableAt({ source }: Analysis, offset: number): Span | undefined {
  return source.referencesAt(offset).find((span) => contains(span, offset));
}

/** The edit, or why the name cannot be taken. */
export function rename(
  analysis: Analysis,
  offset: number,
  newName: string,
): WorkspaceEdit | { readonly refusal: string } {
  const here = renameableAt(analysis, offset);
  if (!here) return { refusal: t('There is no name to change here.') };
  if (!/^[A-Za-z_][\w.-]*$/.test(newName)) {
    return {
      refusal: t('“{0}” is no name: a name begins with a letter, and has letters, digits, _, - and dots.', newName),
    };
  }
  const { lines, request, source } = analysis;
  const spans = source.referencesAt(offset);
  const edits = spans.map((span) => ({ span, newText: newName }));
  if (!keepsMeaning(analysis, here, edits)) return { refusal: t('The name {0} is taken already.', newName) };
  return {
    changes: { [request.uri]: edits.map(({ span, newText }) => ({ range: rangeOf(lines, span), newText })) },
  };
}

/** As many places mean the layer after the edits as before, and it is the same ones. */
function keepsMeaning(
  analysis: Analysis,
  here: Span,
  edits: readonly { readonly span: Span; readonly newText: string }[],
): boolean {
  const grown = (span: Span) =>
    edits
      .filter((edit) => edit.span.start < span.start)
      .reduce((sum, edit) => sum + edit.newText.length - (edit.span.end - edit.span.start), 0);
  const after = analyzeWith(analysis, edits)?.source.referencesAt(here.start + grown(here)) ?? [];
  const starts = new Set(after.map(({ start }) => start));
  return after.length === edits.length && edits.every(({ span }) => starts.has(span.start + grown(span)));
}
