// The fix for a slip of the pen: what most likely was meant, in its place.
import { t } from '@vscode/l10n';
import type { Span } from '../base/span.ts';
import type { Fix } from './rule.ts';

export function toSuggestion(span: Span, suggestion: string | undefined): readonly Fix[] {
  if (suggestion === undefined) return [];
  const intents = [{ kind: 'replace', span, newText: suggestion }] as const;
  return [{ title: t('Change to ‘{0}’', suggestion), intents, preferred: true }];
}
