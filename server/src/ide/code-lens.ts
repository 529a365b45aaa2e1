// A model's totals above its first line, and beside them the way to see its windows slide.
import { t } from '@vscode/l10n';
import type { CodeLens } from 'vscode-languageserver-types';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { ScaleChoice } from '../frontends/front-end.ts';
import type { Commands } from '../protocol.ts';
import { addressOf, rangeOf } from './places.ts';
import { hasPreview } from './preview-layer.ts';
import { modelTotals } from './totals.ts';

/** `extended`: the client opens the table of shapes, or the preview, on a click. */
export function codeLenses(analysis: Analysis, extended: boolean): CodeLens[] {
  return analysis.models.flatMap((model, index) => {
    const args: Commands['convlint.computeShapes' | 'convlint.whatIf'] = [
      addressOf(analysis, model.head.start).uri,
      index,
    ];
    const input = inputText(analysis, model);
    const title = extended ? ownTotals(analysis, model) : namedTotals(analysis, model);
    const range = rangeOf(analysis.lines, { start: model.head.start, end: model.head.start });
    const scale = model.scale && scaleLens(analysis, model.scale, range, extended);
    if (!extended) return [...(scale ?? []), { range, command: { title, command: '' } }];
    return [
      ...(scale ?? []),
      { range, command: { title, command: 'convlint.computeShapes', arguments: [...args] } },
      ...(input === undefined
        ? []
        : [{ range, command: { title: input, command: 'convlint.whatIf', arguments: [...args] } }]),
      ...previewLens(analysis, model, range),
    ];
  });
}

/** A click computes everything at the next scale. */
function scaleLens(
  { request }: Analysis,
  scale: ScaleChoice,
  range: CodeLens['range'],
  extended: boolean,
): readonly CodeLens[] {
  const title = scaleText(scale);
  const args: Commands['convlint.cycleScale'] = [request.uri, scale.all, scale.name];
  const command = extended && scale.all.length > 1 ? 'convlint.cycleScale' : '';
  return [{ range, command: { title, command, ...(command === '' ? {} : { arguments: [...args] }) } }];
}

function scaleText({ name, all, chosenBy }: ScaleChoice): string {
  switch (chosenBy) {
    case 'request':
      return t('Scale {0} of {1}', name, all.join(', '));
    case 'directive':
      return t('Scale {0} (the file’s comment says so)', name);
    case 'file-name':
      return t('Scale {0} (the file’s name says so)', name);
    case 'setting':
      return t('Scale {0} (the settings say so)', name);
    case 'first':
      return t('Scale {0} (none was chosen: the first of {1})', name, all.join(', '));
  }
}

/** Begins with the model's first layer that has a window. */
function previewLens(analysis: Analysis, { graph }: ModelAnalysis, range: CodeLens['range']): CodeLens[] {
  const first = graph.layers.find((layer) => layer.origin.uri === undefined && hasPreview(layer));
  if (!first) return [];
  const { uri, line, character } = addressOf(analysis, first.origin.head.start);
  const args: Commands['convlint.previewLayer'] = [uri, line, character];
  return [{ range, command: { title: t('Preview Layer'), command: 'convlint.previewLayer', arguments: [...args] } }];
}

/** Of several models at one place, which; and on which input, where nothing but a file's own rows says it. */
export function namedTotals(analysis: Analysis, model: ModelAnalysis): string {
  const input = inputText(analysis, model);
  const totals = ownTotals(analysis, model);
  return input === undefined ? totals : `${totals} · ${input}`;
}

/** Of several models at one place, which; and what it is made with, where somebody says that. */
function ownTotals(analysis: Analysis, model: ModelAnalysis): string {
  const { name, construction: { args } = {} } = model;
  const totals = totalsText(analysis, model);
  if (analysis.dialect !== 'torch') return totals;
  return `${args === undefined ? name : `${name}(${shortened(args)})`} · ${totals}`;
}

const LONGEST_ARGUMENTS = 60;

function shortened(args: string): string {
  return args.length > LONGEST_ARGUMENTS ? `${args.slice(0, LONGEST_ARGUMENTS - 1)}…` : args;
}

/** What a file's own rows say needs no words, but what is tried out does. */
function inputText({ dialect, words }: Analysis, { graph, inputFrom }: ModelAnalysis): string | undefined {
  if (dialect !== 'torch' && graph.inputs[0]?.source !== 'option') return undefined;
  const shapes = graph.inputs.map(({ tensor }) => words.volume(tensor.volume)).join(', ');
  switch (graph.inputs[0]?.source) {
    case undefined:
      return undefined;
    case 'option':
      return t('input {0} (chosen)', shapes);
    case 'file':
      return t('input {0} (the file’s comment says so)', shapes);
    case 'call':
      return t('input {0} (from a call in the file)', shapes);
    case 'data-set':
      return t('input {0} (from {1})', shapes, inputFrom ?? '?');
    case 'solved':
      return t('input {0} (solved from the layers)', shapes);
    case 'guess':
      return t('input {0} (a guess)', shapes);
  }
}

function totalsText(analysis: Analysis, model: ModelAnalysis): string {
  const { words } = analysis;
  const { params, macs, activationBytes, complete } = modelTotals(analysis, model);
  const gaps = model.gaps.length;
  return [
    t('{0} parameters', words.count(params)),
    t('{0} MACs', words.short(macs)),
    t('{0} of activations', words.bytes(activationBytes)),
    ...(complete ? [] : [gaps === 0 ? t('incomplete') : gaps === 1 ? t('1 gap') : t('{0} gaps', gaps)]),
  ].join(' · ');
}
