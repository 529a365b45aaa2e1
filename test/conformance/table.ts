// The rows of tables of layers, recorded from the real framework.
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import type { Dtype } from '../../server/src/graph/volume.ts';

export interface RecordedInput {
  readonly shape: readonly number[];
  /** f float, b boolean, iK integers below K. */
  readonly dtype: string;
}

/** A shape, or several. */
export type RecordedOutput = readonly number[] | { readonly seq: readonly RecordedOutput[] };

/** One `nn.X(*args, **kwargs)` applied to inputs. */
export interface LayerRow {
  readonly id: string;
  readonly op: string;
  readonly args: readonly AttributeInput[];
  readonly kwargs: Readonly<Record<string, AttributeInput>>;
  readonly inputs: readonly RecordedInput[];
  readonly train?: boolean;
  readonly out: RecordedOutput | null;
  /** Absent where the constructor raises. */
  readonly params?: number;
  readonly buffers?: number;
  readonly err: string | null;
  readonly etype?: string | null;
  readonly phase?: 'init' | 'forward' | null;
}

export function shapesOf(out: RecordedOutput | null): readonly (readonly number[])[] {
  if (out === null) return [];
  return 'seq' in out ? out.seq.flatMap(shapesOf) : [out];
}

export function dtypeOf({ dtype }: RecordedInput): Dtype {
  return dtype.startsWith('i') ? 'integer' : dtype === 'b' ? 'boolean' : 'float';
}
