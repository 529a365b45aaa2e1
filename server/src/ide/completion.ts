// What may be written at a place: what the front end offers, and, in comments for ConvLint, their words, rule ids and scales.
import { t } from '@vscode/l10n';
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { directiveWords } from '../directives.ts';
import type { CompletionItem as Offer } from '../frontends/front-end.ts';
import { rules } from '../rules/index.ts';
import { rangeOf } from './places.ts';

const KIND: Readonly<Record<Offer['kind'], CompletionItemKind>> = {
  layer: CompletionItemKind.Class,
  attribute: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  reference: CompletionItemKind.Reference,
  key: CompletionItemKind.Keyword,
};

export function completionsAt(analysis: Analysis, offset: number, snippets: boolean): CompletionItem[] {
  const inComment = directiveItems(analysis, offset);
  if (inComment) return inComment;
  const found = analysis.source.completionsAt(offset);
  return found ? found.items.map((offer, index) => itemOf(analysis, found.span, offer, index, snippets)) : [];
}

/** Keeps the front end's order, which is that of the declaration. */
function itemOf({ lines }: Analysis, span: Span, offer: Offer, index: number, snippets: boolean): CompletionItem {
  const { label, kind, insert, snippet = false, doc, detail } = offer;
  return {
    label,
    kind: KIND[kind],
    sortText: String(index).padStart(4, '0'),
    filterText: label,
    textEdit: { range: rangeOf(lines, span), newText: snippet && !snippets ? withoutPlaceholders(insert) : insert },
    insertTextFormat: snippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(detail === undefined ? {} : { detail }),
    ...(doc === undefined ? {} : { documentation: t(doc) }),
  };
}

/** `${1:32}` → `32`, `$0` → nothing, `\$` → `$`. */
export function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{\d+\}|(?<!\\)\$\d+/g, '')
    .replace(/\\([$}\\])/g, '$1');
}

/** Undefined where the place is in no comment for ConvLint; a comment offers nothing else. */
function directiveItems(analysis: Analysis, offset: number): CompletionItem[] | undefined {
  const { text } = analysis.request;
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const {
    word,
    sign,
    rest = '',
  } = /(?:#|\/\/)\s*convlint:\s*(?<word>[\w-]*)(?<sign>\s*=)?(?<rest>.*)$/.exec(before)?.groups ?? {};
  if (word === undefined) return undefined;
  if (sign === undefined) return rest === '' ? wordItems(analysis, { start: offset - word.length, end: offset }) : [];
  const typed = /[\w-]*$/.exec(rest)?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset };
  if (word === 'disable') return ruleItems(analysis, span);
  return word === 'scale' ? scaleItems(analysis, span) : [];
}

function wordItems({ dialect, lines }: Analysis, span: Span): CompletionItem[] {
  return directiveWords(dialect).map(({ word, doc, example }) => ({
    label: word,
    kind: CompletionItemKind.Keyword,
    detail: `${word}=${example}`,
    documentation: t(doc),
    textEdit: { range: rangeOf(lines, span), newText: `${word}=` },
  }));
}

function scaleItems({ lines, models }: Analysis, span: Span): CompletionItem[] {
  return [...new Set(models.flatMap(({ scale }) => scale?.all ?? []))].map((name) => ({
    label: name,
    kind: CompletionItemKind.EnumMember,
    textEdit: { range: rangeOf(lines, span), newText: name },
  }));
}

function ruleItems({ lines }: Analysis, span: Span): CompletionItem[] {
  return rules.map(({ id, summary }) => ({
    label: id,
    kind: CompletionItemKind.EnumMember,
    documentation: t(summary),
    textEdit: { range: rangeOf(lines, span), newText: id },
  }));
}
