// Products of matrices, and what is computed of all pairs.
import { broadcastDims } from '../../../../graph/broadcast.ts';
import { type Dim, differ, isKnown, unknownDim } from '../../../../graph/dim.ts';
import { dimText, listText } from '../../../../graph/torch-text.ts';
import { volume } from '../../../../graph/volume.ts';
import { NOT_IMPLEMENTED, type PyInstance, PyTuple, type Value } from '../../evaluator/values.ts';
import { lostLike, refusedLike } from '../call/axes.ts';
import type { TorchCall } from '../call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../call/torch-function.ts';
import { isSequence } from '../plain-data.ts';
import { instanceOf, tensorOf } from '../tensor/tensor.ts';
import { stretched } from './binary.ts';

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

const cosine: TorchBody = (call) =>
  call.one('cosine-similarity', [call.native('x1'), call.native('x2')], { axis: call.given('dim', call.int('dim')) });

const allclose: TorchBody = (call) => unknownDim(call.dataCause());

/** Products one after the other, or of a list. */
export function chained(call: TorchCall, name: string): Value {
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
  'vdot(input, other, **)': product([1, 1], ([a, b]) => `1D tensors expected, but got ${a}D and ${b}D tensors`),
  'cross(input, other, **)': (call) =>
    call.lightOne([call.native('input')], [stretched(call, [call.native('input'), call.native('other')])]),
  'allclose(input, other, **)': allclose,
  'equal(input, other)': allclose,
});
