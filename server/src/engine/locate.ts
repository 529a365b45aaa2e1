// Where a finding of an operator stands.
import type { Module, Origin } from '../graph/graph.ts';
import type { RefuseOptions } from '../graph/operator.ts';

/** At its attribute where the file writes it, otherwise at the operator's name. */
export function locate(module: Module, origin: Origin, { attribute, quote }: RefuseOptions = {}) {
  const given = attribute === undefined ? undefined : module.given[attribute]?.span;
  return {
    span: given ?? origin.head,
    ...(origin.uri === undefined ? {} : { uri: origin.uri }),
    ...(attribute === undefined ? {} : { attribute }),
    ...(quote === undefined ? {} : { quote }),
  };
}
