// What a hover says of an expression, a name or a definition in code: what it comes to, instance by instance, in few lines.
import { t } from '@vscode/l10n';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { countOf, paramsOfBlock } from '../engine/totals.ts';
import type { CodeSlot, DefinitionSlot, SeenValue, ValueRun, ValueSlot } from '../frontends/front-end.ts';
import type { Cause } from '../graph/cause.ts';
import type { Graph } from '../graph/graph.ts';
import { causeOf } from '../graph/volume.ts';
import { causeMessage } from '../rules/gaps.ts';
import { volumesText } from './amounts.ts';
import { namedTotals } from './code-lens.ts';
import { escapeMarkdown } from './layer-hover.ts';
import { addressOf } from './places.ts';
import { MOST_LINES, pathsText, prefixText, runParts } from './run-hover.ts';

export function codeParts(analysis: Analysis, slot: CodeSlot): readonly string[] {
  return slot.kind === 'value' ? valueParts(analysis, slot) : definitionParts(analysis, slot);
}

function valueParts(
  analysis: Analysis,
  { span, name: { start, end }, called, model: index, runs, stopped }: ValueSlot,
): readonly string[] {
  const { models, request } = analysis;
  const model = index === undefined ? undefined : models[index];
  const code = request.text.slice(start, end);
  // It stands everywhere, and the class says it all; and what is called for its effect gives nothing.
  if (code === 'self' || (called && runs.every(({ value }) => value.kind === 'text' && value.text === 'None')))
    return [];
  if (stopped) return [t('Not reached.'), causeText(analysis, stopped)];
  // Outside of models much is unknown, and no matter.
  if (!model && runs.every(({ value }) => value.kind === 'unknown')) return [];
  const made = model ? moduleParts(analysis, model, runs, span) : [];
  if (made.length > 0) return made;
  const [first] = runs;
  if (first?.value.kind === 'class' && runs.every(({ value }) => key(value) === key(first.value))) {
    const parts = classParts(analysis, first.value.name);
    if (parts.length > 0) return parts;
  }
  const name = `\`${oneLine(code)}${called ? '(…)' : ''}\``;
  const where = model && models.length > 1 ? t('{0} in {1}', name, model.name) : name;
  return [...groupedText(analysis, where, runs), ...unknownText(analysis, runs)];
}

function oneLine(code: string): string {
  const text = code.replace(/\s+/g, ' ').replaceAll('`', "'");
  return text.length > 50 ? `${text.slice(0, 50)}…` : text;
}

function key(value: SeenValue): string {
  return JSON.stringify(value);
}

/** One line where all is the same, or where it is numbers only; otherwise a line for what is alike. */
function groupedText(analysis: Analysis, name: string, runs: readonly ValueRun[]): readonly string[] {
  const groups = new Map<string, ValueRun[]>();
  for (const run of runs) groups.set(key(run.value), [...(groups.get(key(run.value)) ?? []), run]);
  const texts = [...groups.values()].flatMap((group) => {
    const text = group[0] && valueText(analysis, group[0].value);
    return text === undefined ? [] : [{ text, paths: group.map(({ path }) => path) }];
  });
  const [only] = texts;
  if (!only) return [];
  if (texts.length === 1) return [`${name}: **${only.text}**`];
  if (runs.every(({ value }) => value.kind === 'dim' || value.kind === 'text')) {
    const shown = texts.slice(0, 2 * MOST_LINES).map(({ text }) => text);
    return [`${name}: **${[...shown, ...(texts.length > shown.length ? ['…'] : [])].join(', ')}**`];
  }
  const lines = texts.slice(0, MOST_LINES).map(({ text, paths }) => `- ${prefixText(paths)}**${text}**`);
  return [`${name}:`, [...lines, ...(texts.length > lines.length ? ['- …'] : [])].join('\n')];
}

/** Undefined where nothing can be said of it in short. */
function valueText(analysis: Analysis, value: SeenValue): string | undefined {
  const { words } = analysis;
  switch (value.kind) {
    case 'tensor': {
      const shape = words.volume(value.volume);
      return value.dtype === undefined ? shape : `${shape} ${value.dtype}`;
    }
    case 'dim':
      return words.dim(value.dim);
    case 'text':
      return escapeMarkdown(value.text);
    case 'class':
      return value.name;
    case 'module':
      return value.path === '' ? value.type : `${value.type} ${escapeMarkdown(value.path)}`;
    case 'unknown':
      return t('unknown');
    case 'items':
      return itemsText(analysis, value);
  }
}

const BRACKETS = { list: '[]', tuple: '()', dict: '{}' } as const;

function itemsText(analysis: Analysis, { of, items, more }: SeenValue & { readonly kind: 'items' }): string {
  const [open, close] = BRACKETS[of];
  const texts = items.map(({ key: name, value }) => {
    const text = (value && valueText(analysis, value)) ?? '…';
    return name === undefined ? text : `${escapeMarkdown(name)}: ${text}`;
  });
  const rest = more > 0 ? [t('… {0} more', analysis.words.count(more))] : [];
  return `${open === '[' ? '\\[' : open}${[...texts, ...rest].join(', ')}${close}`;
}

function unknownText(analysis: Analysis, runs: readonly ValueRun[]): readonly string[] {
  const cause = runs.map(({ value }) => causeIn(value)).find((each) => each !== undefined);
  return cause ? [causeText(analysis, cause)] : [];
}

function causeIn(value: SeenValue): Cause | undefined {
  if (value.kind === 'unknown') return value.cause;
  if (value.kind === 'tensor') return causeOf(value.volume);
  if (value.kind !== 'items') return undefined;
  return value.items.map((item) => item.value && causeIn(item.value)).find((each) => each !== undefined);
}

/** Why it is unknown, and where tracking stopped. */
function causeText(analysis: Analysis, cause: Cause): string {
  const { request, words } = analysis;
  const said = t('Unknown: {0}', escapeMarkdown(causeMessage(cause, words)));
  const { place } = cause;
  if (!place || (place.uri !== undefined && place.uri !== request.uri)) return said;
  const { line, href } = addressOf(analysis, place.span.start);
  return `${said} [${t('Lost in line {0}', line + 1)}](${href})`;
}

/** Of modules: what they make of what, as at the calls of their layers. */
function moduleParts(
  analysis: Analysis,
  { graph, type: root }: ModelAnalysis,
  runs: readonly ValueRun[],
  span: Span,
): readonly string[] {
  const modules = runs.flatMap(({ value }) => (value.kind === 'module' ? [value] : []));
  const [first] = modules;
  if (!first || modules.length < runs.length) return [];
  if (modules.some(({ path }) => path === '')) return classParts(analysis, root ?? first.type);
  const own = new Set(modules.map(({ path }) => path));
  const layers = graph.layers.filter(({ module }) => own.has(module.path));
  const parts = runParts(analysis, layers.length > 0 ? layers : graph.blocks.filter(({ path }) => own.has(path)), span);
  if (parts.length > 0) return parts;
  const types = new Set(modules.map(({ type }) => type));
  return [`**${[...types].join(', ')}** ${pathsText([...own])}`, ...neverCalled(analysis, graph, own)];
}

/** Of modules that are no containers. */
function neverCalled({ words }: Analysis, { modules }: Graph, paths: ReadonlySet<string>): readonly string[] {
  const idle = modules.filter(({ path }) => paths.has(path));
  if (idle.length === 0) return [];
  const params = countOf(idle.flatMap(({ parameters }) => parameters));
  return [params ? `${t('Never called')} · ${t('{0} parameters', words.count(params))}` : t('Never called')];
}

function definitionParts(analysis: Analysis, { kind, name }: Pick<DefinitionSlot, 'kind' | 'name'>): readonly string[] {
  if (kind === 'class') return classParts(analysis, name);
  const made = analysis.models.filter((model) => model.name === name);
  return made.map((model) => modelText(analysis, model));
}

function modelText(analysis: Analysis, model: ModelAnalysis): string {
  const outputs = volumesText(
    analysis,
    model.graph.outputs.map(({ tensor }) => tensor),
  );
  const totals = namedTotals(analysis, model);
  return outputs === '' ? totals : `${totals} → **${outputs}**`;
}

/** The models of a class; of one that others are made of, its instances in the first model that has some. */
function classParts(analysis: Analysis, name: string): readonly string[] {
  const { models } = analysis;
  const roots = models.filter(({ type }) => type === name);
  if (roots.length > 0) {
    const [only] = roots;
    if (only?.name === name && roots.length === 1) return [modelText(analysis, only)];
    const lines = roots.slice(0, MOST_LINES).map((model) => `- ${modelText(analysis, model)}`);
    return [`**${name}**`, [...lines, ...(roots.length > lines.length ? ['- …'] : [])].join('\n')];
  }
  const holders = models.filter(({ graph }) => graph.blocks.some(({ type }) => type === name));
  const [holder, ...others] = holders;
  if (!holder) return [];
  const also = others.slice(0, MOST_LINES).map((model) => model.name);
  return [
    `**${name}** — ${holder.name}`,
    instancesText(analysis, holder, name),
    ...(also.length > 0 ? [t('Also in {0}', analysis.words.list(also))] : []),
  ];
}

function instancesText(analysis: Analysis, { graph }: ModelAnalysis, name: string): string {
  const groups = new Map<string, string[]>();
  for (const block of graph.blocks.filter(({ type }) => type === name)) {
    const params = paramsOfBlock(graph, block);
    const shapes = `${volumesText(analysis, block.inputs)} → **${volumesText(analysis, block.outputs)}**`;
    const text = params ? `${shapes} · ${t('{0} parameters', analysis.words.count(params))}` : shapes;
    groups.set(text, [...(groups.get(text) ?? []), block.path]);
  }
  const lines = [...groups].slice(0, MOST_LINES).map(([text, paths]) => `- ${prefixText(paths)}${text}`);
  return [...lines, ...(groups.size > lines.length ? ['- …'] : [])].join('\n');
}
