// From text to models: reads every document, runs each through a builder, and answers questions about places in the text.
import { LineMap } from '../../base/span.ts';
import type { Finding } from '../../graph/finding.ts';
import type { BuildHost, BuiltModel, FrontEndResult, Source } from '../front-end.ts';
import { wishedInputs } from '../wished-inputs.ts';
import { findingsOf } from '../yaml/findings.ts';
import { readYaml } from '../yaml/read.ts';
import { completionsAt } from './completions.ts';
import { renderEdit } from './edits.ts';
import { expand, type GivenCache, MAX_LAYERS } from './expand.ts';
import { Places } from './places.ts';
import { readModel } from './read-model.ts';
import type { Target } from './scope.ts';
import { symbolsOf } from './symbols.ts';
import type { Model, Reference } from './syntax.ts';
import { vocabularyOf } from './vocabulary.ts';

export function build(source: Source, host: BuildHost): FrontEndResult {
  const { text } = source;
  const vocabulary = vocabularyOf(host.operators);
  const documents = readYaml(text);
  const lines = new LineMap(text);
  const findings: Finding[] = documents.flatMap(({ problems }) => findingsOf(problems, lines));
  const full = documents.filter(({ root }) => root !== undefined);
  // An empty file is a model that lacks everything.
  const models = (full.length > 0 ? full : documents.slice(0, 1)).map((document) =>
    readModel(document, { start: document.span.start, end: document.span.start }, vocabulary),
  );
  const targets = new Map<Reference, Target>();
  const chosen = models.filter(({ name }) => source.models.length === 0 || source.models.includes(name));
  const built = chosen.map((model) => buildModel(model, source, host, targets));
  let known: Places | undefined;
  const places = () => {
    known ??= new Places(
      chosen,
      built.map(({ graph }) => graph),
      targets,
    );
    return known;
  };
  return {
    models: built,
    findings,
    slotAt: (offset) => places().slotAt(offset),
    completionsAt: (offset) => completionsAt(text, offset, vocabulary),
    referencesAt: (offset) => places().referencesAt(offset),
    symbols: () => symbolsOf(models, text),
    renderEdit: (intent) => renderEdit(intent, { text, models: chosen, places: places(), vocabulary }),
  };
}

function buildModel(model: Model, source: Source, host: BuildHost, targets: Map<Reference, Target>): BuiltModel {
  const { name, span, head, rounding, training } = model;
  const sequences = model.inputs.some(({ shape }) => shape?.sequence);
  const conventions = { rounding, ...(sequences ? { sequences } : {}) };
  const cache: GivenCache = new WeakMap();
  const run = (inputs: readonly (readonly number[])[]) => {
    const builder = host.newBuilder({ name, conventions, training, maxLayers: MAX_LAYERS });
    return { expanded: expand(model, builder, inputs, cache), graph: builder.finish() };
  };
  const { expanded, graph } = run(wishedInputs(source));
  for (const [reference, target] of expanded.targets) targets.set(reference, target);
  return { name, span, head, graph, rerun: (inputs) => run(inputs).graph };
}
