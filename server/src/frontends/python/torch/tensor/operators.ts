// A tensor's operators and other special methods: `+`, `@`, `x[…]`, `len`, `int`. Importing it gives them to the class.
import { isBatch, isKnown, isUnknown, unknownDim } from '../../../../graph/dim.ts';
import type { GraphInput } from '../../../../graph/graph.ts';
import { listText } from '../../../../graph/torch-text.ts';
import { COMPARISON, DUNDER } from '../../evaluator/protocols/operations.ts';
import {
  BatchItems,
  type NativeCode,
  NOT_IMPLEMENTED,
  nativeMethod,
  PyFloat,
  type PyInstance,
  PyIterator,
  type Value,
} from '../../evaluator/values.ts';
import { TorchCall } from '../call/call.ts';
import { type TorchBody, torchFunction } from '../call/torch-function.ts';
import { matmul } from '../functions/algebra.ts';
import { BINARY, between } from '../functions/binary.ts';
import { CELL_FUNCTIONS } from '../functions/cells.ts';
import { copied } from './cast.ts';
import { become, keepsShape } from './change.ts';
import { getItem, setItem } from './indexing.ts';
import { TENSOR } from './tensor.ts';

/** By their signs: torch's functions. */
const OPERATORS = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '//': 'floor_divide',
  '%': 'remainder',
  '**': 'pow',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
  '<<': 'bitwise_left_shift',
  '>>': 'bitwise_right_shift',
} as const;

function operation(name: string, sign: string, rule: string, order: 'left' | 'right' | 'inplace'): void {
  const how = BINARY[rule];
  if (!how) return;
  const code: NativeCode = (runtime, args) => {
    const [mine = null, other = null] = args.positional;
    const call = new TorchCall(
      sign,
      runtime,
      args,
      {
        values: new Map([
          ['input', mine],
          ['other', other],
        ]),
        places: new Map(),
      },
      1,
    );
    const result = order === 'right' ? between(call, other, mine, how) : between(call, mine, other, how);
    if (order !== 'inplace' || result === NOT_IMPLEMENTED) return result;
    return keepsShape(call, result) ? become(call, result) : mine;
  };
  TENSOR.namespace.set(name, nativeMethod(name, code));
}

for (const [sign, rule] of Object.entries(OPERATORS)) {
  const name = DUNDER[sign];
  operation(`__${name}__`, sign, rule, 'left');
  operation(`__r${name}__`, sign, rule, 'right');
  operation(`__i${name}__`, `${sign}=`, rule, 'inplace');
}
for (const [name, sign] of Object.entries(COMPARISON)) operation(`__${name}__`, sign, name, 'left');

function dunder(signature: string, body: TorchBody): void {
  const { name, asMethod } = torchFunction(signature, body);
  TENSOR.namespace.set(name, asMethod);
}

/** As `dunder`, listed in the graph by its sign. */
function matrixProduct(name: string, isReversed: boolean): void {
  const code: NativeCode = (runtime, args) => {
    const [mine = null, other = null] = args.positional;
    const [input, right] = isReversed ? [other, mine] : [mine, other];
    return matmul(
      new TorchCall(
        '@',
        runtime,
        args,
        {
          values: new Map([
            ['input', input],
            ['other', right],
          ]),
          places: new Map(),
        },
        1,
      ),
    );
  };
  TENSOR.namespace.set(name, nativeMethod(name, code));
}

matrixProduct('__matmul__', false);
matrixProduct('__rmatmul__', true);

function unaryBy(name: string, of: string): void {
  const found = CELL_FUNCTIONS.find((each) => each.name === of);
  if (found) TENSOR.namespace.set(name, found.asMethod);
}

unaryBy('__neg__', 'neg');
unaryBy('__pos__', 'positive');
unaryBy('__abs__', 'abs');
unaryBy('__invert__', 'bitwise_not');

dunder('__getitem__(input, index)', getItem);
dunder('__setitem__(input, index, value)', setItem);
dunder('__len__(input)', (call) => {
  const { dims, volume: v } = call.native('input');
  if (!dims) return unknownDim(v.dims ? call.dataCause() : v.cause);
  return dims[0] ?? call.runtime.raise('TypeError', 'len() of a 0-d tensor');
});
/** Who says what an input is. Otherwise it may be a list of tensors as well. */
const SAID: ReadonlySet<GraphInput['source']> = new Set(['file', 'call', 'option']);

dunder('__iter__(input)', (call) => {
  const native = call.native('input');
  const { dims, volume: v } = native;
  const first = dims?.[0];
  if (!dims) return unknownDim(v.dims ? call.dataCause() : v.cause);
  if (first === undefined) return call.runtime.raise('TypeError', 'iteration over a 0-d tensor');
  const { runtime } = call;
  const tensor = call.tensor('input');
  if (isBatch(first)) {
    const lost = runtime.lost(first);
    const source = native.isIn(call.builder) ? native.in(call.builder).source : undefined;
    return new BatchItems(first, runtime.getItem(tensor, 0), lost, source !== undefined && !SAID.has(source));
  }
  if (!isKnown(first)) return first;
  let at = 0;
  return new PyIterator(() => (at < first ? runtime.getItem(tensor, at++) : undefined));
});
dunder('__contains__(input, item)', (call) => unknownDim(call.dataCause()));
dunder('__hash__(input)', (call) => hashOf(call.tensor('input')));
const AS_NUMBER = ['ValueError', 'only one element tensors can be converted to Python scalars'] as const;
const single =
  (convert: (cell: number) => Value, [exception, message]: readonly [string, string] = AS_NUMBER): TorchBody =>
  (call) => {
    const { cells, isMany, requiresGrad } = call.native('input');
    if (isMany) return call.runtime.raise(exception, message);
    const [cell, ...more] = cells ?? [];
    return cell === undefined || more.length > 0 || requiresGrad ? unknownDim(call.dataCause()) : convert(cell);
  };
const truth = single(
  (cell) => cell !== 0,
  ['RuntimeError', 'Boolean value of Tensor with more than one value is ambiguous'],
);
// What is empty is false.
dunder('__bool__(input)', (call) =>
  call.native('input').dims?.some((dim) => isUnknown(dim) || dim === 0) ? unknownDim(call.dataCause()) : truth(call),
);
dunder(
  '__int__(input)',
  single((cell) => Math.trunc(cell)),
);
dunder(
  '__index__(input)',
  single(
    (cell) => Math.trunc(cell),
    ['TypeError', 'only integer tensors of a single element can be converted to an index'],
  ),
);
dunder(
  '__float__(input)',
  single((cell) => new PyFloat(cell)),
);
dunder('__round__(input, digits=None)', (call) => {
  const found = CELL_FUNCTIONS.find(({ name }) => name === 'round');
  return found
    ? found.asMethod.call(call.runtime, { ...call.args, positional: [call.tensor('input')] })
    : call.unknown();
});
const text: TorchBody = (call) => `tensor(shape=${listText(call.native('input').dims ?? [])})`;
dunder('__repr__(input)', text);
dunder('__str__(input)', text);
dunder('__format__(input, specifier)', text);
dunder('__deepcopy__(input, memo=None)', copied);
dunder('__copy__(input)', copied);
dunder('__array__(input, **)', (call) => unknownDim(call.dataCause()));

const hashes = new WeakMap<PyInstance, number>();
let hashed = 0;

function hashOf(tensor: PyInstance): number {
  const known = hashes.get(tensor);
  if (known !== undefined) return known;
  hashed++;
  hashes.set(tensor, hashed);
  return hashed;
}
