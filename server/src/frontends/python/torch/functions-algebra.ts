// Products of matrices, and functions that pick cells by index tensors.
import { broadcastDims, clashText } from '../../../graph/broadcast.ts';
import { type Dim, differ, isKnown, multiply, unknownDim } from '../../../graph/dim.ts';
import { dimText, listText } from '../../../graph/torch-text.ts';
import { unknownVolume, volume } from '../../../graph/volume.ts';
import { NOT_IMPLEMENTED, type PyInstance, PyTuple, type Value } from '../evaluator/values.ts';
import { axisOf, lostLike, refusedLike, replaced } from './axes.ts';
import type { TorchCall } from './call.ts';
import { stretched } from './functions-cells.ts';
import { isSequence } from './plain-data.ts';
import { instanceOf, type TensorNative, tensorOf } from './tensor.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from './torch-function.ts';

/** `a @ b`, and `matmul(a, b)`. */
export const matmul: TorchBody = (call) => {
  const other = call.value('other') ?? null;
  if (!call.asTensor(other)) return NOT_IMPLEMENTED;
  return call.one('matmul', [call.native('input'), call.native('other')]);
};

/** Products that want a certain number of axes. */
function product(ranks: readonly [number, number], quotes: (names: readonly [number, number]) => string): TorchBody {
  return (call) => {
    const [a, b] = [call.native('input'), call.native('other')];
    const found = [a.dims?.length ?? ranks[0], b.dims?.length ?? ranks[1]] as const;
    if (found[0] !== ranks[0] || found[1] !== ranks[1]) {
      const wrong = found[0] === ranks[0] ? b : a;
      const expected = [found[0] === ranks[0] ? ranks[1] : ranks[0]];
      call.refuse('rank-mismatch', { expected, input: wrong.volume }, quotes(found));
      return call.lightOne([a, b], [refusedLike(a, Math.max(ranks[0], ranks[1]))]);
    }
    return call.one('matmul', [a, b]);
  };
}

/** Batches do not stretch: `bmm` wants the same on both sides. */
const bmm: TorchBody = (call) => {
  const [a, b] = [call.native('input'), call.native('other')];
  for (const [index, native] of [a, b].entries()) {
    if (!native.dims || native.dims.length === 3) continue;
    call.refuse('rank-mismatch', { expected: [3], input: native.volume }, `batch${index + 1} must be a 3D tensor`);
    return call.lightOne([a, b], [refusedLike(a, 3)]);
  }
  const [left, right] = [a.dims, b.dims];
  if (left && right && (differ(left[0] ?? 1, right[0] ?? 1) || differ(left[2] ?? 1, right[1] ?? 1))) {
    const quote =
      `Expected size for first two dimensions of batch2 tensor to be: ${listText([left[0] ?? 1, left[2] ?? 1])} ` +
      `but got: ${listText([right[0] ?? 1, right[1] ?? 1])}.`;
    call.refuse('features-mismatch', { expected: right[1] ?? 1, actual: left[2] ?? 1, input: a.volume }, quote);
    return call.lightOne([a, b], [volume([left[0] ?? 1, left[1] ?? 1, right[2] ?? 1], a.volume.dtype)]);
  }
  return call.one('matmul', [a, b]);
};

/** A product, and something added that must stretch to it. */
function withSum(multiply: TorchBody): TorchBody {
  return (call) => {
    const result = multiply(call);
    const added = call.native('base');
    const native = tensorOf(result);
    if (!native?.dims || !added.dims) return result;
    const { dims } = native;
    const target = broadcastDims(dims, added.dims);
    if (!target.clash && target.dims.length <= dims.length) return result;
    const at = target.clash?.axis ?? 0;
    const own = added.dims[at - dims.length + added.dims.length];
    const quote =
      `The expanded size of the tensor (${dimText(dims[at])}) must match the existing size (${dimText(own)}) at ` +
      `non-singleton dimension ${at}.  Target sizes: ${listText(dims)}.  Tensor sizes: ${listText(added.dims)}`;
    call.refuse('add-shapes-differ', { inputs: [added.volume, native.volume], differsAt: at }, quote);
    return result;
  };
}

const mm = product([2, 2], ([a]) => (a === 2 ? 'mat2 must be a matrix' : 'self must be a matrix'));

const outer: TorchBody = (call) => {
  const natives = [call.native('input'), call.native('other')];
  const sizes: Dim[] = [];
  for (const [index, { dims, volume: v }] of natives.entries()) {
    if (dims && dims.length !== 1) {
      const quote = `outer: Expected 1-D argument ${index === 0 ? 'self' : 'vec2'}, but got ${dims.length}-D`;
      call.refuse('rank-mismatch', { expected: [1], input: v }, quote);
    }
    sizes.push(dims?.[0] ?? unknownDim(v.dims ? { reason: 'refused', facts: { layer: '' } } : v.cause));
  }
  return call.lightOne(natives, [volume(sizes, natives[0]?.volume.dtype)]);
};

/** Sums over pairs of axes: of so many, the last of the one and the first of the other; or those that are named. */
const tensordot: TorchBody = (call) => {
  const { runtime } = call;
  const [a, b] = [call.native('a'), call.native('b')];
  const given = call.value('dims') ?? 2;
  const lists = axisLists(call, given);
  if (!a.dims || !b.dims || !lists) return call.unknown(call.notModelled());
  const [rankA, rankB] = [a.dims.length, b.dims.length];
  const counted = (axes: readonly number[], rank: number) => axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const summedA = typeof lists === 'number' ? rangeOf(rankA - lists, rankA) : counted(lists[0], rankA);
  const summedB = typeof lists === 'number' ? rangeOf(0, lists) : counted(lists[1], rankB);
  const letterA = (axis: number) => String.fromCharCode(97 + axis);
  const letterB = (axis: number) => {
    const pair = summedB.indexOf(axis);
    return pair < 0 ? String.fromCharCode(65 + axis) : letterA(summedA[pair] ?? 0);
  };
  const [all, others] = [rangeOf(0, rankA).map(letterA), rangeOf(0, rankB).map(letterB)];
  const kept = [
    ...all.filter((_, axis) => !summedA.includes(axis)),
    ...others.filter((_, axis) => !summedB.includes(axis)),
  ];
  const equation = `${all.join('')},${others.join('')}->${kept.join('')}`;
  const found = runtime.getAttribute(runtime.importModule('torch'), 'einsum');
  return runtime.call(found, [equation, call.tensor('a'), call.tensor('b')], undefined, call.site);
};

function rangeOf(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function axisLists(
  call: TorchCall,
  given: Value,
): number | readonly [readonly number[], readonly number[]] | undefined {
  if (typeof given === 'number') return given;
  const lists = isSequence(given) ? [...(call.runtime.iterate(given) ?? [])] : [];
  const [first, second] = lists.map((list) => {
    const items = typeof list === 'number' ? [list] : isSequence(list) ? [...(call.runtime.iterate(list) ?? [])] : [];
    return items.filter((item) => typeof item === 'number');
  });
  return first && second && first.length === second.length && lists.length === 2 ? [first, second] : undefined;
}

const einsum: TorchBody = (call) => {
  const equation = call.value('equation') ?? null;
  const given = call.value('operands');
  const [only] = given instanceof PyTuple && given.items.length === 1 ? given.items : [];
  const list = only !== undefined && isSequence(only) ? only : (given ?? null);
  const items = call.runtime.iterate(list);
  if (!items || typeof equation !== 'string') return call.unknown(call.runtime.lost(items ? equation : list).cause);
  const natives = [...items].flatMap((item) => call.asTensor(item)?.native ?? []);
  if (natives.length === 0) return call.unknown();
  return call.one('einsum', natives, { equation: call.given('equation', equation) });
};

/** Distances between all rows of one and all rows of the other. */
const cdist: TorchBody = (call) => {
  const [a, b] = [call.native('x1'), call.native('x2')];
  if (!a.dims || !b.dims) return call.lightOne([a, b], [a.dims ? lostLike(b) : lostLike(a)]);
  for (const [index, { dims, volume: v }] of [a, b].entries()) {
    if (!dims || dims.length >= 2) continue;
    const quote = `cdist only supports at least 2D tensors, X${index + 1} got: ${dims.length}D`;
    call.refuse('rank-mismatch', { expected: [2, 3, 4], input: v }, quote);
    return call.lightOne([a, b], [refusedLike(a, 2)]);
  }
  const batch = broadcastDims(a.dims.slice(0, -2), b.dims.slice(0, -2)).dims;
  if (differ(a.dims.at(-1) ?? 1, b.dims.at(-1) ?? 1)) {
    const quote = `X1 and X2 must have the same number of columns. X1: ${dimText(a.dims.at(-1))} X2: ${dimText(b.dims.at(-1))}`;
    call.refuse(
      'features-mismatch',
      { expected: a.dims.at(-1) ?? 1, actual: b.dims.at(-1) ?? 1, input: b.volume },
      quote,
    );
  }
  return call.lightOne([a, b], [volume([...batch, a.dims.at(-2) ?? 1, b.dims.at(-2) ?? 1], a.volume.dtype)], {
    global: true,
  });
};

const indexSelect: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  const { dims, volume: v } = input;
  const axis = dims && axisOf(call, call.int('dim'), dims.length);
  if (!dims) return call.lightOne([input, index], [lostLike(input)]);
  if (axis === undefined) return call.lightOne([input, index], [refusedLike(input)]);
  const count = index.dims
    ? (index.dims[0] ?? 1)
    : unknownDim(index.volume.dims ? call.dataCause() : index.volume.cause);
  if (index.dims && index.dims.length > 1) {
    call.refuse(
      'rank-mismatch',
      { expected: [0, 1], input: index.volume },
      'index_select(): Index is supposed to be a vector',
    );
  }
  return call.lightOne([input, index], [volume(dims.length === 0 ? [] : replaced(dims, axis, count), v.dtype)]);
};

/** One cell for each index: the index's shape. */
const gather: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  if (input.dims) axisOf(call, call.int('dim'), input.dims.length);
  if (input.dims && index.dims && Math.max(1, input.dims.length) !== Math.max(1, index.dims.length)) {
    const quote = 'Index tensor must have the same number of dimensions as input tensor';
    call.refuse('rank-mismatch', { expected: [input.dims.length], input: index.volume }, quote);
  }
  return call.lightOne([input, index], [{ ...index.volume, dtype: input.volume.dtype }], { dtype: input.dtype });
};

/** As `gather`, but what has one cell along another axis is stretched; without an axis all cells are in a row. */
const takeAlong: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  if (!input.dims || !index.dims) return call.lightOne([input, index], [lostLike(index)], { dtype: input.dtype });
  if (!call.has('dim')) return call.lightOne([input, index], [volume([multiplied(index.dims)], input.volume.dtype)]);
  const axis = axisOf(call, call.int('dim'), input.dims.length);
  if (axis === undefined || input.dims.length !== index.dims.length) return gather(call);
  const without = ({ dims = [] }: TensorNative) => dims.toSpliced(axis, 1);
  const { dims, clash } = broadcastDims(without(input), without(index));
  if (clash) {
    const inputs = [input.volume, index.volume];
    call.refuse('add-shapes-differ', { inputs, differsAt: clash.axis }, clashText(clash));
    return call.lightOne([input, index], [refusedLike(index)]);
  }
  return call.lightOne([input, index], [volume(dims.toSpliced(axis, 0, index.dims[axis] ?? 1), input.volume.dtype)], {
    dtype: input.dtype,
  });
};

function multiplied(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>(multiply, 1);
}

const masked: TorchBody = (call) => {
  const input = call.native('input');
  const mask = tensorOf(call.value('mask'));
  if (mask) stretched(call, [input, mask]);
  return call.lightOne([input], [volume([unknownDim(call.dataCause())], input.volume.dtype)]);
};

/** Changes cells, not the shape. */
const changed: TorchBody = (call) => {
  const input = call.native('input');
  const others = ['index', 'src', 'source', 'tensor'].flatMap((name) => tensorOf(call.value(name)) ?? []);
  return call.lightOne([input, ...others], [input.volume], { dtype: input.dtype });
};

const take: TorchBody = (call) => {
  const [input, index] = [call.native('input'), call.native('index')];
  return call.lightOne([input, index], [{ ...index.volume, dtype: input.volume.dtype }], { dtype: input.dtype });
};

const kron: TorchBody = (call) => {
  const [a, b] = [call.native('input'), call.native('other')];
  if (!a.dims || !b.dims) return call.lightOne([a, b], [a.dims ? lostLike(b) : lostLike(a)]);
  const rank = Math.max(a.dims.length, b.dims.length);
  const at = (dims: readonly Dim[], axis: number) => dims[axis - rank + dims.length] ?? 1;
  const sizes = Array.from({ length: rank }, (_, axis): Dim => {
    const [x, y] = [at(a.dims ?? [], axis), at(b.dims ?? [], axis)];
    return isKnown(x) && isKnown(y)
      ? x * y
      : x === 1
        ? y
        : y === 1
          ? x
          : unknownDim({ reason: 'batch-arithmetic', facts: {} });
  });
  return call.lightOne([a, b], [volume(sizes, a.volume.dtype)]);
};

/** Of functions of which the shape that comes out is that of what goes in. */
const same: TorchBody = (call) => call.lightOne([call.native('input')], [call.native('input').volume]);

const cosine: TorchBody = (call) =>
  call.one('cosine-similarity', [call.native('x1'), call.native('x2')], { axis: call.given('dim', call.int('dim')) });

/** Matrices with as many rows as columns. */
function square(call: TorchCall, gives: (dims: readonly Dim[]) => readonly Dim[]): PyInstance {
  const input = call.native('input');
  const { dims } = input;
  if (!dims) return call.lightOne([input], [lostLike(input)]);
  const [rows, columns] = dims.slice(-2);
  if (rows === undefined || columns === undefined) {
    const quote = `linalg.${call.name}: The input tensor A must have at least 2 dimensions.`;
    call.refuse('rank-mismatch', { expected: [2, 3, 4], input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input)]);
  }
  if (differ(rows, columns)) {
    const quote = `linalg.${call.name}: A must be batches of square matrices, but they are ${dimText(rows)} by ${dimText(columns)} matrices`;
    call.refuse('features-mismatch', { expected: rows, actual: columns, input: input.volume }, quote);
    return call.lightOne([input], [refusedLike(input, gives(dims).length)]);
  }
  return call.lightOne([input], [volume(gives(dims), input.volume.dtype)]);
}

const determinant: TorchBody = (call) => square(call, (dims) => dims.slice(0, -2));
const inverse: TorchBody = (call) => square(call, (dims) => dims);

/** The last axes become their inverse's, determinants' or norms'. */
function matrices(gives: (native: TensorNative) => readonly Dim[] | undefined): TorchBody {
  return (call) => {
    const input = call.native('input');
    const dims = gives(input);
    return call.lightOne([input], [dims ? volume(dims, input.volume.dtype) : lostLike(input)]);
  };
}

const allclose: TorchBody = (call) => unknownDim(call.dataCause());

export const ALGEBRA_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'matmul(input, other, **)': (call) => {
    const result = matmul(call);
    return result === NOT_IMPLEMENTED ? call.tensor('other') : result;
  },
  'mm(input, other, **)': mm,
  'spmm(input, other, **)': mm,
  'smm(input, other, **)': mm,
  'chain_matmul(*matrices)': (call) => chained(call, 'matrices'),
  'mv(input, other, **)': product([2, 1], () => 'vector + matrix @ vector expected, got other ranks'),
  'dot(input, other, **)': product([1, 1], ([a, b]) => `1D tensors expected, but got ${a}D and ${b}D tensors`),
  'inner(input, other, **)': (call) => {
    const [a, b] = [call.native('input'), call.native('other')];
    if (!a.dims || !b.dims) return call.lightOne([a, b], [a.dims ? lostLike(b) : lostLike(a)]);
    return call.lightOne([a, b], [volume([...a.dims.slice(0, -1), ...b.dims.slice(0, -1)], a.volume.dtype)]);
  },
  'bmm(input, other, **)': bmm,
  'addmm(base, input, other, **)': withSum(mm),
  'addmv(base, input, other, **)': withSum(product([2, 1], () => 'vector + matrix @ vector expected, got other ranks')),
  'baddbmm(base, input, other, **)': withSum(bmm),
  'addbmm(base, input, other, **)': (call) => {
    const base = call.native('base');
    return call.lightOne([base, call.native('input'), call.native('other')], [base.volume]);
  },
  'outer(input, other, **)': outer,
  'ger(input, other, **)': outer,
  'einsum(equation, *operands)': einsum,
  'tensordot(a, b, dims=2, **)': tensordot,
  'cdist(x1, x2, p=2, **)': cdist,
  'cosine_similarity(x1, x2, dim=1, **)': cosine,
  'kron(input, other, **)': kron,
  'index_select(input, dim, index, **)': indexSelect,
  'gather(input, dim, index, **)': gather,
  'take_along_dim(input, index, dim=None, **)': takeAlong,
  'take(input, index)': take,
  'masked_select(input, mask, **)': masked,
  'scatter(input, dim, index, src=None, **)': changed,
  'scatter_add(input, dim, index, src=None, **)': changed,
  'scatter_reduce(input, dim, index, src=None, **)': changed,
  'index_add(input, dim, index, source=None, **)': changed,
  'index_copy(input, dim, index, source=None, **)': changed,
  'index_fill(input, dim, index, value=None, **)': changed,
  'index_put(input, indices, values=None, **)': changed,
  'masked_scatter(input, mask, source=None, **)': (call) => {
    const [input, mask] = [call.native('input'), call.native('mask')];
    return call.lightOne([input, mask], [{ ...stretched(call, [input, mask]), dtype: input.volume.dtype }], {
      dtype: input.dtype,
    });
  },
  'put(input, index, source, accumulate=False)': changed,
  'searchsorted(sorted_sequence, input, **)': (call) => {
    const input = call.asTensor(call.value('input') ?? null)?.native;
    return input
      ? call.lightOne([input], [{ ...input.volume, dtype: 'integer' }], { dtype: 'int64' })
      : call.lightOne([call.native('sorted_sequence')], [volume([], 'integer')], { dtype: 'int64' });
  },
  'vdot(input, other, **)': product([1, 1], ([a, b]) => `1D tensors expected, but got ${a}D and ${b}D tensors`),
  'cross(input, other, **)': (call) =>
    call.lightOne([call.native('input')], [stretched(call, [call.native('input'), call.native('other')])]),
  'inverse(input, **)': inverse,
  'pinverse(input, **)': matrices(({ dims }) => dims && [...dims.slice(0, -2), dims.at(-1) ?? 1, dims.at(-2) ?? 1]),
  'det(input)': determinant,
  'logdet(input)': determinant,
  'trace(input)': (call) => {
    const input = call.native('input');
    if (input.dims && input.dims.length !== 2)
      call.refuse('rank-mismatch', { expected: [2], input: input.volume }, 'trace: expected a matrix');
    return call.lightOne([input], [volume([], input.volume.dtype)]);
  },
  'cholesky(input, **)': same,
  'matrix_exp(input)': same,
  'renorm(input, **)': same,
  'allclose(input, other, **)': allclose,
  'equal(input, other)': allclose,
  'isin(elements, test_elements, **)': (call) =>
    call.lightOne([call.native('elements')], [{ ...call.native('elements').volume, dtype: 'boolean' }], {
      dtype: 'bool',
    }),
  'complex(real, imag, **)': (call) =>
    call.lightOne([call.native('real'), call.native('imag')], [{ ...call.native('real').volume, dtype: 'complex' }]),
  'view_as_complex(input)': (call) => {
    const input = call.native('input');
    const last = input.dims?.at(-1);
    if (input.dims && (last === undefined || differ(last, 2))) {
      const quote = 'Tensor must have a last dimension of size 2';
      call.refuse('features-mismatch', { expected: 2, actual: last ?? 1, input: input.volume }, quote);
    }
    return call.lightOne([input], [input.dims ? volume(input.dims.slice(0, -1), 'complex') : lostLike(input)]);
  },
  'real(input)': (call) => part(call),
  'imag(input)': (call) => part(call),
  'view_as_real(input)': (call) => {
    const input = call.native('input');
    return call.lightOne([input], [input.dims ? volume([...input.dims, 2], 'float') : lostLike(input)]);
  },
  'polar(abs, angle, **)': (call) =>
    call.lightOne([call.native('abs'), call.native('angle')], [{ ...call.native('abs').volume, dtype: 'complex' }]),
  'bucketize(input, boundaries, **)': (call) =>
    call.lightOne([call.native('input')], [{ ...call.native('input').volume, dtype: 'integer' }], { dtype: 'int64' }),
  'histc(input, bins=100, **)': (call) =>
    call.lightOne([call.native('input')], [volume([call.int('bins')], call.native('input').volume.dtype)]),
  'multinomial(input, num_samples, **)': (call) => {
    const input = call.native('input');
    if (input.dims && input.dims.length !== 1 && input.dims.length !== 2)
      call.refuse('rank-mismatch', { expected: [1, 2], input: input.volume }, 'prob_dist must be 1 or 2 dim');
    return call.lightOne(
      [input],
      [
        input.dims
          ? volume([...input.dims.slice(0, -1), call.int('num_samples')], 'integer')
          : unknownVolume(call.notModelled(), 'integer'),
      ],
    );
  },
});

/** A complex tensor's parts are floats. */
function part(call: TorchCall): Value {
  const input = call.native('input');
  if (input.volume.dtype !== 'complex') return call.lightOne([input], [input.volume], { dtype: input.dtype });
  return call.lightOne([input], [{ ...input.volume, dtype: 'float' }], { dtype: 'float32' });
}

/** What a matrix is taken apart into, by its rows and columns and the smaller of both. */
function factors(shapes: (rows: Dim, columns: Dim, least: Dim) => readonly (readonly Dim[])[]): TorchBody {
  return (call) => {
    const input = call.native('input');
    const [rows, columns] = input.dims?.slice(-2) ?? [];
    if (!input.dims || rows === undefined || columns === undefined) return call.unknown();
    const batch = input.dims.slice(0, -2);
    const least = isKnown(rows) && isKnown(columns) ? Math.min(rows, columns) : unknownDim(call.dataCause());
    const volumes = shapes(rows, columns, least).map((dims) => volume([...batch, ...dims], input.volume.dtype));
    return new PyTuple(call.light([input], volumes));
  };
}

/** Products one after the other, or of a list. */
function chained(call: TorchCall, name: string): Value {
  const given = call.value(name) ?? null;
  const [only] = given instanceof PyTuple && given.items.length === 1 ? given.items : [];
  const items = call.runtime.iterate(only !== undefined && isSequence(only) ? only : given);
  const natives = [...(items ?? [])].flatMap((item) => call.asTensor(item)?.native ?? []);
  const [first, ...rest] = natives;
  if (!first) return call.unknown();
  return rest.reduce<PyInstance>(
    (left, right) => call.one('matmul', [tensorOf(left) ?? first, right], {}, { type: 'matmul' }),
    instanceOf(first),
  );
}

/** torch.linalg and torch.fft, where the shape is plain. */
export const LINALG_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'norm(input, ord=None, dim=None, keepdim=False, **)': (call) => normOf(call),
  'vector_norm(input, ord=2, dim=None, keepdim=False, **)': (call) => normOf(call),
  'inv(input, **)': inverse,
  'eigvalsh(input, **)': (call) => square(call, (dims) => dims.slice(0, -1)),
  'pinv(input, **)': matrices(({ dims }) => dims && [...dims.slice(0, -2), dims.at(-1) ?? 1, dims.at(-2) ?? 1]),
  'det(input)': determinant,
  'cholesky(input, **)': same,
  'matmul(input, other, **)': matmul,
  'multi_dot(tensors, **)': (call) => chained(call, 'tensors'),
  "eigh(input, UPLO='L', **)": factors((rows, columns) => [[rows], [rows, columns]]),
  "qr(input, mode='reduced', **)": (call) =>
    factors((rows, columns, least) =>
      call.text('mode') === 'complete'
        ? [
            [rows, rows],
            [rows, columns],
          ]
        : [
            [rows, least],
            [least, columns],
          ],
    )(call),
  'svd(input, full_matrices=True, **)': (call) =>
    factors((rows, columns, least) =>
      call.flag('full_matrices', true)
        ? [[rows, rows], [least], [columns, columns]]
        : [[rows, least], [least], [least, columns]],
    )(call),
  'matrix_norm(input, ord=None, dim=None, keepdim=False, **)': (call) => normOf(call, [-2, -1]),
  'cross(input, other, **)': (call) =>
    call.lightOne([call.native('input')], [stretched(call, [call.native('input'), call.native('other')])]),
});

function normOf(call: TorchCall, usual?: readonly number[]) {
  const axes = call.has('dim') ? call.ints('dim') : usual && { dims: usual };
  if (axes && 'lost' in axes) return call.unknown(axes.lost.cause);
  return call.one('norm', [call.native('input')], {
    ...(axes ? { axes: call.given('dim', [...axes.dims]) } : {}),
    keepAxes: { value: call.flag('keepdim') },
  });
}

/** Half of the last axis and one more: what a real input's transform needs. */
function spectrum(kind: 'whole' | 'half' | 'back', dim: number | undefined): TorchBody {
  return (call) => {
    const input = call.native('input');
    const { dims, volume: v } = input;
    const dtype = kind === 'back' ? 'float' : 'complex';
    if (!dims || kind === 'whole') return call.lightOne([input], [{ ...v, dtype }]);
    const list = call.value('dim') ?? call.value('axes') ?? null;
    const named = isSequence(list) ? [...(call.runtime.iterate(list) ?? [])].at(-1) : list;
    const axis = axisOf(call, typeof named === 'number' ? named : (dim ?? -1), dims.length);
    const size = axis === undefined ? undefined : dims[axis];
    if (axis === undefined || size === undefined) return call.lightOne([input], [refusedLike(input)]);
    const given = call.value('s') ?? call.value('n') ?? null;
    const wanted = isSequence(given) ? [...(call.runtime.iterate(given) ?? [])].at(-1) : given;
    const back = typeof wanted === 'number' ? wanted : isKnown(size) ? 2 * (size - 1) : unknownDim(call.dataCause());
    const half = isKnown(size)
      ? Math.floor((typeof wanted === 'number' ? wanted : size) / 2) + 1
      : unknownDim(call.dataCause());
    return call.lightOne([input], [volume(replaced(dims, axis, kind === 'back' ? back : half), dtype)], {
      global: true,
    });
  };
}

export const FFT_FUNCTIONS: readonly TorchFunction[] = torchFunctions(
  Object.fromEntries(
    ['', '2', 'n'].flatMap((rank) => [
      ...['fft', 'ifft'].map(
        (name) =>
          [
            `${name}${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`,
            spectrum('whole', -1),
          ] as const,
      ),
      [`rfft${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`, spectrum('half', -1)] as const,
      [`irfft${rank}(input, ${rank === '' ? 'n' : 's'}=None, dim=None, norm=None, **)`, spectrum('back', -1)] as const,
    ]),
  ),
);

export const FFT_SHIFTS: readonly TorchFunction[] = torchFunctions({
  'fftshift(input, dim=None)': same,
  'ifftshift(input, dim=None)': same,
});
