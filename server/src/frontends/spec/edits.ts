// Wishes about layers as edits of the text: attributes in every form in which a layer may be written, layers in and out.
import type { TextEdit } from '../../base/span.ts';
import { applyEdits } from '../../base/span.ts';
import type { Intent, IntentValue } from '../../graph/intent.ts';
import { addPair, insertItem, removeItem, removePair, scalarText } from '../yaml/edits.ts';
import { follow, isNull, type YamlMapping } from '../yaml/node.ts';
import type { Places } from './places.ts';
import type { Layer, LayerList, Model, OperatorLayer, References, Setting } from './syntax.ts';
import { spellAttribute, type Vocabulary } from './vocabulary.ts';
import { walk } from './walk.ts';

export interface EditContext {
  readonly text: string;
  readonly models: readonly Model[];
  readonly places: Places;
  readonly vocabulary: Vocabulary;
}

/** Undefined where the text does not allow it. */
export function renderEdit(intent: Intent, context: EditContext): readonly TextEdit[] | undefined {
  if (intent.kind === 'replace') return [{ span: intent.span, newText: intent.newText }];
  if (intent.kind === 'set-input') return setInput(intent, context);
  if (intent.kind === 'mend-code' || intent.kind === 'keep-batch') return undefined;
  const layer = context.places.nodeOf(intent.layer);
  if (!layer) return undefined;
  switch (intent.kind) {
    case 'set-attribute': {
      const operator = intent.layer.module.operator;
      if (layer.kind !== 'operator' || !(intent.attribute in operator.attributes)) return undefined;
      return setAttribute(layer, operator.id, intent.attribute, intent.value, context);
    }
    case 'remove-attribute':
      return layer.kind === 'operator' ? removeAttribute(layer, intent.attribute, context) : undefined;
    case 'insert-before':
      return insertBefore(layer, wordFor(intent.operator, context.vocabulary), context);
    case 'remove-layer':
      return removeLayer(layer, context);
  }
}

/** As it was written: `224x224x3` or a list; by names the order is clear. */
function setInput(
  { span: head, shape }: Intent & { readonly kind: 'set-input' },
  { text, models }: EditContext,
): readonly TextEdit[] | undefined {
  const inputs = models.flatMap((model) => model.inputs);
  const span = inputs.find(({ name }) => name.span.start === head.start)?.shape?.span;
  const [channels, ...sides] = shape;
  const joint = span && /^\[?\s*\d+(\s*[x×,]\s*)\d+\1\d+\s*\]?$/i.exec(text.slice(span.start, span.end))?.[1];
  if (!span || joint === undefined || channels === undefined) return undefined;
  const sizes = [...sides, channels].join(joint);
  return [{ span, newText: text[span.start] === '[' ? `[${sizes}]` : sizes }];
}

/** The general word for an operator where there is one. */
function wordFor(operator: string, { words }: Vocabulary): string {
  for (const { word, operators, particular, preset } of words.values()) {
    const isIt = operators.some(({ id }) => id === operator);
    if (isIt && !particular && Object.keys(preset).length === 0) return word;
  }
  return operator;
}

function setAttribute(
  layer: OperatorLayer,
  operator: string,
  attribute: string,
  value: IntentValue,
  { text }: EditContext,
): readonly TextEdit[] | undefined {
  const given = layer.settings.find((setting) => setting.attribute === attribute);
  const kind = layer.means.operators[0].attributes[attribute]?.expectation.kind;
  const perAxis = kind === 'axes' || kind === 'padding';
  if (given) {
    const old = text.slice(given.value.span.start, given.value.span.end);
    const newText = valueText(value, perAxis, /\d\s*[x×]\s*\d/i.test(old));
    const { start, end } = given.value.span;
    if (start < end) return [{ span: given.value.span, newText }];
    // `key:` or `key` alone
    const colon = /^\s*:/.exec(text.slice(given.name.end))?.[0].length ?? 0;
    const at = given.name.end + colon;
    return given.pair && [{ span: { start: at, end: at }, newText: colon > 0 ? ` ${newText}` : `: ${newText}` }];
  }
  const pair = `${spellAttribute(operator, attribute)}: ${valueText(value, perAxis, false)}`;
  return addAttribute(layer, pair, text);
}

function valueText(value: IntentValue, perAxis: boolean, crossed: boolean): string {
  if (!Array.isArray(value)) return scalarText(value as number | string | boolean);
  const items = value as readonly (number | readonly number[])[];
  const [first] = items;
  if (perAxis && typeof first === 'number' && items.every((item) => item === first)) return String(first);
  if (crossed && items.every((item) => typeof item === 'number')) return items.join('x');
  const texts = items.map((item) => (typeof item === 'number' ? String(item) : `[${item.join(', ')}]`));
  return `[${texts.join(', ')}]`;
}

function addAttribute(layer: OperatorLayer, pair: string, text: string): readonly TextEdit[] | undefined {
  const { head, span } = layer;
  const value = layer.pair?.value;
  const content = value && follow(value);
  if (!layer.pair || !value || !content) {
    // `conv`, `max-pool 2x2`
    return [{ span, newText: `${layer.word}: { ${[...positional(layer, text), pair].join(', ')} }` }];
  }
  if (value.kind === 'alias') {
    const beside = layer.mapping && addPair(text, layer.mapping, pair);
    return beside ? [beside] : undefined;
  }
  if (content.kind === 'mapping') {
    const edit = addPair(text, content, pair);
    return edit ? [edit] : undefined;
  }
  if (isNull(content)) {
    const mapping = `{ ${pair} }`;
    const at = text.indexOf(':', head.end);
    const hasColon = at >= 0 && text.slice(head.end, at).trim() === '';
    if (layer.mapping && layer.settings.length > 0) {
      const beside = addPair(text, layer.mapping, pair);
      return beside ? [beside] : undefined;
    }
    const place = hasColon ? at + 1 : head.end;
    return [{ span: { start: place, end: place }, newText: hasColon ? ` ${mapping}` : `: ${mapping}` }];
  }
  // `linear: 10`, `concat: [a, b]`
  return [{ span: content.span, newText: `{ ${[...positional(layer, text), pair].join(', ')} }` }];
}

/** What the short form gives, as pairs. */
function positional(layer: OperatorLayer, text: string): readonly string[] {
  const shorts = layer.settings.filter((setting) => setting.pair === undefined);
  const pairs = shorts.map(({ attribute, value }) => {
    const written = text.slice(value.span.start, value.span.end);
    return `${spellAttribute(layer.means.operators[0].id, attribute)}: ${written}`;
  });
  const isFrom = layer.means.main[0] === 'from' && layer.from && !layer.keys.some(({ key }) => key === 'from');
  return isFrom && layer.from ? [`from: ${text.slice(layer.from.span.start, layer.from.span.end)}`, ...pairs] : pairs;
}

function removeAttribute(
  layer: OperatorLayer,
  attribute: string,
  { text }: EditContext,
): readonly TextEdit[] | undefined {
  const given = layer.settings.find((setting) => setting.attribute === attribute);
  if (!given) return [];
  if (!given.pair) return removePositional(layer, given, text);
  const content = layer.pair && follow(layer.pair.value);
  const holder = [layer.mapping, content?.kind === 'mapping' ? content : undefined].find((mapping) =>
    mapping?.pairs.includes(given.pair as Setting['pair'] & object),
  );
  if (!holder) return undefined;
  if (holder === content && holder.pairs.length === 1) return emptyValue(layer, holder, text);
  const edit = removePair(text, holder, given.pair);
  return edit ? [edit] : undefined;
}

/** The last attribute goes: the word alone stays. */
function emptyValue(layer: OperatorLayer, mapping: YamlMapping, text: string): readonly TextEdit[] | undefined {
  if (layer.pair?.value !== mapping || mapping.pairs[0]?.merged) return undefined;
  const alone = layer.mapping?.pairs.length === 1 && !layer.mapping.flow;
  const start = alone ? layer.head.end : Math.min(text.indexOf(':', layer.head.end) + 1, mapping.span.start);
  return [{ span: { start, end: mapping.span.end }, newText: '' }];
}

function removePositional(layer: OperatorLayer, given: Setting, text: string): readonly TextEdit[] | undefined {
  const shorts = layer.settings.filter((setting) => setting.pair === undefined);
  if (shorts.at(-1) !== given) return undefined;
  const previous = shorts.at(-2);
  if (previous) return [{ span: { start: previous.value.span.end, end: given.value.span.end }, newText: '' }];
  const alone = layer.mapping === undefined || (layer.mapping.pairs.length === 1 && !layer.mapping.flow);
  const start = alone ? layer.head.end : text.indexOf(':', layer.head.end) + 1;
  return [{ span: { start, end: given.value.span.end }, newText: '' }];
}

interface Position {
  readonly list: LayerList;
  readonly index: number;
  readonly model: Model;
}

/** The one place of a layer in a list; undefined where aliases put it in several. */
function positionOf(layer: Layer, { models }: EditContext): Position | undefined {
  const found: Position[] = [];
  for (const model of models) {
    walk(model, { item: (item, index, list) => item.layer === layer && found.push({ list, index, model }) });
  }
  const [only] = found;
  return found.length === 1 ? only : undefined;
}

function insertBefore(layer: Layer, word: string, context: EditContext): readonly TextEdit[] | undefined {
  const position = positionOf(layer, context);
  const { text } = context;
  if (!position || (layer.from && layer.from.items.length !== 1)) return undefined;
  const { list, index } = position;
  const from = layer.from && text.slice(layer.from.span.start, layer.from.span.end);
  const item = from === undefined ? word : `{ from: ${from}, ${word}: {} }`;
  const rerouted = layer.from ? [{ span: layer.from.span, newText: '-1' }] : [];
  const { sequence } = list;
  if (!sequence) {
    const written = applyEdits(text.slice(list.span.start, list.span.end), []);
    if (written.includes('\n') || list.items[0]?.via || from !== undefined) return undefined;
    const only = layer.mapping && !layer.mapping.flow ? `{ ${written} }` : written;
    return [{ span: list.span, newText: `[ ${word}, ${only} ]` }];
  }
  const node = sequence.items.indexOf(list.items[index]?.node as (typeof sequence.items)[number]);
  const edit = insertItem(text, sequence, node, item);
  return edit ? [edit, ...rerouted, ...shifted(position, 1, context)] : undefined;
}

function removeLayer(layer: Layer, context: EditContext): readonly TextEdit[] | undefined {
  const position = positionOf(layer, context);
  const { sequence } = position?.list ?? {};
  if (!position || !sequence || layer.from) return undefined;
  if (layer.name && context.places.referencesAt(layer.name.span.start).length > 1) return undefined;
  const node = sequence.items.indexOf(position.list.items[position.index]?.node as (typeof sequence.items)[number]);
  const edit = removeItem(context.text, sequence, node);
  const shifts = edit && shifted(position, -1, context);
  return edit && shifts ? [edit, ...shifts] : undefined;
}

/** Positions written as numbers go on meaning the same layers when one comes or goes before `index`. */
function shifted({ list, index, model }: Position, by: 1 | -1, { text }: EditContext): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const move = (references: References | undefined, here: number) => {
    for (const { target, span } of references?.items ?? []) {
      if (typeof target !== 'number' || !/^-?\d+$/.test(text.slice(span.start, span.end))) continue;
      const goal = target < 0 ? here + target : target;
      const newGoal = goal >= index ? goal + by : goal;
      const newTarget = target < 0 ? newGoal - (here >= index ? here + by : here) : newGoal;
      if (newTarget !== target) edits.push({ span, newText: String(newTarget) });
    }
  };
  list.items.forEach(({ layer, via }, here) => {
    if (!via && (by === 1 ? here > index : here !== index)) move(layer.from, here);
  });
  if (list === model.layers) {
    for (const { reference } of model.outputs) move({ span: reference.span, items: [reference] }, list.items.length);
  }
  return edits;
}
