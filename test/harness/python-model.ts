// Builds a model from Python source as the front end does: runs the file, makes the model, plants its tree, runs `forward`.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { BUILTINS } from '../../server/src/frontends/python/builtins/index.ts';
import type { SourceFile } from '../../server/src/frontends/python/evaluator/imports/module-library.ts';
import { Interpreter, type Outcome } from '../../server/src/frontends/python/evaluator/interpreter.ts';
import { describeException } from '../../server/src/frontends/python/evaluator/objects/exceptions.ts';
import { PyInstance, PyRaise, PyTuple, type Value } from '../../server/src/frontends/python/evaluator/values.ts';
import { library } from '../../server/src/frontends/python/library.ts';
import { openSession, sessionOf } from '../../server/src/frontends/python/torch/session.ts';
import { fromGraph } from '../../server/src/frontends/python/torch/tensor/tensor.ts';
import { plant, tensorsIn } from '../../server/src/frontends/python/torch/tree.ts';
import type { Graph, Origin } from '../../server/src/graph/graph.ts';
import type { Volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { parser } from './grammars.ts';

const NOWHERE: Origin = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

const newBuilder = () => createBuilder(operators, { name: 'model', conventions: { rounding: 'floor' } });

/** An interpreter with everything that we know, which finds files under these folders. */
export function torchInterpreter(roots: readonly string[], uri = 'main.py'): Interpreter {
  const host = { load: (name: string, level: number, from: string) => find(roots, name, level, from) };
  const interpreter = new Interpreter({ parser, host, builtins: BUILTINS, library });
  openSession(interpreter, { builder: newBuilder(), newBuilder, uri });
  return interpreter;
}

function find(roots: readonly string[], name: string, level: number, from: string): SourceFile | undefined {
  let folder = from;
  for (let up = 0; up < level; up++) folder = dirname(folder);
  for (const root of level > 0 ? [folder] : roots) {
    const path = join(root, ...name.split('.').filter((part) => part !== ''));
    for (const uri of [`${path}.py`, join(path, '__init__.py')])
      if (existsSync(uri) && statSync(uri).isFile()) return { uri, text: readFileSync(uri, 'utf8') };
  }
  return undefined;
}

export interface Built {
  readonly interpreter: Interpreter;
  readonly graph: Graph;
  readonly model: Value | undefined;
  readonly output: Value | undefined;
  /** What Python raised, or which limit was reached. */
  readonly failure: string | undefined;
}

/** Runs `expression` at the end of a file, and the module that it gives on these inputs. */
export function buildModel(
  interpreter: Interpreter,
  file: { readonly uri: string; readonly name: string; readonly text: string },
  expression: string,
  inputs: readonly (Volume | readonly Volume[])[],
): Built {
  const session = sessionOf(interpreter);
  const builder = newBuilder();
  session.builder = builder;
  const { module, failures } = interpreter.runModule(
    file.uri,
    file.name,
    `${file.text}\nmodel_under_test = ${expression}\n`,
  );
  const model = module.namespace.get('model_under_test');
  const failed = failures.at(-1);
  const describe = (failure: unknown): string =>
    failure instanceof PyRaise
      ? `${describeException(interpreter, failure.exception)}${placeOf(failure)}`
      : `out of fuel: ${JSON.stringify(failure)}`;
  if (!(model instanceof PyInstance)) {
    const failure = failed ? describe(failed) : `no model: ${JSON.stringify(model)?.slice(0, 300)}`;
    return { interpreter, graph: builder.finish(), model, output: undefined, failure };
  }
  const outcome: Outcome<Value> = interpreter.fuelled(() => {
    plant(interpreter, model);
    const given = (v: Volume, name: string) => fromGraph(interpreter, builder.input(name, v, NOWHERE, 'file'));
    const values = inputs.map((input, index) =>
      'dtype' in input
        ? given(input, `input${index}`)
        : new PyTuple(input.map((v, part) => given(v, `input${index}.${part}`))),
    );
    const output = interpreter.call(model, values);
    tensorsIn(builder, [output]).forEach((tensor, index) => {
      builder.output(`output${index}`, tensor);
    });
    return output;
  });
  const failure = 'failure' in outcome ? describe(outcome.failure) : undefined;
  const output = 'value' in outcome ? outcome.value : undefined;
  return { interpreter, graph: builder.finish(), model, output, failure };
}

function placeOf({ place }: PyRaise): string {
  return place ? ` at ${place.uri}:${place.span.start} in ${place.frames.map(({ name }) => name).join(' > ')}` : '';
}
