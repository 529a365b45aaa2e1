// What a hover in code says of layers and blocks at a call, or at what made them: what they make of what, instance by instance.
// Code runs often, and other servers show hovers beside this one: few lines.
import { t } from '@vscode/l10n';
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import type { Span } from '../base/span.ts';
import { countOf, paramsOf, paramsOfBlock } from '../engine/totals.ts';
import type { Block, Frame, Graph, Layer, Origin } from '../graph/graph.ts';
import { volumesText } from './amounts.ts';
import { blockFacts, computedFacts, type Fact, factsOfLayers, list, named, unknownParts } from './layer-hover.ts';
import { type Address, addressOf } from './places.ts';

export const MOST_LINES = 6;

type Run = Layer | Block;

/** Of those of one model, the first of them that has some; `hovered`: lines are linked but this one. */
export function runParts(analysis: Analysis, all: readonly Run[], hovered: Span): readonly string[] {
  const { models } = analysis;
  const model = models.find(({ graph }) => all[0] && isIn(graph, all[0]));
  const runs = model ? all.filter((run) => isIn(model.graph, run)) : [];
  const [first] = runs;
  if (!model || !first) return [];
  const type = typeOf(first);
  const layers = runs.filter((run) => 'module' in run);
  if (layers.length === runs.length && isMadeOutOfSight(layers)) return wholeParts(analysis, model, layers, hovered);
  const title = runs.every(({ path }) => path === first.path) ? named({ path: first.path, type }) : '';
  const groups = grouped(analysis, model, runs);
  const [only] = groups;
  const lines = groups.slice(0, MOST_LINES).map(({ text, paths, costs }) => `- ${prefixText(paths)}${text}${costs}`);
  return [
    `**${type}**${title}${models.length > 1 ? ` — ${model.name}` : ''}`,
    groups.length === 1 && only
      ? `${only.paths.length > 1 ? prefixText(only.paths) : ''}${only.text}`
      : [...lines, ...(groups.length > lines.length ? ['- …'] : [])].join('\n'),
    ...unknownParts(analysis, runs.find((run) => unknownParts(analysis, run).length > 0) ?? first),
    groups.length === 1 ? list(factsOf(analysis, model, first)) : firstText(analysis, first),
    links(analysis, model, runs, hovered),
  ].filter((part) => part !== '');
}

/** By one call, in another file or in what is built in: who reads the text sees but the whole. */
function isMadeOutOfSight(layers: readonly Layer[]): boolean {
  return new Set(layers.map(({ module }) => module.type)).size > 1 && layers.every(({ module }) => module.origin.inner);
}

function wholeParts(
  analysis: Analysis,
  model: ModelAnalysis,
  layers: readonly Layer[],
  hovered: Span,
): readonly string[] {
  const [first, last] = [layers[0], layers.at(-1)];
  const parameters = new Set(layers.flatMap(({ module }) => module.parameters));
  return [
    `**${analysis.request.text.slice(hovered.start, hovered.end)}** — ${model.name}`,
    `${volumesText(analysis, first?.inputs ?? [])} → **${volumesText(analysis, last?.outputs ?? [])}**`,
    list(factsOfLayers(analysis, layers, countOf(parameters))),
    links(analysis, model, layers, hovered),
  ].filter((part) => part !== '');
}

function isIn({ layers, blocks }: ModelAnalysis['graph'], run: Run): boolean {
  return 'module' in run ? layers[run.index] === run : blocks.includes(run);
}

function typeOf(run: Run): string {
  return 'module' in run ? run.module.type : run.type;
}

function factsOf(analysis: Analysis, { graph }: ModelAnalysis, run: Run): Fact[] {
  return 'module' in run ? computedFacts(analysis, run) : blockFacts(analysis, graph, run);
}

/** The arithmetic of the first run, as an example. */
function firstText(analysis: Analysis, run: Run): string {
  if (!('module' in run)) return '';
  const [size, params] = [computedFacts(analysis, run)[0]?.[1], computedFacts(analysis, run).at(-2)?.[1]];
  const shown = [...new Set([size, params])].filter((text) => text?.startsWith('`'));
  return shown.length === 0 ? '' : `${pathsText([run.path])}: ${shown.join('; ')}`;
}

interface Group {
  readonly text: string;
  readonly costs: string;
  readonly paths: string[];
}

/** Those that make the same of the same, at the same cost. */
function grouped(analysis: Analysis, { graph }: ModelAnalysis, runs: readonly Run[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const text = `${volumesText(analysis, run.inputs)} → **${volumesText(analysis, run.outputs)}**`;
    const params = 'module' in run ? paramsOf(run) : paramsOfBlock(graph, run);
    const costs = params ? ` · ${t('{0} parameters', analysis.words.count(params))}` : '';
    const group = groups.get(text + costs) ?? { text, costs, paths: [] };
    group.paths.push(pathOf(run));
    groups.set(text + costs, group);
  }
  return [...groups.values()];
}

/** Of a function, that of the module whose code it is. */
function pathOf(run: Run): string {
  return 'module' in run && run.module.path === '' ? (run.block?.path ?? '') : run.path;
}

/** `layer1.0 … layer1.2 (3)`; empty for the model itself. */
export function pathsText(paths: readonly string[]): string {
  const names = [...new Set(paths)].filter((path) => path !== '').map((path) => `\`${path}\``);
  return names.length < 3 ? names.join(', ') : `${names[0]} … ${names.at(-1)} (${names.length})`;
}

export function prefixText(paths: readonly string[]): string {
  const text = pathsText(paths);
  return text === '' ? '' : `${text}: `;
}

/** Where the modules are made, and where they are called; a function is made nowhere. */
function links(analysis: Analysis, { graph }: ModelAnalysis, runs: readonly Run[], hovered: Span): string {
  if (runs.every((run) => 'module' in run && run.module.path === '')) return '';
  const built = runs.flatMap((run) => ('module' in run ? placesOf(run.module.origin) : placesOfBlock(graph, run)));
  const called = runs.flatMap(({ origin }) => (origin.uri === undefined ? [origin.head] : []));
  return [
    linesText(analysis, built, hovered, (lines) => t('Built in line {0}', lines)),
    linesText(analysis, called, hovered, (lines) => t('Called in line {0}', lines)),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** The last of the calls that lead to all its layers; where that is what the block stands in, the first layer itself. */
function placesOfBlock({ layers }: Graph, { type, first, end }: Block): readonly Span[] {
  const all = layers.slice(first, end).flatMap(({ module: { path, origin } }) => (path === '' ? [] : [origin]));
  const isOwn = ({ name }: Frame) => name === `${type}.__init__`;
  // Modules that were handed in were made elsewhere.
  const own = all.filter(({ frames = [] }) => frames.some(isOwn));
  const [one, ...others] = own.length > 0 ? own : all;
  if (!one) return [];
  const shared = (one.frames ?? []).filter(({ span, uri }, index) =>
    others.every(({ frames }) => frames?.[index]?.span.start === span.start && frames[index].uri === uri),
  );
  const call = shared.at(-1);
  if (call?.uri === undefined && call && (isOwn(call) || !isInit(call))) return [call.span];
  return placesOf(one).slice(0, 1);
}

function isInit({ name }: Frame): boolean {
  return /(?:^|\.)__init__$/.test(name);
}

/** The line of `__init__` that leads there, and the call itself where that is in a function that is called there. */
function placesOf({ head, uri, frames = [] }: Origin): readonly Span[] {
  const places = uri === undefined ? [head] : [];
  for (const frame of [...frames].reverse()) {
    if (isInit(frame)) return [...places.slice(-1), ...places.slice(0, -1)];
    if (frame.uri === undefined) places.push(frame.span);
  }
  return places.slice(0, 1);
}

const MOST_LINKS = 3;

function linesText(
  analysis: Analysis,
  places: readonly Span[],
  { start }: Span,
  words: (lines: string) => string,
): string {
  const key = ({ uri, line }: Address) => `${line} ${uri}`;
  const addresses = new Map(places.map((place) => addressOf(analysis, place.start)).map((each) => [key(each), each]));
  if (addresses.has(key(addressOf(analysis, start)))) return '';
  const shown = [...addresses.values()].slice(0, MOST_LINKS).map(({ line, href }) => `[${line + 1}](${href})`);
  return shown.length === 0 ? '' : words(shown.join(', '));
}
