// Where a model under way loses track of a value. Knows which graphs have a model; nothing of its tree.
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Cause } from '../../../graph/cause.ts';
import type { CallSite, Runtime } from '../evaluator/values.ts';
import { originOf, sessionOf } from './session.ts';

const planted = new WeakSet<GraphBuilder>();

/** From now on a model of this graph is under way. */
export function markPlanted(builder: GraphBuilder): void {
  planted.add(builder);
}

export function isPlanted(builder: GraphBuilder): boolean {
  return planted.has(builder);
}

/** Tracking stopped: told where it was lost, if that is known; where another file has lost it, at the call that led there. */
export function noteGap(runtime: Runtime, cause: Cause, at: CallSite): void {
  const { builder, uri: own } = sessionOf(runtime);
  if (!planted.has(builder)) return;
  const origin = originOf(runtime, at);
  const { place } = cause;
  const isHere = place && (place.uri === undefined || place.uri === own || origin.uri !== undefined);
  const { span, uri } = isHere ? place : { span: origin.head, uri: origin.uri };
  builder.gap(cause, { span, head: span, ...(uri === undefined ? {} : { uri }) });
}
