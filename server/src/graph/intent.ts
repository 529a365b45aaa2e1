// A wish to change the file, in terms of layers: what fixes want, before any front end turns it into text.
import type { Span } from '../base/span.ts';
import type { Layer } from './graph.ts';

/** A wish to change the file, in terms of layers; a front end turns it into text edits, or declines. */
export type Intent =
  | { readonly kind: 'set-attribute'; readonly layer: Layer; readonly attribute: string; readonly value: IntentValue }
  | { readonly kind: 'remove-attribute'; readonly layer: Layer; readonly attribute: string }
  | { readonly kind: 'insert-before'; readonly layer: Layer; readonly operator: string }
  | { readonly kind: 'remove-layer'; readonly layer: Layer }
  /** One row for each sample, as in the layer's input. */
  | { readonly kind: 'keep-batch'; readonly layer: Layer }
  /** Of the input at a place; the shape is channels first, without the batch. */
  | { readonly kind: 'set-input'; readonly span: Span; readonly shape: readonly number[] }
  | { readonly kind: 'mend-code'; readonly span: Span; readonly how: CodeMend }
  | { readonly kind: 'replace'; readonly span: Span; readonly newText: string };

/** What is wrong with code that builds a model, at the place of a call or of what is assigned. */
export type CodeMend =
  | { readonly kind: 'rename-argument'; readonly from: string; readonly to: string }
  /** `a / b` among the arguments is meant to be a whole number. */
  | { readonly kind: 'divide-whole' }
  /** What is assigned belongs into one of the framework's containers. */
  | { readonly kind: 'wrap-modules'; readonly container: 'ModuleList' | 'ModuleDict' }
  /** The base class has to be initialized first. */
  | { readonly kind: 'initialize-base' };

export type IntentValue = number | string | boolean | readonly (number | readonly number[])[];
