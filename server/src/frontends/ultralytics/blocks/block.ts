// What a block is: a module of the file with its arguments in order, and how it computes. A definition is a few lines
// of forward; parameters, costs, shapes and trees all follow from the layers that it applies.
import type { AttributeInput, Expectation } from '../../../graph/attribute.ts';
import type { Tensor } from '../../../graph/graph.ts';
import { type Activation, parseActivation } from './activations.ts';
import type { Net, Size, Spans } from './net.ts';
import type { ModelSettings } from './settings.ts';

export interface Argument<T = unknown> {
  readonly expectation: Expectation;
  /** One English sentence; translated where it is shown. */
  readonly doc: string;
  /** As Python writes it; absent where the argument is required. */
  readonly default?: AttributeInput;
  /** Undefined where the value is of the wrong kind. */
  read(value: AttributeInput): { readonly value: T } | undefined;
  /** Stands for a value that could not be read. */
  readonly unknown: T;
}

type Values<A> = { readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never };

/** What a block is told beside its own arguments. */
export interface Given {
  /** Channels that come in, as the file's reader counts them; their sum where several come in. */
  readonly c1: number;
  /** Repeats after scaling, where the block repeats inside. */
  readonly n: number;
  readonly at: Spans;
  /** How many volumes each row gives. */
  readonly groups: readonly number[];
}

export interface BlockDefinition<A extends Readonly<Record<string, Argument>>> {
  /** One English sentence; translated where it is shown. */
  readonly doc: string;
  /** In the order in which a row writes them. */
  readonly args: A;
  /** Arguments that are channels, and follow the width. */
  readonly scaled?: readonly string[];
  /** Takes the repeats itself; others are built that often, one behind the other. */
  readonly repeats?: 'inside';
  /** Rows of this kind bring class heads of the newer form. */
  readonly modern?: boolean;
  /** Arguments that a scale decides, whatever the row writes. */
  forced?(
    model: ModelSettings,
    written: number,
    values: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, AttributeInput>>;
  forward(net: Net, inputs: readonly [Tensor, ...Tensor[]], values: Values<A> & Given): Tensor | readonly Tensor[];
}

/** A block whose argument types are erased, as the library keeps it. */
export interface Block extends Omit<BlockDefinition<Readonly<Record<string, Argument>>>, 'forward'> {
  forward(
    net: Net,
    inputs: readonly [Tensor, ...Tensor[]],
    values: Readonly<Record<string, unknown>> & Given,
  ): Tensor | readonly Tensor[];
}

export function defineBlock<const A extends Readonly<Record<string, Argument>>>(definition: BlockDefinition<A>): Block {
  return definition as unknown as Block;
}

/** `C2f(c2, shortcut=False, g=1, e=0.5)`. */
export function signatureOf(name: string, { args }: Pick<Block, 'args'>): string {
  const shown = Object.entries(args).map(([argument, { default: fallback }]) =>
    fallback === undefined ? argument : `${argument}=${pythonText(fallback)}`,
  );
  return `${name}(${shown.join(', ')})`;
}

export function pythonText(value: AttributeInput): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `(${(value as readonly AttributeInput[]).map(pythonText).join(', ')})`;
  return typeof value === 'object' ? '?' : String(value);
}

// Kinds of arguments

type Maybe = { readonly default?: AttributeInput };

function withDefault(fallback: AttributeInput | undefined): Maybe {
  return fallback === undefined ? {} : { default: fallback };
}

/** A whole number. */
export function count(doc: string, fallback?: number, min = 1, max?: number): Argument<number> {
  const expectation: Expectation = { kind: 'integer', min, ...(max === undefined ? {} : { max }) };
  const isCount = (value: AttributeInput): value is number =>
    Number.isInteger(value) && (value as number) >= min && (max === undefined || (value as number) <= max);
  return {
    doc,
    expectation,
    ...withDefault(fallback),
    read: (value) => (isCount(value) ? { value } : undefined),
    unknown: Number.NaN,
  };
}

/** How often something inside is built: no model has it more often, and nobody waits for it. */
export function times(doc: string, fallback?: number): Argument<number> {
  return { ...count(doc, fallback, 1, MOST_TIMES), unknown: 1 };
}

export const MOST_TIMES = 1000;

/** A real number; with `whole` text it may be a whole one too. */
export function ratio(doc: string, fallback: number): Argument<number> {
  return {
    doc,
    expectation: { kind: 'number', min: 0 },
    default: fallback,
    read: (value) => (typeof value === 'number' && value >= 0 ? { value } : undefined),
    unknown: fallback,
  };
}

/** Python takes anything for true or false; a number other than 0 and 1 is hardly meant. */
export function flag(doc: string, fallback: boolean): Argument<boolean> {
  return {
    doc,
    expectation: { kind: 'boolean' },
    default: fallback,
    read: (value) =>
      typeof value === 'boolean' || value === 0 || value === 1 || value === null
        ? { value: Boolean(value) }
        : undefined,
    unknown: fallback,
  };
}

/** One number for both axes, or one for each. */
export function size(doc: string, fallback?: Size, min = 1): Argument<Size> {
  const isSize = (value: AttributeInput) => Number.isInteger(value) && (value as number) >= min;
  return {
    doc,
    expectation: { kind: 'axes', rank: 2, min },
    ...withDefault(fallback as AttributeInput | undefined),
    read(value) {
      if (isSize(value)) return { value: value as number };
      return Array.isArray(value) && value.length === 2 && value.every(isSize)
        ? { value: value as unknown as Size }
        : undefined;
    },
    unknown: Number.NaN,
  };
}

/** The same, or None. */
function maybeSize(doc: string): Argument<Size | undefined> {
  const inner = size(doc, undefined, 0);
  return {
    ...inner,
    default: null,
    read: (value) => (value === null ? { value: undefined } : inner.read(value)),
    unknown: undefined,
  };
}

/** Whole numbers, one after the other; a single one is a list of one. */
export function counts(doc: string, fallback?: readonly number[], length?: number): Argument<readonly number[]> {
  const isCount = (value: AttributeInput): value is number => Number.isInteger(value) && (value as number) >= 0;
  return {
    doc,
    expectation: { kind: 'integers', min: 0, ...(length === undefined ? {} : { length }) },
    ...withDefault(fallback),
    read(value) {
      const items: readonly AttributeInput[] = Array.isArray(value) ? value : [value];
      return items.every(isCount) && (length === undefined || items.length === length) ? { value: items } : undefined;
    },
    unknown: fallback ?? [],
  };
}

export function word(doc: string, fallback?: string): Argument<string> {
  return {
    doc,
    expectation: { kind: 'text' },
    ...withDefault(fallback),
    read: (value) => (typeof value === 'string' ? { value } : undefined),
    unknown: '',
  };
}

/** Anything at all: it does not matter to shapes. */
export function anything(doc: string, fallback: AttributeInput): Argument<AttributeInput> {
  return { doc, expectation: { kind: 'text' }, default: fallback, read: (value) => ({ value }), unknown: fallback };
}

/** True for the model's own, a call of a torch.nn activation, or nothing. */
export function activation(fallback: boolean | string = true): Argument<boolean | Activation> {
  const read = (value: AttributeInput): { value: boolean | Activation } | undefined => {
    if (value === true) return { value: true };
    const parsed = typeof value === 'string' ? parseActivation(value) : undefined;
    const isWrong = typeof value === 'string' && !parsed && !isOwnCall(value);
    return isWrong ? undefined : { value: parsed ?? false };
  };
  return {
    doc: 'What stands behind it: the model’s own activation, none, or one of torch.nn.',
    expectation: { kind: 'boolean' },
    default: fallback,
    read,
    unknown: true,
  };
}

/** `Mish()`: of the user's own, where it does not name torch. */
function isOwnCall(text: string): boolean {
  return /^\s*[A-Za-z_]\w*(\.\w+)*\s*\(.*\)\s*$/s.test(text) && !/^\s*(torch\.)?nn\./.test(text);
}

// Arguments that many blocks have

export const c2 = count('Channels that go out, before the width is applied.');
export const k = (fallback?: Size) => size('Size of the filter.', fallback);
export const s = (fallback: Size = 1) => size('How far the filter moves at each step.', fallback);
export const p = maybeSize('Cells added around the input; half the filter where not given.');
export const g = count('Groups of channels that do not see each other.', 1);
export const e = (fallback = 0.5) => ratio('Hidden channels as a share of those that go out.', fallback);
export const shortcut = (fallback: boolean) => flag('Adds the input to the output where both are alike.', fallback);

/** Hidden channels: Python's int() cuts off. */
export function hidden(channels: number, share: number): number {
  return Math.trunc(channels * share);
}

export const half = (channels: number) => Math.floor(channels / 2);
