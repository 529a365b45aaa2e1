// The façade: one text in, one Analysis out. Everything that editors and terminals show is derived from it.
// Pure: no I/O, no protocol.
import { applyEdits, LineMap, type TextEdit } from './base/span.ts';
import { type Config, DEFAULT_CONFIG } from './config/config.ts';
import { unreadComments } from './directives.ts';
import { createBuilder } from './engine/graph-builder.ts';
import type { Totals } from './engine/totals.ts';
import type {
  BuiltModel,
  FrontEnd,
  FrontEndResult,
  Pause,
  SourceFiles,
  WhatIfs,
  Workspace,
} from './frontends/front-end.ts';
import { frontEndFor } from './frontends/index.ts';
import { type DialectId, FRAMEWORK_NAMES } from './graph/dialect.ts';
import type { Gap } from './graph/graph.ts';
import type { OperatorCatalogue } from './graph/operator.ts';
import type { Cell } from './notebook/program.ts';
import { operators } from './operators/index.ts';
import { rules } from './rules/index.ts';
import { judge } from './rules/judge.ts';
import type { Problem } from './rules/problem.ts';
import { readSuppressions } from './rules/suppressions.ts';
import { type Words, wordsFor } from './rules/words.ts';
import { agreed, isForAll, keyOf, verdictOf } from './verdicts.ts';

export type { Pause, Workspace };

export interface AnalyzeRequest {
  readonly uri: string;
  readonly text: string;
  readonly config?: Config;
  /** Input shapes without batch, channels first, that override the file's. */
  readonly inputs?: readonly (readonly number[])[];
  /** Of scaled models: stronger than what the file says. */
  readonly scale?: string;
  readonly models?: readonly string[];
  /** What the user tries out, by the names of models: stronger than what the file says. */
  readonly whatIf?: WhatIfs;
  /** What the front end has loaded beside the text. */
  readonly files?: SourceFiles;
  /** The text is not analysed again after an edit, nor are others meanwhile. */
  readonly once?: boolean;
  /** Where the text is that of a notebook: the cells that it is made of. */
  readonly cells?: readonly Cell[];
}

export interface ModelAnalysis extends BuiltModel {
  readonly totals: Totals;
  readonly problems: readonly Problem[];
  readonly gaps: readonly Gap[];
  readonly undecided?: true;
}

export interface Analysis {
  readonly request: AnalyzeRequest;
  readonly config: Config;
  readonly dialect: DialectId;
  readonly frontEnd: FrontEnd;
  readonly lines: LineMap;
  readonly words: Words;
  readonly operators: OperatorCatalogue;
  readonly models: readonly ModelAnalysis[];
  /** Of the file and all its models, each once. */
  readonly problems: readonly Problem[];
  readonly source: FrontEndResult;
  /** So many models are not known in full: another call of the same text comes further. */
  readonly pending: number;
}

/** Whether some front end knows a text that begins so: for walking folders without reading every file. */
export function isModel(uri: string, head: string): boolean {
  return frontEndFor(uri, head) !== undefined;
}

const RULE_IDS = rules.map(({ id }) => id);

/** So often a text is read again because it missed a file; each time it may go one import deeper. */
const MOST_ROUNDS = 12;

/** As `analyze`, with the files that the text means loaded first; what is missed while it is read, too. */
export async function analyzeIn(
  request: AnalyzeRequest,
  workspace: Workspace,
  pause?: Pause,
): Promise<Analysis | undefined> {
  const frontEnd = frontEndFor(request.uri, request.text);
  if (!frontEnd?.prepare) return analyze(request);
  const { uri, text, config = DEFAULT_CONFIG } = request;
  const prepared = await frontEnd.prepare({ uri, text, roots: config.roots }, workspace);
  let files = missedBefore(prepared, uri, workspace);
  for (let round = 1; ; round++) {
    const { texts } = files;
    const analysis = analyze({ ...request, files }, pause);
    const wants = (analysis?.source.wants ?? []).filter((wanted) => !texts.has(wanted));
    if (wants.length === 0 || round === MOST_ROUNDS) return analysis;
    const read = await Promise.all(wants.map(async (wanted) => [wanted, await workspace.read(wanted)] as const));
    // What is not there changes nothing.
    if (read.every(([, found]) => found === undefined)) return analysis;
    if (files.add) files.add(read);
    else files = { ...files, texts: new Map([...texts, ...read]) };
    if (workspace.changes) missed.set(prepared, { files, count: workspace.changes.count });
  }
}

/** What was missed beside the files that a text seems to import: the same is missed after the next edit. */
const missed = new WeakMap<SourceFiles, { readonly files: SourceFiles; readonly count: number }>();

function missedBefore(prepared: SourceFiles, uri: string, { changes }: Workspace): SourceFiles {
  const before = missed.get(prepared);
  if (!before || !changes) return prepared;
  for (const changed of changes.since(before.count))
    if (changed !== uri && before.files.texts.has(changed)) return prepared;
  return before.files;
}

/** Undefined where no front end knows the text. `pause`: whether models that take long may wait for another call. */
export function analyze(request: AnalyzeRequest, pause?: Pause): Analysis | undefined {
  const { uri, text, config = DEFAULT_CONFIG } = request;
  const frontEnd = frontEndFor(uri, text);
  if (!frontEnd) return undefined;
  const source = frontEnd.build(
    {
      uri,
      text,
      inputs: request.inputs ?? [],
      models: request.models ?? [],
      ...(request.scale === undefined ? {} : { scale: request.scale }),
      ...(request.whatIf ? { whatIf: request.whatIf } : {}),
      ...(config.scale === undefined ? {} : { usualScale: config.scale }),
      ownModules: config.modules,
      ...(request.files ? { files: request.files } : {}),
    },
    {
      operators,
      newBuilder: (options) => createBuilder(operators, options),
      once: request.once ?? false,
      ...(pause ? { pause } : {}),
    },
  );
  const lines = new LineMap(text);
  const framework = FRAMEWORK_NAMES[frontEnd.id];
  const words = wordsFor({
    locale: config.locale,
    display: frontEnd.display,
    spell: frontEnd.spell,
    sequences: source.models.some((model) => (model.unplaced ?? model.graph).conventions.sequences),
    ...(framework ? { framework } : {}),
  });
  const context = { dialect: frontEnd.id, settings: config.rules, suppressions: readSuppressions(text, lines), words };
  const unread = unreadComments(text, frontEnd.id, RULE_IDS);
  const name = JSON.stringify([config.rules, config.locale]);
  const models = source.models.map((model) => extended(verdictOf(model, context, name), model));
  const problems = merge([
    judge(undefined, [...source.findings, ...unread], context),
    ...models.map((model) => model.problems.filter((problem) => isForAll(problem, models))),
  ]);
  const pending = (source.pending ?? 0) + models.filter(({ undecided }) => undecided).length;
  return {
    request,
    config,
    dialect: frontEnd.id,
    frontEnd,
    lines,
    words,
    operators,
    models,
    problems,
    source,
    pending,
  };
}

/** Nothing is looked at: a model's graph may be one that is made when it is asked for. */
function extended<A extends object, B extends object>(object: A, by: B): A & B {
  return Object.defineProperties(object, Object.getOwnPropertyDescriptors(by)) as A & B;
}

/** The same place in two models. */
function together(a: Problem, b: Problem): Problem {
  return { ...a, fixes: agreed(a, [b]), instances: a.instances + b.instances };
}

/** Each (rule, span) once, in the order of the text. */
function merge(lists: readonly (readonly Problem[])[]): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of lists.flat()) {
    const key = keyOf(problem);
    const known = seen.get(key);
    seen.set(key, known ? together(known, problem) : problem);
  }
  return [...seen.values()].sort((a, b) => a.span.start - b.span.start);
}

/** The same request on the edited text: what a fix would lead to. */
export function analyzeWith(analysis: Analysis, edits: readonly TextEdit[]): Analysis | undefined {
  return analyze({ ...analysis.request, text: applyEdits(analysis.request.text, edits) });
}
