// A file's models: each candidate made and run on its input.
import type { Graph } from '../../../graph/graph.ts';
import type { BuildHost, BuiltModel, Source } from '../../front-end.ts';
import { evaluate, type Running } from '../program.ts';
import type { Candidate } from './candidate.ts';
import { directiveAt } from './directives.ts';
import { candidatesIn } from './discover.ts';
import { batched, type ModelInput, runModel } from './run.ts';

export function modelsOf(running: Running, source: Source, host: BuildHost): readonly BuiltModel[] {
  const candidates = source.models.length > 0 ? source.models.map((asked) => askedFor(asked)) : candidatesIn(running);
  return candidates.flatMap((candidate) => {
    const model = modelOf(running, source, host, candidate);
    return model ? [model] : [];
  });
}

/** `resnet50`, or any expression: a name that is called without arguments, or the model itself. */
function askedFor(expression: string): Candidate {
  const nowhere = { start: 0, end: 0 };
  return {
    name: expression,
    kind: 'expression',
    span: nowhere,
    head: nowhere,
    make(running) {
      const value = evaluate(running, expression);
      const { interpreter } = running.program;
      const isCallable =
        value !== undefined &&
        typeof value === 'object' &&
        value !== null &&
        /^(?:class|function|native|bound-method)$/.test(value.kind);
      return isCallable ? interpreter.call(value, []) : value;
    },
  };
}

function modelOf(running: Running, source: Source, host: BuildHost, candidate: Candidate): BuiltModel | undefined {
  const wish = source.inputs.length > 0 ? source.inputs : undefined;
  const said = wish ?? directiveAt(source.text, candidate.head.start) ?? [];
  const inputs = said.map(
    (shape, index): ModelInput => ({
      name: said.length > 1 ? `input ${index}` : 'input',
      volume: batched(shape),
      source: wish ? 'option' : 'file',
    }),
  );
  if (inputs.length === 0) return undefined;
  const made = runModel(running, host, candidate, () => inputs);
  if (!('run' in made)) return undefined;
  const rerun = (shapes: readonly (readonly number[])[]): Graph => {
    const again = running.program.run(source, host);
    const volumes = shapes.map(
      (shape, index): ModelInput => ({
        name: inputs[index]?.name ?? 'input',
        volume: batched(shape),
        source: 'option',
      }),
    );
    const result = runModel(again, host, candidate, () => volumes);
    return 'run' in result ? result.run.graph : made.run.graph;
  };
  return { name: candidate.name, span: candidate.span, head: candidate.head, graph: made.run.graph, rerun };
}
