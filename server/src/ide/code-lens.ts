// A model's totals above its first line, and beside them the way to see its windows slide.
import { t } from '@vscode/l10n';
import type { CodeLens } from 'vscode-languageserver-types';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { ScaleChoice } from '../frontends/front-end.ts';
import type { Commands } from '../protocol.ts';
import { endText } from '../rules/gaps.ts';
import { addressOf, rangeOf } from './places.ts';
import { hasPreview } from './preview-layer.ts';
import { modelTotals } from './totals.ts';

/** `extended`: the client opens the table of shapes, or the preview, on a click. */
export function codeLenses(analysis: Analysis, extended: boolean): CodeLens[] {
  return [...modelLenses(analysis, extended), ...unmadeLenses(analysis)];
}

/** Why a model has no figures; so its line is there while it is being typed. */
function unmadeLenses({ source: { unmade = [] }, lines, words }: Analysis): CodeLens[] {
  return unmade.flatMap(({ name, head, cause }): readonly CodeLens[] => {
    if (!head) return [];
    const range = rangeOf(lines, { start: head.start, end: head.start });
    const title = t('{0} cannot be made: {1}', name, shortened(endText(cause, words), LONGEST_REASON));
    return [{ range, command: { title, command: '' } }];
  });
}

function modelLenses(analysis: Analysis, extended: boolean): CodeLens[] {
  return analysis.models.flatMap((model, index) => {
    const args: Commands['convlint.computeShapes' | 'convlint.whatIf'] = [
      addressOf(analysis, model.head.start).uri,
      index,
    ];
    const input = inputText(analysis, model);
    const title = [totalsInLens(analysis, model), ...(extended || input === undefined ? [] : [input])].join(SEPARATOR);
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
      return t('Scale {0} (from a comment)', name);
    case 'file-name':
      return t('Scale {0} (from the file’s name)', name);
    case 'setting':
      return t('Scale {0} (from the settings)', name);
    case 'first':
      return t('Scale {0} (the first of {1})', name, all.join(', '));
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

/** Everything there is to say of a model in one line. */
export function namedTotals(analysis: Analysis, model: ModelAnalysis): string {
  const input = inputText(analysis, model);
  return [...nameOf(analysis, model), ...totalsOf(analysis, model), ...(input === undefined ? [] : [input])].join(
    SEPARATOR,
  );
}

/** A lens with a name and an input has room for two numbers; the table and the hover have them all. */
function totalsInLens(analysis: Analysis, model: ModelAnalysis): string {
  const [params, macs, memory, ...gaps] = totalsOf(analysis, model);
  const name = nameOf(analysis, model);
  return [...name, params, macs, ...(name.length > 0 ? [] : [memory]), ...gaps].join(SEPARATOR);
}

const SEPARATOR = ' · ';

/** Of several models at one place, which; and what it is made with, where somebody says that. */
function nameOf({ dialect }: Analysis, { name, construction }: ModelAnalysis): readonly string[] {
  if (dialect !== 'torch') return [];
  const args = construction?.args;
  return [args === undefined ? name : `${name}(${shortened(args, LONGEST_ARGUMENTS)})`];
}

const LONGEST_ARGUMENTS = 40;
const LONGEST_REASON = 80;

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
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
      return t('input {0} (from a comment)', shapes);
    case 'call':
      return t('input {0} (from a call)', shapes);
    case 'data-set':
      return t('input {0} (from {1})', shapes, inputFrom ?? '?');
    case 'solved':
      return t('input {0} (solved from the layers)', shapes);
    case 'guess':
      return graph.layers.some(({ refused }) => refused)
        ? t('does not run on {0} (a guess)', shapes)
        : t('input {0} (a guess)', shapes);
  }
}

function totalsOf(analysis: Analysis, model: ModelAnalysis): readonly [string, string, string, ...string[]] {
  const { words } = analysis;
  const { params, macs, activationBytes, complete } = modelTotals(analysis, model);
  const gaps = model.gaps.length;
  return [
    t('{0} parameters', words.count(params)),
    t('{0} MACs', words.short(macs)),
    t('{0} of activations', words.bytes(activationBytes)),
    ...(complete ? [] : [gaps === 0 ? t('incomplete') : gaps === 1 ? t('1 gap') : t('{0} gaps', gaps)]),
  ];
}
