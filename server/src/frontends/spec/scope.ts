// Names and positions that `from` and `outputs` may refer to, as a model is run from top to bottom.
import type { Span } from '../../base/span.ts';
import type { Finding } from '../../graph/finding.ts';
import type { Tensor } from '../../graph/graph.ts';
import { closest } from '../suggest.ts';
import type { Input, Layer, Reference } from './syntax.ts';

/** What a reference names. */
export type Target =
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'input'; readonly input: Input };

/** What stands at a position of a list. */
export interface Made {
  readonly layer: Layer;
  readonly outputs: readonly Tensor[];
}

interface Bound {
  readonly outputs: readonly Tensor[];
  readonly target: Target;
  /** Where other layers before have the same name. */
  readonly others: readonly Span[];
}

export class Scope {
  readonly targets = new Map<Reference, Target>();
  readonly #all: ReadonlySet<string>;
  readonly #report: (finding: Finding) => void;
  /** The latest of each name: in a repeat every turn has its own. */
  readonly #names = new Map<string, Bound>();
  readonly #open = new Set<string>();

  constructor(all: ReadonlySet<string>, report: (finding: Finding) => void) {
    this.#all = all;
    this.#report = report;
  }

  /** The layer with this name runs now; naming it inside is a cycle. */
  open(name: string): void {
    this.#open.add(name);
  }

  define(name: string, outputs: readonly Tensor[], target: Target): void {
    this.#open.delete(name);
    const before = this.#names.get(name);
    const others = before ? [...before.others, ...spanOf(before.target)] : [];
    const [own] = spanOf(target);
    this.#names.set(name, { outputs, target, others: others.filter(({ start }) => start !== own?.start) });
  }

  /**
   * `before` is what the list made so far, `here` is the position that asks, `listInput` what the list was given.
   * Undefined, with a finding, where it leads nowhere.
   */
  find(
    reference: Reference,
    before: readonly Made[],
    here: number,
    listInput: readonly Tensor[],
  ): readonly Tensor[] | undefined {
    const { target } = reference;
    return typeof target === 'number'
      ? this.#position(reference, target, before, here, listInput)
      : this.#name(reference, target);
  }

  #position(
    reference: Reference,
    position: number,
    before: readonly Made[],
    here: number,
    listInput: readonly Tensor[],
  ): readonly Tensor[] | undefined {
    const index = position < 0 ? here + position : position;
    if (index === -1 && position < 0) return listInput;
    const found = before[index];
    if (!found) {
      const why = position >= 0 && index === here ? 'itself' : 'out-of-range';
      this.#report({ rule: 'bad-reference', span: reference.span, facts: { name: String(position), why } });
      return undefined;
    }
    this.targets.set(reference, { kind: 'layer', layer: found.layer });
    return found.outputs;
  }

  #name(reference: Reference, name: string): readonly Tensor[] | undefined {
    const [whole, output] = this.#split(name);
    const bound = this.#names.get(whole);
    if (!bound || this.#open.has(whole)) {
      this.#report({ rule: 'bad-reference', span: reference.span, facts: this.#why(whole) });
      return undefined;
    }
    const [other] = bound.others;
    if (other) {
      const related = [{ span: other, role: 'defined-here' }] as const;
      const facts = { name: whole, why: 'ambiguous' } as const;
      this.#report({ rule: 'bad-reference', span: reference.span, facts, related });
    }
    this.targets.set(reference, bound.target);
    const tensor = output === undefined ? undefined : bound.outputs[output];
    if (output === undefined) return bound.outputs;
    if (tensor) return [tensor];
    this.#report({ rule: 'bad-reference', span: reference.span, facts: { name, why: 'out-of-range' } });
    return undefined;
  }

  /** `parts.1` is the second output of `parts`, unless something has the whole as its name. */
  #split(name: string): readonly [string, number | undefined] {
    if (this.#all.has(name)) return [name, undefined];
    const match = /^(.+)\.(\d+)$/.exec(name);
    return match?.[1] !== undefined && this.#all.has(match[1]) ? [match[1], Number(match[2])] : [name, undefined];
  }

  #why(name: string) {
    if (this.#open.has(name)) return { name, why: 'itself' } as const;
    if (this.#all.has(name)) return { name, why: 'forward' } as const;
    const suggestion = closest(name, this.#names.keys());
    return { name, why: 'missing', ...(suggestion ? { suggestion } : {}) } as const;
  }
}

function spanOf(target: Target): readonly Span[] {
  const label = target.kind === 'input' ? target.input.name : target.layer.name;
  return label ? [label.span] : [];
}
