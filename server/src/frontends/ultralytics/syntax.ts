// A model file as its reader understands it: keys and rows with their places. Knows no block.
import type { Span } from '../../base/span.ts';
import type { AttributeInput } from '../../graph/attribute.ts';
import type { SummaryCounts } from '../../graph/facts.ts';
import type { FamilyGuess } from './family.ts';

/** A value as it is after names and Python literals were read. */
export interface Value {
  readonly span: Span;
  readonly value: AttributeInput;
  /** As written, without quotes. */
  readonly text: string;
}

export interface Reference {
  readonly span: Span;
  readonly value: number;
}

/** `[from, repeats, module, args]`. */
export interface Row {
  readonly index: number;
  readonly span: Span;
  readonly from: readonly Reference[];
  readonly fromSpan: Span;
  readonly repeats: { readonly span: Span; readonly value: number };
  readonly module: { readonly span: Span; readonly name: string };
  readonly args: readonly Value[];
  /** Of the list; the end of the row where there is none. */
  readonly argsSpan: Span;
}

/** depth, width, max_channels. */
export interface Scale {
  readonly name: string;
  readonly span: Span;
  readonly depth: number;
  readonly width: number;
  readonly maxChannels: number;
}

/** `summary: 129 layers, 3157200 parameters, 3157184 gradients` in a comment. */
export interface Summary {
  readonly span: Span;
  /** The scale on whose line it stands. */
  readonly scale?: string;
  readonly stated: SummaryCounts;
  /** As it is written. */
  readonly text: string;
}

export interface Key {
  readonly name: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface ModelFile {
  readonly keys: readonly Key[];
  readonly nc: number | undefined;
  readonly channels: number;
  readonly scales: readonly Scale[];
  readonly depth: number;
  readonly width: number;
  readonly regMax: number;
  readonly end2end: boolean;
  readonly activation: string | undefined;
  /** How many each level has. */
  readonly anchors: number | undefined;
  readonly family: FamilyGuess;
  readonly sections: readonly { readonly name: 'backbone' | 'head'; readonly span: Span; readonly keySpan: Span }[];
  readonly rows: readonly Row[];
  readonly summaries: readonly Summary[];
}
