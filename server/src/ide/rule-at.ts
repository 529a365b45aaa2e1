// The rule that a suppress comment names at a place: `# convlint: disable=rule-a,rule-b`.
import type { Analysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { rules } from '../rules/index.ts';
import type { AnyRule } from '../rules/rule.ts';

const DIRECTIVE = /(?:#|\/\/)\s*convlint:\s*disable\s*=\s*([\w\-, ]*)/g;

/** The ids in a text's suppress comments, each with its place. */
function* suppressedIds(text: string): Iterable<{ readonly id: string; readonly span: Span }> {
  if (!text.includes('convlint:')) return;
  for (const match of text.matchAll(DIRECTIVE)) {
    const start = match.index + match[0].length - (match[1] ?? '').length;
    for (const word of (match[1] ?? '').matchAll(/[\w-]+/g)) {
      yield { id: word[0], span: { start: start + word.index, end: start + word.index + word[0].length } };
    }
  }
}

export function ruleAt(
  { request }: Analysis,
  offset: number,
): { readonly rule: AnyRule; readonly span: Span } | undefined {
  for (const { id, span } of suppressedIds(request.text)) {
    if (offset < span.start || offset > span.end) continue;
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule) return { rule, span };
  }
  return undefined;
}
