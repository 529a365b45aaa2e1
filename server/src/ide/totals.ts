// A model's totals and gaps, as the client shows them in status bar, panel and code lens.
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import { activationBytes, parameterBytes } from '../engine/memory.ts';
import type { ScaleChoice } from '../frontends/front-end.ts';
import type { Gap } from '../graph/graph.ts';
import type { DocumentStatus, GapPlace, ModelScale, ModelTotals } from '../protocol.ts';
import { causeMessage } from '../rules/gaps.ts';
import { rangeIn } from './other-files.ts';
import { rangeOf } from './places.ts';

export function statusOf(analysis: Analysis, version: number): DocumentStatus {
  const { lines, models, problems, request } = analysis;
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of problems) counts[severity]++;
  return {
    uri: request.uri,
    version,
    complete: models.every(({ totals }) => totals.complete),
    models: models.map((model) => ({
      name: model.name,
      range: rangeOf(lines, model.head),
      totals: modelTotals(analysis, model),
      ...(model.scale ? { scale: scaleOf(model.scale) } : {}),
    })),
    gaps: gapPlaces(
      analysis,
      models.flatMap((model) => model.gaps),
    ),
    problems: counts,
  };
}

function scaleOf({ name, all, chosenBy }: ScaleChoice): ModelScale {
  return { name, all, chosen: chosenBy !== 'first' };
}

export function modelTotals({ config }: Analysis, model: ModelAnalysis): ModelTotals {
  const { layers } = model.unplaced ?? model.graph;
  const { params, trainableParams, macs, complete } = model.totals;
  return {
    layers: layers.length,
    params,
    trainableParams,
    macs,
    activationBytes: activationBytes(layers, config),
    parameterBytes: parameterBytes(params, config),
    complete,
  };
}

/** Each place once: code that runs 16 times loses track 16 times. */
export function gapPlaces(analysis: Analysis, gaps: readonly Gap[]): GapPlace[] {
  const { request, words } = analysis;
  const places = new Map<string, GapPlace>();
  for (const { cause, span, uri } of gaps) {
    const message = causeMessage(cause, words);
    const here = uri === undefined || uri === request.uri;
    const range = rangeIn(analysis, span, uri);
    places.set(`${uri ?? ''} ${span.start} ${message}`, { message, range, ...(here ? {} : { uri }) });
  }
  return [...places.values()];
}
