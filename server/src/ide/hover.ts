// What a hover says of the layer, attribute, reference or rule under the cursor, as Markdown.
import { t } from '@vscode/l10n';
import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import { contains } from '../base/span.ts';
import { outputBytes } from '../engine/memory.ts';
import { paramsOf, paramsOfBlock } from '../engine/totals.ts';
import type { ModuleUse, Slot } from '../frontends/front-end.ts';
import type { Attribute } from '../graph/attribute.ts';
import { isKnown } from '../graph/dim.ts';
import type { Block, Layer, ReceptiveField, Tensor } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import type { Commands } from '../protocol.ts';
import { causeMessage } from '../rules/gaps.ts';
import { axisWord, expectationWord } from '../rules/phrases.ts';
import { axesText, volumesText } from './amounts.ts';
import { parameterArithmetic, sizeFormulas } from './arithmetic.ts';
import { argumentText, moduleParts } from './module-hover.ts';
import { positionOf, rangeOf } from './places.ts';
import { hasPreview } from './preview-layer.ts';
import { ruleAt } from './rule-at.ts';

export type HoverDetail = 'brief' | 'full';

/** `extended`: the client opens the preview of a layer on a click. */
export function hoverAt(
  analysis: Analysis,
  offset: number,
  detail: HoverDetail = 'full',
  extended = false,
): Hover | undefined {
  const mention = ruleAt(analysis, offset);
  if (mention) return hover(analysis, mention, [`**${mention.rule.id}**`, t(mention.rule.summary)]);
  const slot = analysis.source.slotAt(offset);
  const linked = (parts: readonly string[]) => (extended && slot ? [...parts, ...previewLink(analysis, slot)] : parts);
  if (slot?.kind === 'layer' && slot.module)
    return hover(analysis, slot, linked(rowParts(analysis, slot, offset, slot.module, detail)));
  const blocks = slot?.kind === 'layer' ? blocksAt(analysis, offset) : [];
  const [block] = blocks;
  if (block) return hover(analysis, { span: block.origin.head }, blockParts(analysis, blocks));
  if (!slot) return undefined;
  return hover(analysis, slot, linked(partsOf(analysis, slot, detail)));
}

function previewLink({ request, lines }: Analysis, slot: Slot): readonly string[] {
  const [layer] = slot.kind === 'layer' ? slot.layers : [];
  if (!layer || !hasPreview(layer)) return [];
  const { line, character } = positionOf(lines, slot.span.start);
  const args: Commands['convlint.previewLayer'] = [request.uri, line, character];
  // Parentheses would end the link.
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return [`[${t('Preview Layer')}](command:convlint.previewLayer?${query})`];
}

/** A row of a model: what its module makes, and how it is put together. */
function rowParts(
  analysis: Analysis,
  slot: Slot & { readonly kind: 'layer' },
  offset: number,
  module: ModuleUse,
  detail: HoverDetail,
): readonly string[] {
  const block = analysis.models
    .flatMap(({ graph }) => graph.blocks)
    .find(({ origin, parent }) => !parent && contains(origin.span, offset));
  const made = block ? blockParts(analysis, [block]) : layerParts(analysis, slot.layers, 'brief');
  const head = made.length > 0 ? made : [`**${module.name}**`];
  return detail === 'full' ? [...head, ...moduleParts(analysis, module, block)] : head;
}

/** All runs of the composite whose name stands at the place; what stands inside of it has no name of its own. */
function blocksAt({ models }: Analysis, offset: number): readonly Block[] {
  return models.flatMap(({ graph }) =>
    graph.blocks.filter(
      ({ origin, parent }) => origin.uri === undefined && contains(origin.head, offset) && !sharesPlace(origin, parent),
    ),
  );
}

function sharesPlace({ head }: Block['origin'], other: Block | undefined): boolean {
  return other?.origin.head.start === head.start && other.origin.head.end === head.end;
}

function blockParts(analysis: Analysis, blocks: readonly Block[]): string[] {
  const [block] = blocks;
  const graph = analysis.models.find((model) => block && model.graph.blocks.includes(block))?.graph;
  if (!block || !graph) return [];
  const { words } = analysis;
  const layers = graph.layers.slice(block.first, block.end);
  const params = paramsOfBlock(graph, block);
  const macs = sum(layers.map((layer) => (isKnown(layer.macs) ? layer.macs : undefined)));
  return [
    `**${block.type}**${named(block)}${times(blocks)}`,
    `${volumesText(analysis, block.inputs)} → **${volumesText(analysis, block.outputs)}**`,
    ...unknownParts(analysis, block),
    list([
      [t('Layers'), layers.length > 1 ? words.count(layers.length) : undefined],
      [t('Parameters'), params ? words.count(params) : undefined],
      [t('MACs'), macs ? words.count(macs) : undefined],
    ]),
    otherRuns(analysis, blocks),
  ].filter((part) => part !== '');
}

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0);
}

function hover({ lines }: Analysis, { span }: Pick<Slot, 'span'>, parts: readonly string[]): Hover | undefined {
  if (parts.length === 0) return undefined;
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n') }, range: rangeOf(lines, span) };
}

function partsOf(analysis: Analysis, slot: Slot, detail: HoverDetail): readonly string[] {
  switch (slot.kind) {
    case 'layer':
      return layerParts(analysis, slot.layers, detail);
    case 'attribute':
      return attributeParts(analysis, slot);
    case 'reference':
      return referenceParts(analysis, slot.target.start);
    case 'argument':
      return argumentParts(analysis, slot);
    case 'key':
      return [`\`${slot.key}\``, t(slot.doc)];
  }
}

/** What the place that is named makes, in short. */
function referenceParts(analysis: Analysis, target: number): readonly string[] {
  const slot = analysis.source.slotAt(target);
  if (slot?.kind !== 'layer') return [];
  return slot.module
    ? rowParts(analysis, slot, target, slot.module, 'brief')
    : layerParts(analysis, slot.layers, 'brief');
}

function layerParts(analysis: Analysis, layers: readonly Layer[], detail: HoverDetail): string[] {
  const [layer] = layers;
  if (!layer) return [];
  const { module } = layer;
  return [
    `**${module.type}**${named({ path: layer.path, type: module.type })}${times(layers)}`,
    `${volumesText(analysis, layer.inputs)} → **${volumesText(analysis, layer.outputs)}**`,
    ...unknownParts(analysis, layer),
    list(detail === 'full' ? fullFacts(analysis, layer) : briefFacts(analysis, layer)),
    otherRuns(analysis, layers),
    builtAt(analysis, layer),
    ...(detail === 'full' ? [t(module.operator.doc)] : []),
  ].filter((part) => part !== '');
}

/** A link to the call that made the layer, where that is another one than the call that is hovered. */
function builtAt({ lines, request }: Analysis, { module, origin }: Layer): string {
  const { head, uri } = module.origin;
  if (uri !== undefined || (head.start === origin.head.start && origin.uri === undefined)) return '';
  const line = lines.position(head.start).line + 1;
  return `[${t('Built in line {0}', line)}](${request.uri}#L${line})`;
}

/** Why something of what goes in or comes out is not known. */
function unknownParts({ words }: Analysis, { inputs, outputs }: Pick<Layer, 'inputs' | 'outputs'>): readonly string[] {
  const cause = [...outputs, ...inputs].map(({ volume }) => causeOf(volume)).find(Boolean);
  return cause ? [t('Unknown: {0}', escapeMarkdown(causeMessage(cause, words)))] : [];
}

/** The path, where it says more than the type. */
function named({ path, type }: { readonly path: string; readonly type: string }): string {
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

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&');
}

type Fact = readonly [label: string, text: string | undefined];

function list(facts: readonly Fact[]): string {
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [`- ${label}: ${text}`])).join('\n');
}

function briefFacts({ words }: Analysis, layer: Layer): Fact[] {
  const params = paramsOf(layer);
  return [
    [t('Parameters'), params ? words.count(params) : undefined],
    [t('MACs'), isKnown(layer.macs) && layer.macs > 0 ? words.count(layer.macs) : undefined],
  ];
}

function fullFacts({ words, config }: Analysis, layer: Layer): Fact[] {
  const formulas = sizeFormulas(layer, words);
  const params = paramsOf(layer);
  const bytes = outputBytes(layer, config);
  return [
    ...formulas.map(
      ({ axes, text, unread }): Fact => [
        capital(words.list(axes.map(axisWord))),
        unread === undefined ? `\`${text}\`` : `\`${text}\`; ${unread}`,
      ],
    ),
    [t('Parameters'), params ? code(parameterArithmetic(layer.module.parameters, words)) : undefined],
    [t('MACs'), macsText(layer, words)],
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

function argumentParts({ words }: Analysis, { module, argument }: Slot & { kind: 'argument' }): string[] {
  return [
    `**${argument.name}** · \`${module.signature}\``,
    t(argument.doc),
    list([
      [t('Range'), expectationWord(argument.expectation, words)],
      [t('Here'), argumentText(argument)],
    ]),
  ];
}

function attributeParts(analysis: Analysis, slot: Slot & { kind: 'attribute' }): string[] {
  const { words } = analysis;
  const attribute = analysis.operators.get(slot.operator)?.attributes[slot.attribute];
  if (!attribute) return [];
  return [
    `**${words.attribute(slot.operator, slot.attribute)}**`,
    t(attribute.doc),
    list([
      [t('Range'), expectationWord(attribute.expectation, words)],
      [t('Default'), defaultText(attribute)],
      [t('Here'), inUse(slot.layers, slot.attribute)],
    ]),
  ];
}

function defaultText(attribute: Attribute): string {
  if (attribute.default !== undefined) return `\`${JSON.stringify(attribute.default)?.replaceAll('"', '')}\``;
  if (attribute.inferred) return t('follows from the input');
  return attribute.optional ? t('not given') : t('none: it must be given');
}

/** The value as the layer uses it, where it is a plain number that the text may not show. */
function inUse([layer]: readonly Layer[], name: string): string | undefined {
  const value = layer?.module.attributes[name];
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return `\`${value}\``;
  return Array.isArray(value) && value.every((item) => typeof item === 'number') ? `\`${value.join('×')}\`` : undefined;
}
