// What a model is computed on and made with, for trying out others; and what was tried, as edits of the file.
import type { Analysis, ModelAnalysis } from '../analyze.ts';
import { isKnown } from '../graph/dim.ts';
import type { InputInfo, ModelInfo, TextChange, WhatIf } from '../protocol.ts';
import { rangeOf } from './places.ts';

export function modelInfo(analysis: Analysis, index: number): ModelInfo | undefined {
  const model = analysis.models[index];
  if (!model) return undefined;
  const { name, graph, construction } = model;
  return {
    name,
    inputs: graph.inputs.map(({ name: input, tensor }): InputInfo => {
      const dims = tensor.volume.dims?.slice(1);
      return { name: input, shape: dims?.map((dim) => (isKnown(dim) ? dim : null)) ?? null };
    }),
    ...(construction ? { construction: { parameters: construction.parameters, args: construction.args ?? '' } } : {}),
    whatIf: whatIfOf(analysis, model) ?? null,
    isWritable: analysis.source.writeDown !== undefined,
  };
}

/** What is tried out with a model; in a file of one model, whatever is. */
function whatIfOf({ request: { whatIf = {} } }: Analysis, { name }: ModelAnalysis): WhatIf | undefined {
  return whatIf[name];
}

/** Undefined where nothing is tried out, or the format has no words for it. */
export function writtenDown(analysis: Analysis, index: number): readonly TextChange[] | undefined {
  const model = analysis.models[index];
  const whatIf = model && whatIfOf(analysis, model);
  const edits = whatIf && analysis.source.writeDown?.(model, whatIf);
  return edits?.map(({ span, newText }) => ({ range: rangeOf(analysis.lines, span), newText }));
}

/** What is tried out makes the model that it is for. */
export function isMade({ models }: Analysis, name: string, { args }: WhatIf): boolean {
  return models.some((model) => model.name === name && (args === undefined || model.construction?.args === args));
}
