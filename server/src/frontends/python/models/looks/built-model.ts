// A model as the front end hands it on: its graph where the text stands now, and how it is run again.
import type { Span } from '../../../../base/span.ts';
import type { Graph } from '../../../../graph/graph.ts';
import type { BuildHost, BuiltModel, Source } from '../../../front-end.ts';
import type { PyInstance, Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Candidate } from '../candidates/candidate.ts';
import type { Shape } from '../directives.ts';
import { batched, type ModelInput } from './calling.ts';
import type { LastingModel } from './lasting.ts';
import { isUnderWay, type Look } from './look.ts';
import { rerunner, runModel } from './run.ts';

/** What a candidate is now. */
export interface Found extends Look {
  readonly candidate: Candidate;
  /** The model itself, where this look has made it, or the file's top. */
  readonly model: Value | undefined;
  readonly lasting: LastingModel;
}

export interface PythonModel extends BuiltModel {
  readonly type: string;
  readonly unplaced: Graph;
  /** The statement that makes it. */
  readonly place: Span;
  /** Once more as it was run for its graph, in another run of the same text: the model, once it has run. */
  runIn(running: Running, host: BuildHost): PyInstance | undefined;
}

export function builtModel(
  { candidate, graph, type, definition, inputs, from, given: args, lasting }: Found,
  { running, source, host }: { readonly running: Running; readonly source: Source; readonly host: BuildHost },
  others: BuiltModel['others'],
): PythonModel {
  const { construction } = candidate;
  const isHere = definition?.uri === running.program.uri;
  const head: Span =
    isHere && candidate.kind !== 'factory' ? (lasting.span(definition.nameSpan) ?? candidate.head) : candidate.head;
  let moved: Graph | undefined;
  const placed = (): Graph => {
    moved ??= lasting.graph(graph);
    return moved;
  };
  let kept: { readonly at: Running; readonly run: ReturnType<typeof rerunner> } | undefined;
  const rerun = (shapes: readonly Shape[]): Graph => {
    const at = isUnderWay(kept?.at ?? running) ? (kept?.at ?? running) : running.program.run(source, host);
    if (kept?.at !== at) kept = { at, run: rerunner(at, host, candidate) };
    const changed = inputs.map((input, index): ModelInput => {
      const shape = shapes[index];
      return shape ? { ...input, volume: batched(shape, input.volume.dtype), source: 'option' } : input;
    });
    return kept.run(changed) ?? placed();
  };
  return {
    name: candidate.name,
    type,
    span: isHere ? (lasting.span(definition.span) ?? candidate.span) : candidate.span,
    place: candidate.span,
    head,
    get graph() {
      return placed();
    },
    unplaced: graph,
    lasting,
    rerun,
    runIn(again, on) {
      const making = runModel(again, on, candidate, () => inputs);
      return 'run' in making ? making.run.model : undefined;
    },
    ...(construction ? { construction: { ...construction, ...(args === undefined ? {} : { args }) } } : {}),
    ...(from === undefined ? {} : { inputFrom: from }),
    ...(others ? { others } : {}),
  };
}
