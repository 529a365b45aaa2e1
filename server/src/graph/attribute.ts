// How an operator declares its attributes: type, default, range and documentation, all in one value.
// From it come the reading of files, the checks, completion, hovers and the JSON Schema.
import type { Dim } from './dim.ts';

/** What a front end hands over: plain data, or a dimension where the value is not a constant. */
export type AttributeInput = Dim | string | boolean | null | readonly AttributeInput[];

/** What a value should have been; the words are in rules/. */
export type Expectation =
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'axes'; readonly rank: number; readonly min?: number }
  | { readonly kind: 'padding'; readonly rank: number; readonly words: readonly string[]; readonly min?: number }
  | { readonly kind: 'integers'; readonly min?: number; readonly length?: number }
  | { readonly kind: 'shape' }
  | { readonly kind: 'mapping' }
  | { readonly kind: 'list' }
  | { readonly kind: 'layers' }
  | { readonly kind: 'layer' }
  /** Another attribute says it already. */
  | { readonly kind: 'absent'; readonly beside: string }
  | { readonly kind: 'reference' }
  | { readonly kind: 'input' }
  /** A row of a model as data: `[from, repeats, module, args]`. */
  | { readonly kind: 'row' }
  /** So many arguments, in this order: `Conv(c2, k=1, s=1)`. */
  | { readonly kind: 'arguments'; readonly signature: string; readonly min: number; readonly max: number };

export type Read<T> = { readonly value: T } | { readonly expected: Expectation };

export interface Attribute<T = unknown> {
  readonly expectation: Expectation;
  /** One English sentence; translated where it is shown. */
  readonly doc: string;
  /** In the form a user would write; without one the attribute is required, unless it is inferred. */
  readonly default?: AttributeInput;
  /** Follows from the inputs where the file leaves it out (in-channels in a spec, lazy modules). */
  readonly inferred?: boolean;
  /** Undefined is a legal value: "not given". */
  readonly optional?: boolean;
  read(input: AttributeInput): Read<T>;
  /** The framework's own words for a value that does not read. */
  quote?(input: AttributeInput): string | undefined;
}

interface Options {
  readonly doc: string;
  readonly default?: AttributeInput;
  readonly quote?: (input: AttributeInput) => string | undefined;
}

interface Range extends Options {
  readonly min?: number;
  readonly max?: number;
}

/** Reads any integers, in any number: the operator judges them itself, because others of its attributes decide. */
interface Lenient {
  readonly lenient?: boolean;
}

/** Beyond it frameworks overflow, and so would our counts. */
const LARGEST = 2 ** 31 - 1;

function isInteger(input: AttributeInput, min: number, max: number): input is Dim {
  if (typeof input === 'number') return Number.isInteger(input) && input >= min && input <= max;
  return typeof input === 'object' && input !== null && 'kind' in input;
}

interface Listed {
  /** A list of one integer will do: it becomes the sizes of a vector. */
  readonly listed?: boolean;
}

export function integer({
  min = 0,
  max = LARGEST,
  lenient = false,
  listed = false,
  ...options
}: Range & Lenient & Listed): Attribute<Dim> {
  const expectation: Expectation = { kind: 'integer', min, max };
  const least = lenient ? -LARGEST : min;
  return {
    ...options,
    expectation,
    read(input) {
      const [only, ...others] = listed && Array.isArray(input) ? input : [input];
      return others.length === 0 && isInteger(only, least, max) ? { value: only } : { expected: expectation };
    },
  };
}

/** A real number, as a probability or a scale. */
export function number({ min = -Infinity, max = Infinity, ...options }: Range): Attribute<Dim> {
  const expectation: Expectation = {
    kind: 'number',
    ...(min === -Infinity ? {} : { min }),
    ...(max === Infinity ? {} : { max }),
  };
  const accepts = (input: AttributeInput): input is Dim =>
    typeof input === 'number'
      ? input >= min && input <= max
      : typeof input === 'object' && input !== null && 'kind' in input;
  return { ...options, expectation, read: (input) => (accepts(input) ? { value: input } : { expected: expectation }) };
}

/** An unknown condition reads as the default. */
export function flag(options: Options & { readonly default: boolean }): Attribute<boolean> {
  const expectation: Expectation = { kind: 'boolean' };
  return {
    ...options,
    expectation,
    read(input) {
      if (typeof input === 'boolean') return { value: input };
      if (typeof input === 'object' && input !== null && 'kind' in input) return { value: options.default };
      return { expected: expectation };
    },
  };
}

export function choice<const C extends readonly string[]>(
  options: Options & { readonly choices: C; readonly default?: C[number] },
): Attribute<C[number]> {
  const expectation: Expectation = { kind: 'choice', choices: options.choices };
  return {
    doc: options.doc,
    ...(options.default === undefined ? {} : { default: options.default }),
    ...(options.quote ? { quote: options.quote } : {}),
    expectation,
    read(input) {
      const isOpen = typeof input === 'object' && input !== null && 'kind' in input;
      if (isOpen && options.default !== undefined) return { value: options.default };
      return options.choices.includes(input as string) ? { value: input as C[number] } : { expected: expectation };
    },
  };
}

/** One integer per spatial axis; a single one stands for all. */
export function perAxis({
  rank,
  min = 0,
  lenient = false,
  ...options
}: Range & Lenient & { readonly rank: number }): Attribute<readonly Dim[]> {
  const expectation: Expectation = { kind: 'axes', rank, min };
  const least = lenient ? -LARGEST : min;
  return {
    ...options,
    expectation,
    read(input) {
      if (isInteger(input, least, LARGEST)) return { value: new Array<Dim>(rank).fill(input) };
      if (!Array.isArray(input) || !input.every((item) => isInteger(item, least, LARGEST)))
        return { expected: expectation };
      if (input.length === rank || lenient) return { value: input };
      const [only, ...others] = input as readonly Dim[];
      return only !== undefined && others.length === 0
        ? { value: new Array<Dim>(rank).fill(only) }
        : { expected: expectation };
    },
  };
}

/** Cells before and after, per spatial axis; or a word that the operator resolves. */
export type Padding = 'same' | 'valid' | readonly (readonly [before: Dim, after: Dim])[];

/** `1`, one per axis, [before, after] per axis, or `same` / `valid` where the operator has them. */
export function padding(
  options: Range & Lenient & { readonly rank: number; readonly words?: readonly ('same' | 'valid')[] },
): Attribute<Padding> {
  const { rank, words = [], min = 0, lenient = false, doc, quote } = options;
  const expectation: Expectation = { kind: 'padding', rank, words, min };
  const least = lenient ? -LARGEST : min;
  const isCell = (input: AttributeInput): input is Dim => isInteger(input, least, LARGEST);
  const side = (input: AttributeInput): readonly [Dim, Dim] | undefined => {
    if (isCell(input)) return [input, input];
    if (!Array.isArray(input) || input.length !== 2) return undefined;
    const [before, after] = input as readonly AttributeInput[];
    return before !== undefined && after !== undefined && isCell(before) && isCell(after) ? [before, after] : undefined;
  };
  return {
    doc,
    default: options.default ?? 0,
    ...(quote ? { quote } : {}),
    expectation,
    read(input) {
      if (typeof input === 'string') {
        const word = words.find((candidate) => candidate === input);
        return word ? { value: word } : { expected: expectation };
      }
      const items: readonly AttributeInput[] =
        Array.isArray(input) && (input.length === rank || input.length === 1) ? input : [input];
      const sides = items.map(side);
      if (sides.some((pair) => pair === undefined)) return { expected: expectation };
      const known = sides as (readonly [Dim, Dim])[];
      return { value: known.length === rank ? known : Array.from({ length: rank }, () => known[0] ?? [0, 0]) };
    },
  };
}

/** A list of integers of any length, or of exactly `length`; one integer is a list of one. */
export function integers({
  min = -LARGEST,
  length,
  ...options
}: Range & { readonly length?: number }): Attribute<readonly Dim[]> {
  const expectation: Expectation = { kind: 'integers', min, ...(length === undefined ? {} : { length }) };
  return {
    ...options,
    expectation,
    read(input) {
      const items: readonly AttributeInput[] = Array.isArray(input) ? input : [input as AttributeInput];
      if (length !== undefined && items.length !== length) return { expected: expectation };
      return items.every((item) => isInteger(item, min, LARGEST))
        ? { value: items as readonly Dim[] }
        : { expected: expectation };
    },
  };
}

export function text(options: Options): Attribute<string> {
  const expectation: Expectation = { kind: 'text' };
  return {
    ...options,
    expectation,
    read: (input) => (typeof input === 'string' ? { value: input } : { expected: expectation }),
  };
}

/** Undefined when the file does not give it; null reads as not given. */
export function optional<T>(attribute: Attribute<T>): Attribute<T | undefined> {
  return {
    ...attribute,
    optional: true,
    read: (input) => (input === null ? { value: undefined } : attribute.read(input)),
  };
}

/** Completed from the inputs when the file does not give it. */
export function inferred<T>(attribute: Attribute<T>): Attribute<T> {
  return { ...attribute, inferred: true };
}

/** The typed values that an operator's functions receive. */
export type ValuesOf<A extends Readonly<Record<string, Attribute>>> = {
  readonly [K in keyof A]: A[K] extends Attribute<infer T> ? T : never;
};
