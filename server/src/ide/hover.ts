// What a hover says of the layer, attribute, reference or rule under the cursor, as Markdown.
import { t } from '@vscode/l10n';
import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import { contains, sameSpan } from '../base/span.ts';
import type { ModuleUse, Slot } from '../frontends/front-end.ts';
import type { Attribute } from '../graph/attribute.ts';
import type { Block, Layer } from '../graph/graph.ts';
import type { Commands } from '../protocol.ts';
import { expectationWord } from '../rules/phrases.ts';
import { codeParts } from './code-hover.ts';
import { blockParts, type HoverDetail, layerParts, list } from './layer-hover.ts';
import { argumentText, moduleParts } from './module-hover.ts';
import { addressOf, rangeOf } from './places.ts';
import { hasPreview } from './preview-layer.ts';
import { ruleAt } from './rule-at.ts';
import { runParts } from './run-hover.ts';

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
  const code = analysis.source.codeAt?.(offset, slot?.span);
  const parts = code ? codeParts(analysis, code) : [];
  if (code && parts.length > 0) return hover(analysis, code, parts);
  const linked = (parts: readonly string[]) => (extended && slot ? [...parts, ...previewLink(analysis, slot)] : parts);
  if (slot?.kind === 'layer' && slot.module)
    return hover(analysis, slot, linked(rowParts(analysis, slot, offset, slot.module, detail)));
  const isCode = analysis.frontEnd.hints === 'lines';
  const blocks = slot?.kind === 'layer' ? blocksAt(analysis, offset) : [];
  const [block] = blocks;
  if (block) {
    const said = isCode ? runParts(analysis, blocks, block.origin.head) : blockParts(analysis, blocks);
    return hover(analysis, { span: block.origin.head }, said);
  }
  if (isCode && slot?.kind === 'layer')
    return hover(analysis, slot, linked(runParts(analysis, slot.layers, slot.span)));
  if (!slot) return undefined;
  return hover(analysis, slot, linked(partsOf(analysis, slot, detail)));
}

function previewLink(analysis: Analysis, slot: Slot): readonly string[] {
  const [layer] = slot.kind === 'layer' ? slot.layers : [];
  if (!layer || !hasPreview(layer)) return [];
  const { uri, line, character } = addressOf(analysis, slot.span.start);
  const args: Commands['convlint.previewLayer'] = [uri, line, character];
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
  return other !== undefined && sameSpan(other.origin.head, head);
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
  const name = `**${words.attribute(slot.operator, slot.attribute)}**`;
  // The language's own server shows the signature.
  if (analysis.frontEnd.hints === 'lines') return [`${name}: ${t(attribute.doc)}`];
  return [
    name,
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
