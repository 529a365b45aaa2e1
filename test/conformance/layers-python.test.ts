// Every recorded torch.nn layer again, this time written as Python: `m = nn.X(…)`, `y = m(x)`.
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { PyInstance, type Value } from '../../server/src/frontends/python/evaluator/values.ts';
import { sessionOf } from '../../server/src/frontends/python/torch/session.ts';
import { fromGraph } from '../../server/src/frontends/python/torch/tensor/tensor.ts';
import { plant, tensorsIn } from '../../server/src/frontends/python/torch/tree.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { isKnown } from '../../server/src/graph/dim.ts';
import type { Origin, Parameter } from '../../server/src/graph/graph.ts';
import { operators } from '../../server/src/operators/index.ts';
import { torchInterpreter } from '../harness/python-model.ts';
import { DATA, readRows } from '../harness/recorded.ts';
import { comesFromBackend, describeRow, disagreements, type Outcome, volumesOf } from './conform.ts';
import type { LayerRow } from './table.ts';

const file = process.env.CONVLINT_LAYERS;
const rows = readRows<LayerRow>(file ?? new URL('layers.jsonl.gz', DATA));
const classes = [...new Set(rows.map((row) => row.op))].sort();
const interpreter = torchInterpreter([], 'row.py');
const NOWHERE: Origin = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

function python(value: AttributeInput): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (!Array.isArray(value)) return JSON.stringify(value);
  return `(${value.map((item) => `${python(item as AttributeInput)},`).join(' ')})`;
}

/** `m = nn.LSTM(3, 4)` and `y = m(x0, (x1, x2))` */
function sourceOf({ op, args, kwargs, inputs }: LayerRow): readonly [construct: string, call: string] {
  const given = [...args.map(python), ...Object.entries(kwargs).map(([name, value]) => `${name}=${python(value)}`)];
  const [first = '', ...rest] = inputs.map((_, index) => `x${index}`);
  const states = op.startsWith('LSTM') && rest.length > 1 ? [`(${rest.join(', ')})`] : rest;
  return [`import torch.nn as nn\nm = nn.${op}(${given.join(', ')})\n`, `y = m(${[first, ...states].join(', ')})\n`];
}

interface PythonOutcome extends Outcome {
  readonly said: readonly string[];
}

const outcomes = new Map<string, PythonOutcome>();

function run(row: LayerRow): PythonOutcome {
  const known = outcomes.get(row.id);
  if (known) return known;
  const training = row.train ?? false;
  const builder = createBuilder(operators, { name: row.id, conventions: { rounding: 'floor' }, training });
  const session = sessionOf(interpreter);
  session.builder = builder;
  session.training = training;
  const [construct, call] = sourceOf(row);
  const made = interpreter.runModule('row.py', 'row', construct);
  const model = made.module.namespace.get('m');
  const raised: string[] = made.failures.map((failure) =>
    'exception' in failure ? interpreter.str(failure.exception) : 'out of fuel',
  );
  let refusedAtOnce = raised.length > 0;
  let outputs: Outcome['outputs'] = [];
  if (model instanceof PyInstance) {
    plant(interpreter, model);
    refusedAtOnce ||= builder.finish().findings.length > 0;
    const inputs = volumesOf(row).map((v, index): [string, Value] => [
      `x${index}`,
      fromGraph(interpreter, builder.input(`x${index}`, v, NOWHERE, 'file')),
    ]);
    interpreter.builtins.set('m', model);
    for (const [name, value] of inputs) interpreter.builtins.set(name, value);
    const called = interpreter.runModule('call.py', 'call', `# ${row.id}\n${call}`);
    for (const failure of called.failures)
      raised.push('exception' in failure ? interpreter.str(failure.exception) : 'out of fuel');
    const y = called.module.namespace.get('y');
    if (y !== undefined) outputs = tensorsIn(builder, [y]).map((tensor) => tensor.volume);
  }
  const { findings, layers, modules, freeParameters } = builder.finish();
  const parameters = new Set([...freeParameters, ...modules.flatMap((module) => module.parameters)]);
  const count = (buffer: boolean) => sum([...parameters].filter((parameter) => parameter.buffer === buffer));
  const macs = layers.reduce((total, layer) => total + (isKnown(layer.macs) ? layer.macs : Number.NaN), 0);
  const refused = findings.length > 0 || raised.length > 0;
  const said = [...findings.map(({ quote, rule }) => quote ?? `<${rule}>`), ...raised];
  const outcome = {
    outputs,
    parameters: count(false),
    buffers: count(true),
    macs,
    findings,
    mistakes: [],
    refused,
    refusedAtOnce,
    said,
  };
  outcomes.set(row.id, outcome);
  return outcome;
}

function sum(parameters: readonly Parameter[]): number {
  return parameters.reduce((total, { count }) => total + (isKnown(count) ? count : Number.NaN), 0);
}

function wrongIn(row: LayerRow): readonly string[] {
  const outcome = run(row);
  const found = disagreements(row, outcome);
  return found.length > 0 ? [...found, ...outcome.said.map((text) => `we say: ${text}`)] : [];
}

describe('torch.nn layers, as Python', () => {
  test.each(classes)('%s', (op) => {
    const wrong = rows
      .filter((row) => row.op === op)
      .flatMap((row) => {
        const found = wrongIn(row);
        return found.length > 0 ? [`${describeRow(row)}\n    ${found.join('\n    ')}`] : [];
      });
    expect(wrong.join('\n')).toBe('');
  });

  test('agreeing / total', () => {
    const agreeing = rows.filter((row) => wrongIn(row).length === 0).length;
    const refusals = rows.filter((row) => typeof row.err === 'string' && !comesFromBackend(row.err));
    const quoted = refusals.filter((row) => run(row).said.includes(row.err ?? ''));
    console.log(
      `torch.nn layers as Python: agreeing ${agreeing} / total ${rows.length}; ` +
        `${quoted.length} of ${refusals.length} refusals quote PyTorch's own words`,
    );
    expect(agreeing).toBe(rows.length);
    expect(quoted.length).toBeGreaterThanOrEqual(0.99 * refusals.length);
  });
});
