// What each rule's findings carry: data for messages and fixes, no text. One entry per rule, rule ids are its keys.
import type { AxisWindow } from '../base/window.ts';
import type { Expectation } from './attribute.ts';
import type { BatchDim, Dim } from './dim.ts';
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
  /** `subscript`: the letter of an einsum that stands for two `sizes`; else the axes are matched from the last one. */
  'add-shapes-differ': {
    readonly inputs: readonly Volume[];
    readonly differsAt: number;
    readonly subscript?: string;
    readonly sizes?: readonly Dim[];
  };
  'shapes-do-not-match': { readonly input: Volume; readonly expected: Volume };
  'rank-mismatch': { readonly expected: readonly number[]; readonly input: Volume };
  'wrong-dtype': { readonly expected: readonly Dtype[]; readonly actual: Dtype };
  /** `inPlace`: as many cells, which do not lie in that order. */
  'reshape-changes-size': { readonly input: Volume; readonly target: readonly Dim[]; readonly inPlace?: boolean };
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
  /** `always`: refused in evaluation, too. */
  'single-value-per-channel': { readonly input: Volume; readonly always?: boolean };
  'volume-vanishes': {
    readonly input: Volume;
    readonly axis: AxisName;
    readonly window: AxisWindow;
    readonly output: number;
  };
  // What is wrong in the file: emitted by front ends and by the reading of attributes.
  'bad-value': {
    readonly attribute: string;
    readonly value: string;
    readonly expected: Expectation;
    /** All that the layer takes, where arguments go by position: `Conv(c2, k=1, s=1)`. */
    readonly signature?: string;
  };
  'missing-value': { readonly attribute: string; readonly expected: Expectation };
  /** A comment for ConvLint that has no effect. */
  'unread-comment':
    | { readonly mistake: 'colon' | 'place'; readonly word: string }
    | { readonly mistake: 'rule'; readonly word: string; readonly suggestion?: string }
    | {
        readonly mistake: 'word';
        readonly word: string;
        readonly known: readonly string[];
        readonly suggestion?: string;
        /** What says it in this format. */
        readonly key?: string;
      }
    | {
        readonly mistake: 'value';
        readonly word: string;
        readonly value: string;
        readonly example: string;
        readonly suggestion?: string;
      };
  'unknown-key': { readonly key: string; readonly suggestion?: string; readonly known: readonly string[] };
  /** `open`: users of the format have layers of their own, so only what looks like a slip of the pen is wrong. */
  'unknown-layer': { readonly name: string; readonly suggestion?: string; readonly open?: boolean };
  'bad-reference': {
    readonly name: string;
    readonly why: 'missing' | 'forward' | 'itself' | 'out-of-range' | 'cycle' | 'key-only' | 'ambiguous';
    readonly suggestion?: string;
    /** Where rows read each other by position: the position of the row that reads. */
    readonly row?: number;
  };
  /** `detail` is the parser's own English; `code` says which mistake it is, `subject` what it is about. */
  'syntax-error': { readonly detail: string; readonly code?: string; readonly subject?: string };
  'missing-input': Record<string, never>;
  'limit-reached': { readonly what: string; readonly limit: number };
  /** A block that is repeated reads what the one before it makes. */
  'repeat-needs-equal-channels': {
    readonly name: string;
    readonly repeats: number;
    readonly inChannels: number;
    readonly outChannels: number;
  };
  /** A comment in the file that counts layers and parameters, and the model as it is. */
  'stale-summary-comment': {
    /** The scale that the comment speaks of. */
    readonly scale?: string;
    readonly stated: SummaryCounts;
    readonly actual: Required<SummaryCounts>;
    /** As it is written, from the first number's sentence to the last. */
    readonly text: string;
  };
  'declared-output-differs':
    | {
        readonly declared: readonly Dim[];
        readonly actual: Volume;
        /** In a comment that says the shape of what stands before it: `Nx64x56x56`. */
        readonly comment?: boolean;
        readonly head?: undefined;
      }
    /** A head with another number of classes than the file's `nc`. */
    | { readonly head: string; readonly classes: number; readonly nc: number };
  // What checks over the whole graph judge.
  'stride-does-not-fit': {
    /** The axes that do not fit, first axis first. */
    readonly misfits: readonly Misfit[];
    /** The worst of the axes. */
    readonly loss: Loss;
    /** The share of the input's cells that no window reads. */
    readonly unread: number;
  };
  'ceil-reads-padding': {
    readonly axes: readonly {
      readonly axis: AxisName;
      readonly window: AxisWindow;
      readonly output: number;
      /** Cells that the last window reads beyond the padded edge. */
      readonly beyond: number;
    }[];
  };
  'kernel-exceeds-input': { readonly axes: readonly { readonly axis: AxisName; readonly window: AxisWindow }[] };
  'shrinks-too-fast': {
    readonly axis: AxisName;
    /** Before the run, and after each of its convolutions. */
    readonly sizes: readonly number[];
    readonly lost: number;
    readonly share: number;
  };
  'unproductive-layer': {
    /** How many layers see nothing new, from this one on. */
    readonly count: number;
    /** The smallest receptive field before this layer, per spatial axis. */
    readonly receptiveField: readonly number[];
    readonly input: readonly number[];
    readonly params: number;
    readonly total: number;
  };
  'missing-flatten': { readonly input: Volume; readonly features: Dim; readonly flattened: Dim };
  'layout-looks-swapped': { readonly input: Volume; readonly channels: number; readonly corrected: Volume };
  'even-kernel-grows': {
    readonly kernel: readonly number[];
    readonly padding: readonly number[];
    readonly input: readonly number[];
    readonly output: readonly number[];
  };
  'bias-before-batch-norm': { readonly wasted: number; readonly norm: string };
  'pool-too-destructive': {
    readonly kernel: readonly number[];
    readonly stride: readonly number[];
    /** The share of cells that come out. */
    readonly kept: number;
    readonly output: readonly number[];
  };
  // What Python code does that Python or PyTorch refuses: emitted while a model is built.
  /** `name`: what looks like `forward`, or the local name that its last statement assigns. */
  'missing-output': { readonly why: 'misspelt' | 'no-return'; readonly class: string; readonly name: string };
  /** A layer is assigned, or a module called, before its `super().__init__()` has run. */
  'super-init-missing': { readonly class: string; readonly attribute?: string };
  /** A call with arguments that the callee does not take. */
  'wrong-call': { readonly callee: string; readonly mistake: WrongCall };
  /** Modules in a list, tuple or dict of Python's, which `parameters()` does not see. */
  'module-list-is-plain-list': {
    readonly class: string;
    readonly attribute: string;
    readonly container: 'list' | 'tuple' | 'dict';
    readonly modules: number;
    readonly params: number;
    /** It holds other things too: further lists, numbers, keys that are no texts. */
    readonly nested: boolean;
  };
  /** An attribute that is read before anything was assigned to it, or never is. */
  'missing-attribute': { readonly class: string; readonly attribute: string; readonly suggestion?: string };
  /** Any other exception that ends the model's run for certain. */
  /** `layer`: the type of one that stands where its output should; `ofFile`: what stands outside of any model ends the whole file. */
  'model-raises': {
    readonly exception: string;
    readonly message: string;
    readonly confused?: Confused;
    readonly ofFile?: true;
  };
  /** A reshape by −1 that takes cells of other axes into the batch, or batches apart. */
  'view-mixes-batch': { readonly input: Volume; readonly output: Volume; readonly batch: BatchDim };
  'softmax-before-cross-entropy': { readonly model?: string };
  'functional-dropout-ignores-eval': { readonly function: string; readonly probability?: number };
  /** `BatchNorm2d(64, 0.8)`: the second argument is eps. */
  'norm-eps-looks-like-momentum': { readonly norm: string; readonly epsilon: number; readonly positional: boolean };
  'unused-layer': { readonly name: string; readonly params: number; readonly why: 'never-called' | 'output-unused' };
  'fully-connected-dominates': {
    readonly params: number;
    readonly total: number;
    readonly share: number;
    /** The largest fully connected layer, and what it would have after a global average pooling. */
    readonly largest: number;
    readonly features: Dim;
    readonly pooled?: { readonly features: number; readonly params: number };
  };
}

/** What was given in place of something else; `name` is a class's, or `list`. */
export interface Confused {
  readonly kind: 'layer-for-tensor' | 'tuple-for-tensor' | 'class-for-layer' | 'list-for-layers';
  readonly name: string;
}

/** What is wrong with the arguments of a call. */
export type WrongCall =
  | { readonly kind: 'too-many'; readonly given: number; readonly accepted: number }
  | { readonly kind: 'unexpected'; readonly name: string; readonly suggestion?: string }
  | { readonly kind: 'repeated'; readonly name: string }
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** A float where an integer is wanted: `64 / 2`. */
  | { readonly kind: 'float'; readonly name: string; readonly value: string }
  /** None where a number is wanted. */
  | { readonly kind: 'nothing'; readonly name: string };

/** What Ultralytics counts: modules without children, parameters, and those of them that are trained. */
export interface SummaryCounts {
  readonly layers?: number;
  readonly params?: number;
  readonly gradients?: number;
}

/** What is never read at the far edge, from harmless to harmful. */
export type Loss = 'padding' | 'stride-gap' | 'little' | 'much';

/** One axis on which a window does not fit. */
export interface Misfit {
  readonly axis: AxisName;
  readonly window: AxisWindow;
  readonly output: number;
  /** The output before rounding. */
  readonly exact: number;
  /** Input rows or columns at the far edge that no window reads. */
  readonly neverRead: number;
  readonly loss: Loss;
}

export type RuleId = keyof RuleFacts;
