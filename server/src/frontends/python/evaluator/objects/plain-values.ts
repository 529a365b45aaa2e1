// Values that never change and have no attributes of their own: floats, ranges, slices, bytes, Ellipsis and NotImplemented.
import type { BatchDim } from '../../../../graph/dim.ts';
import type { Value } from '../values.ts';

export class PyFloat {
  readonly kind = 'float';
  /** k·N as a float, until `int()` brings it back. */
  readonly value: number | BatchDim;
  constructor(value: number | BatchDim) {
    this.value = value;
  }
}

export class Singleton {
  readonly kind = 'singleton';
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const ELLIPSIS = new Singleton('Ellipsis');
export const NOT_IMPLEMENTED = new Singleton('NotImplemented');

export class PyRange {
  readonly kind = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }
}

export class PySlice {
  readonly kind = 'slice';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
  constructor(lower: Value, upper: Value, step: Value) {
    this.lower = lower;
    this.upper = upper;
    this.step = step;
  }
}

/** One character per byte. */
export class PyBytes {
  readonly kind = 'bytes';
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
