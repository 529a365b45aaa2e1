// Operators against functions recorded from PyTorch: what torch.cat, view, permute, matmul, + … give and refuse.
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { type Volume, volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { DATA, type FunctionRow, readRows } from '../harness/recorded.ts';

type Argument = number | string | boolean | null | readonly Argument[] | { readonly $t: number };

type Row = FunctionRow<Argument>;

interface Call {
  readonly operator: string;
  readonly inputs: readonly Argument[];
  readonly attributes: Readonly<Record<string, Argument | undefined>>;
}

type Translate = (args: readonly Argument[], kwargs: Row['kwargs']) => Call | undefined;

const isTensor = (value: Argument | undefined): value is { readonly $t: number } =>
  typeof value === 'object' && value !== null && '$t' in value;

/** One tensor, then arguments by position or by name. */
function unary(operator: string, names: readonly (readonly [python: string, attribute: string])[]): Translate {
  return ([tensor, ...rest], kwargs) => {
    const attributes: Record<string, Argument | undefined> = {};
    for (const [index, [python, attribute]] of names.entries()) {
      const value = rest[index] ?? kwargs[python];
      if (value !== undefined) attributes[attribute] = value;
    }
    return tensor === undefined ? undefined : { operator, inputs: [tensor], attributes };
  };
}

/** `view(2, 3)` as well as `view((2, 3))`. */
function variadic(operator: string, attribute: string): Translate {
  return ([tensor, ...rest]) => {
    const [first] = rest;
    const list = Array.isArray(first) ? first : rest;
    return tensor === undefined ? undefined : { operator, inputs: [tensor], attributes: { [attribute]: list } };
  };
}

function joined(operator: string): Translate {
  return ([list, axis], kwargs) =>
    Array.isArray(list) ? { operator, inputs: list, attributes: { axis: axis ?? kwargs.dim ?? 0 } } : undefined;
}

/** Only where all operands are tensors. */
function between(operator: string): Translate {
  return (args) => (args.every(isTensor) ? { operator, inputs: args, attributes: {} } : undefined);
}

const reduced = (operator: string) =>
  unary(operator, [
    ['dim', 'axes'],
    ['keepdim', 'keepAxes'],
  ]);
const softmax = (operator: string) => unary(operator, [['dim', 'axis']]);
const transpose = unary('transpose', [
  ['dim0', 'firstAxis'],
  ['dim1', 'secondAxis'],
]);
const flatten: Translate = (args, kwargs) =>
  unary('flatten', [
    ['start_dim', 'startAxis'],
    ['end_dim', 'endAxis'],
  ])([args[0] ?? null, args[1] ?? kwargs.start_dim ?? 0, args[2] ?? kwargs.end_dim ?? -1], {});
const cut =
  (name: string): Translate =>
  ([tensor, parts, axis], kwargs) => {
    if (tensor === undefined) return undefined;
    const attribute = name === 'chunk' ? 'count' : Array.isArray(parts) ? 'sections' : 'size';
    return {
      operator: name,
      inputs: [tensor],
      attributes: { [attribute]: parts, axis: axis ?? kwargs.dim ?? 0 },
    };
  };

const TRANSLATIONS: Readonly<Record<string, Translate>> = {
  'torch.cat': joined('concat'),
  'torch.stack': joined('stack'),
  'torch.matmul': between('matmul'),
  'operator.matmul': between('matmul'),
  'operator.add': between('add'),
  'operator.sub': between('subtract'),
  'operator.mul': between('multiply'),
  'operator.truediv': between('divide'),
  'operator.pow': between('power'),
  'F.scaled_dot_product_attention': between('attention'),
  'Tensor.view': variadic('reshape', 'shape'),
  'Tensor.reshape': variadic('reshape', 'shape'),
  'torch.reshape': variadic('reshape', 'shape'),
  'Tensor.permute': variadic('permute', 'axes'),
  'torch.transpose': transpose,
  'torch.swapaxes': transpose,
  'Tensor.transpose': transpose,
  'torch.movedim': ([tensor, source, destination]) =>
    tensor === undefined || typeof source !== 'number'
      ? undefined
      : { operator: 'move-axis', inputs: [tensor], attributes: { source, destination } },
  'torch.squeeze': unary('squeeze', [['dim', 'axes']]),
  'Tensor.squeeze': unary('squeeze', [['dim', 'axes']]),
  'torch.unsqueeze': unary('unsqueeze', [['dim', 'axis']]),
  'Tensor.unsqueeze': unary('unsqueeze', [['dim', 'axis']]),
  'torch.flatten': flatten,
  'Tensor.flatten': flatten,
  'Tensor.unflatten': unary('unflatten', [
    ['dim', 'axis'],
    ['sizes', 'shape'],
  ]),
  'torch.chunk': cut('chunk'),
  'Tensor.chunk': cut('chunk'),
  'torch.split': cut('split'),
  'Tensor.split': cut('split'),
  'Tensor.mean': reduced('mean'),
  'Tensor.sum': reduced('sum'),
  'Tensor.amax': reduced('max'),
  'Tensor.amin': reduced('min'),
  'Tensor.argmax': reduced('argmax'),
  'Tensor.argmin': reduced('argmin'),
  'Tensor.var': reduced('variance'),
  'Tensor.std': reduced('variance'),
  'Tensor.softmax': softmax('softmax'),
  'Tensor.log_softmax': softmax('log-softmax'),
  'F.normalize': ([tensor], kwargs) =>
    tensor === undefined
      ? undefined
      : { operator: 'l2-normalize', inputs: [tensor], attributes: { axis: kwargs.dim ?? 1 } },
  'F.layer_norm': unary('layer-norm', [['normalized_shape', 'shape']]),
};

const rows = readRows<Row>(new URL('functions.jsonl.gz', DATA)).filter((row) => row.op in TRANSLATIONS);

const ORIGIN = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

function run({ operator, inputs, attributes }: Call, row: Row) {
  const builder = createBuilder(operators, { name: row.id, conventions: { rounding: 'floor' } });
  const tensors = inputs.flatMap((input) => {
    const given = isTensor(input) ? row.inputs[input.$t] : undefined;
    return given ? [builder.constant(volume(given.shape, given.dtype.startsWith('i') ? 'integer' : 'float'))] : [];
  });
  const given = Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, { value: value as AttributeInput }]],
    ),
  );
  const outputs = builder.apply({ operator, type: row.op, path: '', attributes: given, origin: ORIGIN }, tensors);
  return { outputs: outputs.map((tensor) => tensor.volume), findings: builder.finish().findings };
}

const dimsOf = (v: Volume) => v.dims ?? '?';

describe('functions recorded from PyTorch', () => {
  test.each([...new Set(rows.map((row) => row.op))])('%s', (op) => {
    const wrong = rows
      .filter((row) => row.op === op)
      .flatMap((row) => {
        const call = TRANSLATIONS[row.op]?.(row.args, row.kwargs);
        if (!call) return [];
        const { outputs, findings } = run(call, row);
        const wanted = row.err === null ? row.out : 'refused';
        const shapes = outputs.map(dimsOf);
        const several = typeof row.out === 'object' && row.out !== null && 'seq' in row.out;
        const got = findings.length > 0 ? 'refused' : several ? { seq: shapes } : shapes[0];
        const said = findings.map((finding) => finding.quote);
        const disagrees =
          JSON.stringify(got) !== JSON.stringify(wanted) || (row.err !== null && !said.includes(row.err));
        return disagrees
          ? [
              `${row.id} ${JSON.stringify(row.args)} ${JSON.stringify(row.inputs.map((i) => i.shape))}: ${JSON.stringify(got)} ${said}, PyTorch ${JSON.stringify(wanted)} ${row.err}`,
            ]
          : [];
      });
    expect(wrong.join('\n')).toBe('');
  });

  test('are many', () => expect(rows.length).toBeGreaterThan(400));
});
