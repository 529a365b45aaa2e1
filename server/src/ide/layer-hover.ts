// What a hover says of a layer or a block: what it makes of what, what it costs, and how both are computed.
import { t } from '@vscode/l10n';
import type { Analysis } from '../analyze.ts';
import { outputBytes } from '../engine/memory.ts';
import { paramsOf, paramsOfBlock } from '../engine/totals.ts';
import { isKnown } from '../graph/dim.ts';
import type { RuleId } from '../graph/facts.ts';
import type { FindingOf } from '../graph/finding.ts';
import type { Block, Graph, Layer, ReceptiveField, Tensor } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import { causeMessage } from '../rules/gaps.ts';
import { ruleOf } from '../rules/index.ts';
import { axisWord } from '../rules/phrases.ts';
import { axesText, volumesText } from './amounts.ts';
import { parameterArithmetic, sizeFormulas } from './arithmetic.ts';

export type HoverDetail = 'brief' | 'full';

export function blockParts(analysis: Analysis, blocks: readonly Block[]): string[] {
  const [block] = blocks;
  const graph = analysis.models.find((model) => block && model.graph.blocks.includes(block))?.graph;
  if (!block || !graph) return [];
  return [
    `**${block.type}**${named(block)}${times(blocks)}`,
    `${volumesText(analysis, block.inputs)} → **${volumesText(analysis, block.outputs)}**`,
    ...unknownParts(analysis, block),
    list(blockFacts(analysis, graph, block)),
    otherRuns(analysis, blocks),
  ].filter((part) => part !== '');
}

export function blockFacts(analysis: Analysis, graph: Graph, block: Block): Fact[] {
  return factsOfLayers(analysis, graph.layers.slice(block.first, block.end), paramsOfBlock(graph, block));
}

/** What some layers cost together. */
export function factsOfLayers({ words }: Analysis, layers: readonly Layer[], params: number | undefined): Fact[] {
  const macs = sum(layers.map((layer) => (isKnown(layer.macs) ? layer.macs : undefined)));
  return [
    [t('Layers'), layers.length > 1 ? words.count(layers.length) : undefined],
    [t('Parameters'), params ? words.count(params) : undefined],
    [t('MACs'), macs ? words.count(macs) : undefined],
  ];
}

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0);
}

export function layerParts(analysis: Analysis, layers: readonly Layer[], detail: HoverDetail): string[] {
  const [layer] = layers;
  if (!layer) return [];
  const { module } = layer;
  return [
    `**${module.type}**${named({ path: layer.path, type: module.type })}${times(layers)}`,
    `${volumesText(analysis, layer.inputs)} → **${volumesText(analysis, layer.outputs)}**`,
    ...unknownParts(analysis, layer),
    list(detail === 'full' ? fullFacts(analysis, layer) : briefFacts(analysis, layer)),
    otherRuns(analysis, layers),
    ...(detail === 'full' ? [t(module.operator.doc)] : []),
  ].filter((part) => part !== '');
}

/** What is wrong on this input, and no problem, for another input may be meant. */
function refusalParts({ models, problems, words }: Analysis, layer: Layer): readonly string[] {
  const model = models.find(({ graph }) => graph.layers[layer.index] === layer);
  const finding = model?.graph.findings.find((each) => each.layer === layer) as FindingOf<RuleId> | undefined;
  const rule = layer.refused && finding ? ruleOf(finding.rule) : undefined;
  if (!rule || !finding || problems.some((each) => each.rule === rule.id && each.span.start === finding.span.start))
    return [];
  return [t('Not on this input, which is a guess: {0}', escapeMarkdown(rule.message(finding, words)))];
}

/** Why something of what goes in or comes out is not known. */
export function unknownParts(analysis: Analysis, run: Layer | Block): readonly string[] {
  const refusal = 'module' in run ? refusalParts(analysis, run) : [];
  if (refusal.length > 0) return refusal;
  const { inputs, outputs } = run;
  const cause = [...outputs, ...inputs].map(({ volume }) => causeOf(volume)).find(Boolean);
  return cause ? [t('Unknown: {0}', escapeMarkdown(causeMessage(cause, analysis.words)))] : [];
}

/** The path, where it says more than the type. */
export function named({ path, type }: { readonly path: string; readonly type: string }): string {
  return path === '' || path === type ? '' : ` \`${path.replaceAll('`', "'")}\``;
}

function times(runs: readonly unknown[]): string {
  return runs.length > 1 ? ` — ${t('runs {0} times; this is the first', runs.length)}` : '';
}

const MOST_RUNS = 4;

/** What the same text makes where it runs again on other volumes. */
function otherRuns(
  analysis: Analysis,
  runs: readonly { readonly inputs: readonly Tensor[]; readonly outputs: readonly Tensor[] }[],
): string {
  const texts = runs.map(
    ({ inputs, outputs }) => `${volumesText(analysis, inputs)} → ${volumesText(analysis, outputs)}`,
  );
  const others = [...new Set(texts)].filter((text) => text !== texts[0]);
  if (others.length === 0) return '';
  const shown = others.slice(0, MOST_RUNS).join('; ');
  return others.length > MOST_RUNS ? t('Then: {0}; …', shown) : t('Then: {0}', shown);
}

export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&');
}

export type Fact = readonly [label: string, text: string | undefined];

export function list(facts: readonly Fact[]): string {
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [`- ${label}: ${text}`])).join('\n');
}

function briefFacts({ words }: Analysis, layer: Layer): Fact[] {
  const params = paramsOf(layer);
  return [
    [t('Parameters'), params ? words.count(params) : undefined],
    [t('MACs'), isKnown(layer.macs) && layer.macs > 0 ? words.count(layer.macs) : undefined],
  ];
}

/** Its arithmetic, and what follows from it. */
export function computedFacts({ words }: Analysis, layer: Layer): Fact[] {
  return [
    ...sizeFormulas(layer, words).map(
      ({ axes, text, unread }): Fact => [
        capital(words.list(axes.map(axisWord))),
        unread === undefined ? `\`${text}\`` : `\`${text}\`; ${unread}`,
      ],
    ),
    [t('Parameters'), paramsOf(layer) ? code(parameterArithmetic(layer.module.parameters, words)) : undefined],
    [t('MACs'), macsText(layer, words)],
  ];
}

function fullFacts(analysis: Analysis, layer: Layer): Fact[] {
  const { words, config } = analysis;
  const bytes = outputBytes(layer, config);
  return [
    ...computedFacts(analysis, layer),
    [
      t('Memory'),
      bytes === undefined
        ? undefined
        : t('{0} (batch {1}, {2})', words.bytes(bytes), words.count(config.batch), config.dtype),
    ],
    [t('Receptive field'), layer.receptiveField && fieldText(layer.receptiveField)],
  ];
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function code(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `\`${text}\``;
}

function macsText({ macs }: Layer, words: Analysis['words']): string | undefined {
  if (!isKnown(macs) || macs === 0) return undefined;
  return t('{0} for one sample (FLOPs = 2 × MACs: {1})', words.count(macs), words.short(2 * macs));
}

/** The widest view; the narrowest beside it where paths differ. */
export function fieldText({ largest, smallest }: ReceptiveField): string | undefined {
  if (largest.length === 0) return undefined;
  const text = (sizes: readonly number[]) =>
    sizes.every((size) => size === Infinity) ? t('the whole input') : axesText(sizes.map((size) => Math.round(size)));
  const [wide, narrow] = [text(largest), text(smallest)];
  return wide === narrow ? wide : t('{0} (narrowest path {1})', wide, narrow);
}
