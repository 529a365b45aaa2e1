// Where a call inside of a built-in module stands: at the call in the text that is under way, none of whose arguments it has.
import type { Span } from '../../../../base/span.ts';
import type { CallSite, PassedArgument, Runtime } from '../../evaluator/values.ts';

const NOTHING: ReadonlyMap<string, PassedArgument> = new Map();

export class InnerSite implements CallSite {
  readonly #outer: CallSite;
  readonly passed = NOTHING;
  constructor(outer: CallSite) {
    this.#outer = outer;
  }
  get uri(): string {
    return this.#outer.uri;
  }
  get span(): Span {
    return this.#outer.span;
  }
  get head(): Span {
    return this.#outer.head;
  }
}

export function innerSite(runtime: Runtime): CallSite {
  return new InnerSite(runtime.site);
}
