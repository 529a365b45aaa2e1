// The words for a place where tracking stopped; they are the rules'.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import type { Gap } from '../graph/graph.ts';

export function gapWords({ cause }: Gap, _analysis: Analysis): string {
  return t('Tracking stopped here: {0}', cause.reason);
}
