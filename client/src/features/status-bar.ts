// The status bar: totals of the model in view, and whether tracking is complete. A click lists the gaps.
import * as vscode from 'vscode';
import type { Server } from '../server/server.ts';
import { type CurrentModel, currentModel, followCurrentModel } from './current-model.ts';
import { bytes, compact, exact } from './quantity.ts';
import { trackingText } from './tracking.ts';

export function registerStatusBar(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.window.createStatusBarItem('convlint.totals', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('ConvLint: Model Totals');
  item.command = 'convlint.showGaps';
  context.subscriptions.push(item);
  followCurrentModel(context, server, () => {
    const current = currentModel(server);
    if (!current) return item.hide();
    const { model, status } = current;
    const figures = figuresOf(current);
    // Of one model everybody knows which it is.
    item.text = `$(layers) ${status.models.length > 1 ? `${model.name} · ` : ''}${figures}`;
    item.tooltip = tooltip(current);
    item.accessibilityInformation = { label: `${model.name}, ${figures}` };
    item.show();
  });
}

function figuresOf(current: CurrentModel): string {
  const { totals } = current.model;
  const locale = vscode.env.language;
  const params = vscode.l10n.t('{0} parameters', compact(totals.params, locale));
  const macs = vscode.l10n.t('{0} MACs', compact(totals.macs, locale));
  return `${params} · ${macs} · ${trackingText(current)}`;
}

function tooltip({ status, model: { name, totals } }: CurrentModel): vscode.MarkdownString {
  const locale = vscode.env.language;
  const rows = [
    [vscode.l10n.t('Layers'), exact(totals.layers, locale)],
    [vscode.l10n.t('Parameters'), exact(totals.params, locale)],
    [vscode.l10n.t('Trainable'), exact(totals.trainableParams, locale)],
    [vscode.l10n.t('MACs'), exact(totals.macs, locale)],
    [vscode.l10n.t('Activations'), bytes(totals.activationBytes, locale)],
    [vscode.l10n.t('Weights'), bytes(totals.parameterBytes, locale)],
  ];
  const markdown = new vscode.MarkdownString();
  markdown.appendText(name).appendMarkdown('\n\n| | |\n|---|---:|\n');
  markdown.appendMarkdown(rows.map(([label, value]) => `| ${label} | ${value} |`).join('\n'));
  markdown.appendMarkdown(
    `\n\n${totals.complete ? vscode.l10n.t('Every layer’s shape is known.') : lowerBounds(status.gaps.length)}`,
  );
  return markdown;
}

function lowerBounds(gaps: number): string {
  if (gaps === 0) return vscode.l10n.t('Errors leave shapes open, so these are lower bounds.');
  if (gaps === 1)
    return vscode.l10n.t('Tracking stopped at 1 place, so these are lower bounds. Click to see where and why.');
  return vscode.l10n.t('Tracking stopped at {0} places, so these are lower bounds. Click to see where and why.', gaps);
}
