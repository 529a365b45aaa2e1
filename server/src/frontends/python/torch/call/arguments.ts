// The arguments of one call of a torch function, by name: read as tensors, sizes and attributes. Knows no single function.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { Cause } from '../../../../graph/cause.ts';
import { type Dim, type UnknownDim, unknownDim } from '../../../../graph/dim.ts';
import type { GivenAttribute } from '../../../../graph/graph.ts';
import {
  type Arguments,
  type CallSite,
  PyInstance,
  PyTuple,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { noteGap } from '../gaps.ts';
import { isSequence, scalarOf, toAttribute } from '../plain-data.ts';
import { callIn, placed } from '../session.ts';
import { type DtypeName, dtypeOf } from '../tensor/dtype.ts';
import { type TensorNative, tensorOf, unknownTensor } from '../tensor/tensor.ts';
import type { Bound } from './bind.ts';

/** Sizes as given; undefined where not even their number is known. */
export type Sizes = { readonly dims: readonly Dim[] } | { readonly lost: UnknownDim };

export class CallArguments {
  readonly name: string;
  readonly runtime: Runtime;
  readonly site: CallSite;
  readonly args: Arguments;
  readonly #bound: Bound;
  /** How many of the positional arguments stand before the call's brackets. */
  readonly #offset: number;

  constructor(name: string, runtime: Runtime, args: Arguments, bound: Bound, offset: number) {
    this.name = name;
    this.runtime = runtime;
    this.args = args;
    this.site = args.site;
    this.#bound = bound;
    this.#offset = offset;
  }

  /** Undefined where it is not given and has no default. */
  value(name: string): Value | undefined {
    return this.#bound.values.get(name);
  }

  isGiven(name: string): boolean {
    return this.#bound.places.has(name);
  }

  /** None counts as absent. */
  has(name: string): boolean {
    const value = this.value(name);
    return value !== undefined && value !== null;
  }

  /** An unknown becomes a tensor of unknown shape; what is certainly none raises. */
  tensor(name: string): PyInstance & { readonly native: TensorNative } {
    const value = this.value(name);
    const found = this.asTensor(value);
    if (found) return found;
    const at = this.#bound.places.get(name);
    const position = typeof at === 'number' ? ` (position ${at + 1 - this.#offset})` : '';
    const type = value === undefined ? 'nothing' : value === null ? 'NoneType' : this.runtime.typeOf(value).name;
    return this.runtime.raise('TypeError', `${this.name}(): argument '${name}'${position} must be Tensor, not ${type}`);
  }

  /** Undefined where it is no tensor; an unknown may be one. */
  asTensor(value: Value | undefined): (PyInstance & { readonly native: TensorNative }) | undefined {
    if (tensorOf(value)) return value as PyInstance & { readonly native: TensorNative };
    if (value !== undefined && value !== null && this.runtime.isUnknown(value)) {
      noteGap(this.runtime, value.cause, this.site);
      return unknownTensor(value.cause) as PyInstance & { readonly native: TensorNative };
    }
    return undefined;
  }

  native(name: string): TensorNative {
    return this.tensor(name).native;
  }

  optionalTensor(name: string): (PyInstance & { readonly native: TensorNative }) | undefined {
    return this.has(name) ? this.tensor(name) : undefined;
  }

  /** The tensors of a list or tuple; undefined where the list itself is unknown. */
  tensors(name: string): readonly (PyInstance & { readonly native: TensorNative })[] | undefined {
    const value = this.value(name) ?? null;
    if (this.runtime.isUnknown(value)) return undefined;
    if (tensorOf(value))
      return this.runtime.raise(
        'TypeError',
        `${this.name}(): argument '${name}' (position 1) must be tuple of Tensors, not Tensor`,
      );
    const items = this.runtime.iterate(value);
    if (!items) return undefined;
    return [...items].map((item, index) => {
      const found = this.asTensor(item);
      if (found) return found;
      const type = this.runtime.typeOf(item).name;
      return this.runtime.raise('TypeError', `expected Tensor as element ${index} in argument 0, but got ${type}`);
    });
  }

  /** An integer: known, a multiple of the batch, or unknown. A float raises, as PyTorch does, and so does True. */
  int(name: string): Dim {
    return this.#notFlag(this.value(name) ?? null, name);
  }

  #notFlag(value: Value, name: string): Dim {
    if (typeof value !== 'boolean') return this.toInt(value, name);
    return this.runtime.raise('TypeError', `${this.name}(): argument '${name}' must be int, not bool`);
  }

  toInt(value: Value, name: string): Dim {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof PyInstance && value.primitive !== undefined) return this.toInt(value.primitive, name);
    const tensor = tensorOf(value);
    if (tensor) {
      const [cell, ...more] = tensor.cells ?? [];
      if (tensor.isMany)
        return this.runtime.raise('TypeError', `${this.name}(): argument '${name}' must be int, not Tensor`);
      return cell !== undefined && more.length === 0 ? Math.trunc(cell) : unknownDim(this.dataCause());
    }
    if (typeof value === 'object' && value !== null && (value.kind === 'batch' || value.kind === 'unknown'))
      return value;
    const type = value === null ? 'NoneType' : this.runtime.typeOf(value).name;
    return this.runtime.raise('TypeError', `${this.name}(): argument '${name}' must be int, not ${type}`);
  }

  /** One integer or several, in a list, a tuple or as arguments one by one. */
  ints(name: string): Sizes {
    const value = this.value(name) ?? null;
    const [only, ...others] = value instanceof PyTuple && this.#isRest(name) ? value.items : [value];
    if (value instanceof PyTuple && this.#isRest(name)) {
      if (only === undefined) return { dims: [] };
      if (others.length > 0 || !isSequence(only)) {
        // It may be a list of sizes as well as one.
        if (others.length === 0 && this.runtime.isUnknown(only)) return { lost: this.runtime.lost(only) };
        return { dims: value.items.map((item) => this.toInt(item, name)) };
      }
    }
    const given = only ?? null;
    if (!isSequence(given)) return { dims: [this.#notFlag(given, name)] };
    const items = this.runtime.iterate(given);
    return items ? { dims: [...items].map((item) => this.toInt(item, name)) } : { lost: this.runtime.lost(given) };
  }

  #isRest(name: string): boolean {
    return this.#bound.places.get(name) !== name;
  }

  /** True, false, or the fallback where it is not known. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    return value === undefined ? fallback : (this.runtime.truth(value) ?? fallback);
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? value : undefined;
  }

  dtype(name = 'dtype'): DtypeName | undefined {
    return dtypeOf(this.value(name) ?? this.args.keywords.get(name));
  }

  /** A number where it is known: an int, a float, or a tensor of one known cell. */
  number(name: string): number | undefined {
    return scalarOf(this.value(name));
  }

  /** The argument as an attribute, with its place where a fix may rewrite it. */
  given(name: string, value: AttributeInput = toAttribute(this.runtime, this.value(name) ?? null)): GivenAttribute {
    const place = this.#bound.places.get(name);
    const { site, direct } = callIn(this.runtime, this.site);
    if (place === undefined || !direct) return { value };
    const key = typeof place === 'number' ? String(place - this.#offset) : place;
    const passed = site.passed.get(key);
    return passed?.literal ? { value, span: passed.span } : { value };
  }

  place(cause: Cause): Cause {
    return placed(this.runtime, this.site, cause);
  }

  notModelled(): Cause {
    return this.place({ reason: 'not-modelled', facts: { name: this.name } });
  }

  /** The size depends on the data. */
  dataCause(): Cause {
    return this.place({ reason: 'depends-on-data', facts: { operator: this.name } });
  }
}
