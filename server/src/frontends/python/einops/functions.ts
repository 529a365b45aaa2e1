// einops' functions on tensors: rearrange, reduce, repeat, einsum, pack, unpack, parse_shape. A pattern that is wrong by
// itself raises, as einops does; a shape that does not fit is a finding.
// Source: https://einops.rocks/api, einops 0.8.
import { isKnown, unknownDim } from '../../../graph/dim.ts';
import { unknownVolume, volume } from '../../../graph/volume.ts';
import { PyDict, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { lostCause, refusedLike } from '../torch/call/axes.ts';
import type { TorchCall } from '../torch/call/call.ts';
import { type TorchBody, type TorchFunction, torchFunctions } from '../torch/call/torch-function.ts';
import { permuteTo, reshape } from '../torch/functions/shape.ts';
import { isSequence } from '../torch/plain-data.ts';
import { sizeOf, type TensorNative, tensorOf } from '../torch/tensor/tensor.ts';
import { raiseEinops } from './error.ts';
import { pack, shapeText, unpack } from './packing.ts';
import { ELLIPSIS, isMistake, type Operation, type Pattern, readExpression, readPattern } from './pattern.ts';
import { axesNamed, type Misfit, outputOfAny, solvePattern, type Transform } from './transform.ts';

const VERBS: Readonly<Record<Operation, string>> = {
  rearrange: 'rearrange-reduction',
  repeat: 'repeat-reduction',
  reduce: 'reduction',
};

/** A pattern that is known; what is wrong with it by itself raises. */
export function patternOf(text: string, operation: Operation, listed: readonly string[]): Pattern {
  const pattern = readPattern(text, operation, listed);
  if (isMistake(pattern))
    raiseEinops(`Error while processing ${VERBS[operation]} pattern "${text}".\n${pattern.mistake}`);
  return pattern;
}

const REDUCTIONS: ReadonlySet<string> = new Set(['min', 'max', 'sum', 'mean', 'prod', 'any', 'all']);

/** Keywords that are no lengths. */
const OWN: ReadonlySet<string> = new Set(['tensor', 'pattern', 'reduction']);

function transforming(operation: Operation): TorchBody {
  return (call) => {
    const text = call.value('pattern') ?? null;
    const input = tensorIn(call);
    if (!input) return call.unknown();
    if (typeof text !== 'string') return call.unknown(call.runtime.lost(text).cause);
    const keywords = [...call.args.keywords].filter(([name]) => !OWN.has(name));
    const pattern = patternOf(
      text,
      operation,
      keywords.map(([name]) => name),
    );
    const lengths = new Map(keywords.map(([name, length]) => [name, call.toInt(length, name)]));
    const reduction = operation === 'reduce' ? (call.value('reduction') ?? null) : undefined;
    if (typeof reduction === 'string' && !REDUCTIONS.has(reduction))
      raiseEinops(`Unknown reduction ${reduction}. Expect one of ('min', 'max', 'sum', 'mean', 'prod', 'any', 'all').`);
    if (!input.dims) {
      const cause = lostCause(input);
      const dims = outputOfAny(pattern, lengths, cause);
      const { dtype } = input.volume;
      return call.lightOne([input], [dims ? volume(dims, dtype) : unknownVolume(cause, dtype)]);
    }
    const solved = solvePattern(pattern, input.dims, lengths);
    if ('quote' in solved) {
      refuse(call, input, solved);
      const { right } = pattern;
      const hidden = Math.max(0, input.dims.length - axesNamed(pattern.left));
      const rank = axesNamed(right) + (right.ellipsis === 'plain' ? hidden : 0);
      return call.lightOne([input], [refusedLike(input, rank)]);
    }
    return applied(call, input, solved, typeof reduction === 'string' ? reduction : undefined);
  };
}

/** The tensor, or the list of tensors put one upon the other. */
function tensorIn(call: TorchCall): TensorNative | undefined {
  const value = call.value('tensor') ?? null;
  if (!isSequence(value)) return call.native('tensor');
  const tensors = call.tensors('tensor');
  if (!tensors) return undefined;
  if (tensors.length === 0) raiseEinops("Rearrange/Reduce/Repeat can't be applied to an empty list");
  const inputs = tensors.map(({ native }) => native);
  return tensorOf(call.one('stack', inputs, { axis: { value: 0 } }, { type: 'stack' }));
}

function refuse(call: TorchCall, { volume: input, dims = [] }: TensorNative, misfit: Misfit): void {
  const { quote } = misfit;
  switch (misfit.kind) {
    case 'rank':
      call.refuse('rank-mismatch', { expected: misfit.expected, input }, quote);
      break;
    case 'size': {
      const expected = volume(
        dims.map((dim, at) => (at === misfit.axis ? misfit.expected : dim)),
        input.dtype,
      );
      call.refuse('shapes-do-not-match', { input, expected }, quote);
      break;
    }
    case 'chunks': {
      const { axis, size, chunk } = misfit;
      if (isKnown(size) && isKnown(chunk)) call.refuse('size-does-not-divide', { axis, size, divisor: chunk }, quote);
      else call.refuse('reshape-changes-size', { input, target: [chunk, -1] }, quote);
    }
  }
}

/** One layer: of an operator that does just this where there is one, which keeps what is known of strides and numbers. */
function applied(call: TorchCall, input: TensorNative, transform: Transform, reduction: string | undefined): Value {
  const { order, reduced, repeats, output, parts } = transform;
  const inOrder = order.every((at, index) => at === index);
  if (reduced.length === 0 && !repeats) {
    if (inOrder) return reshape(call, input, output, false);
    if (!input.isIn(call.builder)) return stepByStep(call, input, transform);
    const uncut = parts.length === input.dims?.length && parts.length === output.length;
    if (uncut && parts.every(({ size }, at) => size === input.dims?.[at])) return permuteTo(call, input, order);
  }
  const kind = input.volume.dtype;
  if (reduction === 'mean' && (kind === 'integer' || kind === 'boolean')) {
    const quote = 'reduce_mean is not available for non-floating tensors';
    call.refuse('wrong-dtype', { expected: ['float', 'complex'], actual: kind }, quote);
  }
  const dtype = reduction === 'any' || reduction === 'all' ? 'boolean' : kind;
  return call.lightOne([input], [volume(output, dtype)], {
    global: transform.dropsAxes,
    ...(dtype === kind ? { dtype: input.dtype } : {}),
  });
}

/** Constants keep their numbers: cut, turned, put together. */
function stepByStep(call: TorchCall, input: TensorNative, { parts, order, output }: Transform): Value {
  const cells = reshape(
    call,
    input,
    parts.map(({ size }) => size),
    false,
  );
  const turned = permuteTo(call, tensorOf(cells) ?? input, order);
  return reshape(call, tensorOf(turned) ?? input, output, false);
}

// einsum with names of any length.

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const einsum: TorchBody = (call) => {
  const given = call.value('tensors_and_pattern');
  const items = given instanceof PyTuple ? given.items : [];
  const text = items.at(-1) ?? null;
  const operands = items.slice(0, -1);
  if (call.runtime.isUnknown(text)) return call.unknown(text.cause);
  if (typeof text !== 'string')
    raiseEinops('The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.');
  const equation = compact(text, operands.length);
  const natives = operands.map((operand) => {
    const tensor = call.asTensor(operand);
    return tensor ? tensor.native : call.native('tensors_and_pattern');
  });
  return call.one('einsum', natives, { equation: { value: equation } });
};

/** The same with one letter for each name. */
function compact(text: string, operands: number): string {
  const [left = '', right, ...more] = text.split('->');
  if (right === undefined || more.length > 0) raiseEinops('Einsum pattern must contain an arrow "->".');
  const sides = left.split(',');
  if (sides.length !== operands)
    raiseEinops(`Number of tensors passed to einsum must match the number of inputs in the pattern`);
  const letters = new Map<string, string>();
  const short = (part: string): string => {
    const read = readExpression(part, '', true);
    // A letter may stand twice: a diagonal.
    if (isMistake(read)) {
      if (!read.mistake.includes('duplicate')) raiseEinops(read.mistake);
      return (part.match(/\.\.\.|\w+/gu) ?? []).map(letterOf).join('');
    }
    return read.groups
      .map(({ names, bracketed }) => {
        if (bracketed) raiseEinops('Shape rearrangement is not yet supported in einsum.');
        const [name] = names;
        if (name === undefined) return raiseEinops('Singleton axes are not yet supported in einsum.');
        if (read.sizes.has(name)) raiseEinops('Anonymous axes are not yet supported in einsum.');
        return letterOf(name);
      })
      .join('');
  };
  const letterOf = (name: string): string => {
    if (name === ELLIPSIS) return name;
    const known = letters.get(name) ?? LETTERS[letters.size];
    if (known === undefined) return raiseEinops('Too many axes in einsum.');
    letters.set(name, known);
    return known;
  };
  return `${sides.map(short).join(',')}->${short(right)}`;
}

// Shapes as a dict.

const parseShape: TorchBody = (call) => {
  const text = call.value('pattern') ?? null;
  const input = call.native('x');
  if (typeof text !== 'string') return call.runtime.lost(text);
  const read = readExpression(text, '', true);
  if (isMistake(read)) return raiseEinops(read.mistake);
  if (read.groups.some(({ bracketed, names }) => bracketed && names.length > 1))
    raiseEinops(`Can't parse shape with composite axes: ${text} ${call.runtime.repr(sizeOf(input))}`);
  const { dims } = input;
  if (!dims) return unknownDim(lostCause(input));
  const named = axesNamed(read);
  const hidden = dims.length - named;
  if (hidden < 0 || (hidden > 0 && read.ellipsis === 'none')) {
    const quote = `Can't parse shape with different number of dimensions: ${text} ${shapeText(dims)}`;
    call.refuse('rank-mismatch', { expected: [named], input: input.volume }, quote);
    return unknownDim({ reason: 'refused', facts: { layer: 'parse_shape' } });
  }
  const found = new PyDict();
  let axis = 0;
  for (const { names } of read.groups) {
    const [name] = names;
    if (name === ELLIPSIS) axis += hidden;
    else {
      const size = dims[axis++] ?? 1;
      if (name !== undefined && name !== '_' && !read.sizes.has(name))
        found.entries.set(call.runtime.keyOf(name), [name, size]);
    }
  }
  return found;
};

export const EINOPS_FUNCTIONS: readonly TorchFunction[] = torchFunctions({
  'rearrange(tensor, pattern, **)': transforming('rearrange'),
  'reduce(tensor, pattern, reduction, **)': transforming('reduce'),
  'repeat(tensor, pattern, **)': transforming('repeat'),
  'einsum(*tensors_and_pattern)': einsum,
  'pack(tensors, pattern)': pack,
  'unpack(tensor, packed_shapes, pattern)': unpack,
  'parse_shape(x, pattern)': parseShape,
  'asnumpy(tensor)': (call) => call.tensor('tensor'),
});

/** `rearrange(x, pattern, **lengths)` from within a module. */
export function callFunction(
  runtime: Runtime,
  name: string,
  args: readonly Value[],
  lengths: ReadonlyMap<string, Value>,
  site: TorchCall['site'],
): Value {
  const found = EINOPS_FUNCTIONS.find((each) => each.name === name);
  return found ? runtime.call(found.asFunction, args, lengths, site) : null;
}
