// What each rule's findings carry: data for messages and fixes, no text. One entry per rule, rule ids are its keys.
import type { AxisWindow } from '../base/window.ts';
import type { Expectation } from './attribute.ts';
import type { Dim } from './dim.ts';
import type { Dtype, Volume } from './volume.ts';

export type AxisName = 'length' | 'depth' | 'height' | 'width';

/** The names of the last `rank` axes of a volume, in order. */
export function axisNames(rank: number): readonly AxisName[] {
  return rank === 1 ? ['length'] : rank === 2 ? ['height', 'width'] : ['depth', 'height', 'width'];
}

export interface RuleFacts {
  // What frameworks refuse: emitted by operators.
  'channels-mismatch': { readonly expected: Dim; readonly actual: Dim; readonly input: Volume };
  'features-mismatch': { readonly expected: Dim; readonly actual: Dim; readonly input: Volume };
  'norm-features-mismatch': {
    readonly expected: readonly Dim[];
    readonly actual: readonly Dim[];
    readonly input: Volume;
  };
  'groups-do-not-divide': { readonly groups: number; readonly channels: number; readonly which: 'in' | 'out' };
  'group-norm-does-not-divide': { readonly groups: number; readonly channels: number };
  'size-does-not-divide': { readonly axis: number; readonly size: number; readonly divisor: number };
  'concat-shapes-differ': { readonly inputs: readonly Volume[]; readonly axis: number; readonly differsAt: number };
  'add-shapes-differ': { readonly inputs: readonly Volume[]; readonly differsAt: number };
  'shapes-do-not-match': { readonly input: Volume; readonly expected: Volume };
  'rank-mismatch': { readonly expected: readonly number[]; readonly input: Volume };
  'wrong-dtype': { readonly expected: readonly Dtype[]; readonly actual: Dtype };
  'reshape-changes-size': { readonly input: Volume; readonly target: readonly Dim[] };
  'pool-padding-too-large': {
    readonly padding: number;
    readonly kernel: number;
    readonly dilation: number;
    readonly axis: AxisName;
  };
  'padding-exceeds-input': {
    readonly padding: number;
    readonly size: number;
    readonly mode: string;
    readonly axis: AxisName;
  };
  'output-padding-too-large': {
    readonly outputPadding: number;
    readonly stride: number;
    readonly dilation: number;
    readonly axis: AxisName;
  };
  'same-padding-with-stride': { readonly stride: readonly number[] };
  'single-value-per-channel': { readonly input: Volume };
  'volume-vanishes': {
    readonly input: Volume;
    readonly axis: AxisName;
    readonly window: AxisWindow;
    readonly output: number;
  };
  // What is wrong in the file: emitted by front ends and by the reading of attributes.
  'bad-value': { readonly attribute: string; readonly value: string; readonly expected: Expectation };
  'missing-value': { readonly attribute: string; readonly expected: Expectation };
  'unknown-key': { readonly key: string; readonly suggestion?: string; readonly known: readonly string[] };
  'unknown-layer': { readonly name: string; readonly suggestion?: string };
  'bad-reference': {
    readonly name: string;
    readonly why: 'missing' | 'forward' | 'itself' | 'out-of-range' | 'cycle';
    readonly suggestion?: string;
  };
  'syntax-error': { readonly detail: string };
  'missing-input': Record<string, never>;
  'limit-reached': { readonly what: string; readonly limit: number };
  'declared-output-differs': { readonly declared: readonly Dim[]; readonly actual: Volume };
  // What checks over the whole graph judge.
  'stride-does-not-fit': {
    readonly axis: AxisName;
    readonly window: AxisWindow;
    readonly output: number;
    readonly exact: number;
    /** Input rows or columns that no window reads. */
    readonly neverRead: number;
    readonly loss: 'padding' | 'stride-gap' | 'little' | 'much';
  };
  'ceil-reads-padding': {
    readonly axis: AxisName;
    readonly window: AxisWindow;
    readonly output: number;
    readonly beyond: number;
  };
  'kernel-exceeds-input': { readonly axis: AxisName; readonly window: AxisWindow };
  'shrinks-too-fast': {
    readonly sizes: readonly number[];
    readonly lost: number;
    readonly share: number;
    readonly padding: number;
  };
  'unproductive-layer': {
    readonly count: number;
    readonly receptiveField: number;
    readonly inputSize: number;
    readonly params: number;
  };
  'missing-flatten': { readonly input: Volume; readonly features: number; readonly flattened: Dim };
  'layout-looks-swapped': { readonly input: Volume };
  'even-kernel-grows': {
    readonly kernel: number;
    readonly padding: number;
    readonly input: number;
    readonly output: number;
  };
  'bias-before-batch-norm': { readonly wasted: number; readonly norm: string };
  'pool-too-destructive': { readonly kernel: number; readonly stride: number; readonly kept: number };
  'unused-layer': { readonly name: string; readonly params: number };
  'fully-connected-dominates': { readonly params: number; readonly total: number; readonly share: number };
}

export type RuleId = keyof RuleFacts;
