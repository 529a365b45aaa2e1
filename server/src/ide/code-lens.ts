// A model's totals above its first line.
import { t } from '@vscode/l10n';
import type { CodeLens } from 'vscode-languageserver-types';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { Commands } from '../protocol.ts';
import { bytesText } from './amounts.ts';
import { rangeOf } from './places.ts';
import { modelTotals } from './totals.ts';

/** `extended`: the client opens the table of shapes on a click. */
export function codeLenses(analysis: Analysis, extended: boolean): CodeLens[] {
  return analysis.models.map((model, index) => {
    const args: Commands['convlint.computeShapes'] = [analysis.request.uri, index];
    const title = totalsText(analysis, model);
    return {
      range: rangeOf(analysis.lines, { start: model.head.start, end: model.head.start }),
      command: extended ? { title, command: 'convlint.computeShapes', arguments: [...args] } : { title, command: '' },
    };
  });
}

function totalsText(analysis: Analysis, model: ModelAnalysis): string {
  const { words } = analysis;
  const { params, macs, activationBytes, complete } = modelTotals(analysis, model);
  const gaps = model.gaps.length;
  return [
    t('{0} parameters', words.count(params)),
    t('{0} MACs', words.short(macs)),
    t('{0} of activations', bytesText(activationBytes, words)),
    ...(complete ? [] : [gaps === 0 ? t('incomplete') : gaps === 1 ? t('1 gap') : t('{0} gaps', gaps)]),
  ].join(' · ');
}
