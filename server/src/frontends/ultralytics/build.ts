// From text to the model of a file at one scale, with answers about places in the text.
import { LineMap, type Span, type TextEdit } from '../../base/span.ts';
import type { Finding } from '../../graph/finding.ts';
import type { Graph, GraphInput } from '../../graph/graph.ts';
import { declarationsIn } from '../declared-shapes.ts';
import type { BuildHost, BuiltModel, FrontEndResult, Source } from '../front-end.ts';
import { wishedInputs } from '../wished-inputs.ts';
import { findingsOf } from '../yaml/findings.ts';
import { readYaml } from '../yaml/read.ts';
import { completionsAt } from './completions.ts';
import { renderEdit } from './edits.ts';
import { type Expanded, expand, type ModelInput } from './expand.ts';
import { Places } from './places.ts';
import { type ReadFile, readModel } from './read-model.ts';
import { chooseScale } from './scale.ts';
import { symbolsOf } from './symbols.ts';
import type { ModelFile, Summary } from './syntax.ts';

const MAX_LAYERS = 100_000;
/** The usual sizes of images: for classes, and for everything else. */
const CLASSIFIER_SIZE = 224;
const USUAL_SIZE = 640;

interface Parsed {
  readonly read: ReadFile | undefined;
  readonly findings: readonly Finding[];
}

/** The last few texts: another scale of the same file, a search over sizes or a fix need not parse it again. */
const parsed = new Map<string, Parsed>();
const MOST_PARSED = 4;

function parse(text: string): Parsed {
  const known = parsed.get(text);
  if (known) return known;
  const documents = readYaml(text);
  const findings = documents.flatMap(({ problems }) => findingsOf(problems, new LineMap(text)));
  const [document] = documents;
  const result = { read: document && readModel(document, text), findings };
  parsed.set(text, result);
  if (parsed.size > MOST_PARSED) for (const oldest of [...parsed.keys()].slice(0, 1)) parsed.delete(oldest);
  return result;
}

export function build(source: Source, host: BuildHost): FrontEndResult {
  const { read, findings: syntax } = parse(source.text);
  if (!read) return nothing(syntax);
  const { file, findings } = read;
  const built = buildModel(file, source, host);
  const stale = file.summaries.flatMap((summary) => judgeSummary(summary, built.model));
  let known: Places | undefined;
  const places = () => {
    known ??= new Places(file, built.expanded, built.model.graph);
    return known;
  };
  return {
    models: [built.model],
    findings: [...syntax, ...findings, ...stale],
    slotAt: (offset) => places().slotAt(offset),
    completionsAt: (offset) => completionsAt(source.text, offset, file),
    referencesAt: (offset) => places().referencesAt(offset),
    symbols: () => symbolsOf(file, source.text, built.model),
    rows: () => file.rows.map(({ index, span, from }) => ({ index, span, from })),
    renderEdit: (intent) => renderEdit(intent, source.text, file),
    writeDown: (_, { inputs }) => inputDirective(source.text, inputs?.[0]),
  };
}

function nothing(findings: readonly Finding[]): FrontEndResult {
  return {
    models: [],
    findings,
    slotAt: () => undefined,
    completionsAt: () => undefined,
    referencesAt: () => [],
    symbols: () => [],
    renderEdit: (intent) => (intent.kind === 'replace' ? [{ span: intent.span, newText: intent.newText }] : undefined),
  };
}

function buildModel(
  file: ModelFile,
  source: Source,
  host: BuildHost,
): { readonly model: BuiltModel; readonly expanded: Expanded } {
  const chosen = chooseScale(source, file);
  const name = nameOf(source.uri, chosen?.choice.name);
  const newBuilder = () => host.newBuilder({ name, conventions: { rounding: 'floor' }, maxLayers: MAX_LAYERS });
  const { ownModules = {} } = source;
  const declarations = declarationsIn(source.text);
  const run = (inputs: Source['inputs']) => {
    const builder = newBuilder();
    const input = inputOf(file, source.text, inputs);
    const expanded = expand({ file, scale: chosen?.scale, builder, newBuilder, ownModules, declarations, input });
    return { expanded, graph: builder.finish() };
  };
  const { expanded, graph } = run(wishedInputs(source));
  const head = headOf(file);
  const model: BuiltModel = {
    name,
    span: { start: head.start, end: source.text.length },
    head,
    graph,
    leafModules: expanded.leafModules,
    ...(chosen ? { scale: chosen.choice } : {}),
    rerun: (inputs) => run(inputs).graph,
  };
  return { model, expanded };
}

function headOf({ sections, keys }: ModelFile): Span {
  return sections[0]?.keySpan ?? keys[0]?.span ?? { start: 0, end: 0 };
}

/** `yolov8` at `s` is `yolov8s`. */
function nameOf(uri: string, scale: string | undefined): string {
  const file = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)).replace(/\.ya?ml$/i, '');
  if (scale === undefined) return file;
  const named = /^(yolo(?:e-)?v?\d+)([nslmxtecb]?)(.*)$/.exec(file);
  return named ? `${named[1]}${scale}${named[3]}` : `${file} (${scale})`;
}

const INPUT_DIRECTIVE = /#\s*convlint:\s*input\s*=\s*(\d+(?:\s*[x×]\s*\d+){1,2})/;

/** At the top of the file, where there is none yet. */
function inputDirective(text: string, shape: readonly number[] | undefined): readonly TextEdit[] | undefined {
  if (shape?.length !== 3) return undefined;
  const newText = `# convlint: input=${shape.join('x')}`;
  const there = INPUT_DIRECTIVE.exec(text);
  if (there) return [{ span: { start: there.index, end: there.index + there[0].length }, newText }];
  return [{ span: { start: 0, end: 0 }, newText: `${newText}\n` }];
}

function inputOf(file: ModelFile, text: string, [asked]: Source['inputs']): ModelInput {
  const key = file.keys.find(({ name }) => name === 'ch' || name === 'channels');
  const span = key?.span ?? headOf(file);
  if (asked) return { shape: asked, source: 'option', span };
  const directive = INPUT_DIRECTIVE.exec(text);
  const sizes = directive?.[1]?.split(/[x×]/).map(Number) ?? [];
  const source: GraphInput['source'] = directive ? 'file' : 'guess';
  if (sizes.length === 3) return { shape: sizes, source, span };
  const usual = file.rows.at(-1)?.module.name === 'Classify' ? CLASSIFIER_SIZE : USUAL_SIZE;
  const [height = usual, width = usual] = sizes;
  return { shape: [file.channels, height, width], source, span };
}

/** A comment that counts otherwise. Layers alone say nothing: the framework counts them differently now and then. */
function judgeSummary(summary: Summary, { graph, scale, leafModules = 0 }: BuiltModel): Finding[] {
  const { span, scale: of, stated, text } = summary;
  if (graph.gaps.length > 0 || (of !== undefined && of !== scale?.name)) return [];
  const actual = { layers: leafModules, ...countsOf(graph) };
  const agrees = (count: 'params' | 'gradients') => stated[count] === undefined || stated[count] === actual[count];
  if (agrees('params') && agrees('gradients')) return [];
  const facts = { stated, actual, text, ...(of === undefined ? {} : { scale: of }) };
  return [{ rule: 'stale-summary-comment', span, facts }];
}

function countsOf({ modules, freeParameters }: Graph): { readonly params: number; readonly gradients: number } {
  let params = 0;
  let gradients = 0;
  for (const { count, buffer, trainable } of [...modules.flatMap(({ parameters }) => parameters), ...freeParameters]) {
    if (buffer || typeof count !== 'number') continue;
    params += count;
    if (trainable) gradients += count;
  }
  return { params, gradients };
}
