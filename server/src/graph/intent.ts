// A wish to change the file, in terms of layers: what fixes want, before any front end turns it into text.
import type { Span } from '../base/span.ts';
import type { Layer } from './graph.ts';

/** A wish to change the file, in terms of layers; a front end turns it into text edits, or declines. */
export type Intent =
  | { readonly kind: 'set-attribute'; readonly layer: Layer; readonly attribute: string; readonly value: IntentValue }
  | { readonly kind: 'remove-attribute'; readonly layer: Layer; readonly attribute: string }
  | { readonly kind: 'insert-before'; readonly layer: Layer; readonly operator: string }
  | { readonly kind: 'remove-layer'; readonly layer: Layer }
  | { readonly kind: 'replace'; readonly span: Span; readonly newText: string };

export type IntentValue = number | string | boolean | readonly (number | readonly number[])[];
