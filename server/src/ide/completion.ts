// What may be written at a place: what the front end offers, and rule ids in suppress comments.
import { t } from '@vscode/l10n';
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
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
  const inDirective = directiveWord(analysis.request.text, offset);
  if (inDirective) return ruleItems(analysis, inDirective);
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

/** The word under the cursor in `# convlint: disable=…`. */
function directiveWord(text: string, offset: number): Span | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (!/(?:#|\/\/)\s*convlint:\s*disable\s*=[\w\-, ]*$/.test(before)) return undefined;
  const word = /[\w-]*$/.exec(before)?.[0] ?? '';
  return { start: offset - word.length, end: offset };
}

function ruleItems({ lines }: Analysis, span: Span): CompletionItem[] {
  return rules.map(({ id, summary }) => ({
    label: id,
    kind: CompletionItemKind.EnumMember,
    documentation: t(summary),
    textEdit: { range: rangeOf(lines, span), newText: id },
  }));
}
