// How far tracking came, in words: silence must not look like success.
import * as vscode from 'vscode';
import type { CurrentModel } from './current-model.ts';

export function trackingText({ status: { gaps }, model }: CurrentModel): string {
  if (model.totals.complete) return vscode.l10n.t('complete');
  if (gaps.length === 1) return vscode.l10n.t('1 gap');
  return gaps.length > 1 ? vscode.l10n.t('{0} gaps', gaps.length) : vscode.l10n.t('incomplete');
}
