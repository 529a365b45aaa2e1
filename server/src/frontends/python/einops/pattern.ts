// The pattern language of einops: `b c (h 2) (w 2) -> b c h w`. Text in, names and groups out; knows no tensors.
// Source: einops/parsing.py and einops/einops.py, einops 0.8.

/** What `...` stands for, as one name among a group's. */
export const ELLIPSIS = '...';

/** What stands for one axis: `h`, `(h w)`, `1`, `()`, or `...` alone, which stands for any number. */
export interface Group {
  readonly names: readonly string[];
  readonly bracketed: boolean;
}

export interface Expression {
  readonly groups: readonly Group[];
  /** Every name, in order; numbers have names of their own that no text can spell. */
  readonly names: readonly string[];
  /** Of numbers above 1. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly ellipsis: 'none' | 'plain' | 'bracketed';
}

/** A mistake in the text, in einops' words. */
export interface Mistake {
  readonly mistake: string;
}

export function isMistake<T extends object>(result: T | Mistake): result is Mistake {
  return 'mistake' in result;
}

/** `side` keeps the numbers of two expressions apart. `underscore`: `_` is an axis that nobody asks for. */
export function readExpression(text: string, side: string, underscore = false): Expression | Mistake {
  if (text.includes('.')) {
    const dots = text.split('.').length - 1;
    if (!text.includes('...')) return { mistake: 'Expression may contain dots only inside ellipsis (...)' };
    if (dots !== 3)
      return { mistake: 'Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ' };
  }
  return new Reader(side, underscore).read(text);
}

class Reader {
  readonly #side: string;
  readonly #underscore: boolean;
  readonly #groups: Group[] = [];
  readonly #names: string[] = [];
  readonly #sizes = new Map<string, number>();
  /** Between brackets: what has been read since the opening one. */
  #open: string[] | undefined;

  constructor(side: string, underscore: boolean) {
    this.#side = side;
    this.#underscore = underscore;
  }

  read(text: string): Expression | Mistake {
    for (const token of text.match(/\.\.\.|\w+|[()]|\S/gu) ?? []) {
      const mistake = this.#token(token);
      if (mistake !== undefined) return { mistake };
    }
    if (this.#open) return { mistake: `Imbalanced parentheses in expression: "${text}"` };
    const holder = this.#groups.find(({ names }) => names.includes(ELLIPSIS));
    return {
      groups: this.#groups,
      names: this.#names,
      sizes: this.#sizes,
      ellipsis: holder ? (holder.bracketed ? 'bracketed' : 'plain') : 'none',
    };
  }

  #token(token: string): string | undefined {
    if (token === '(') {
      if (this.#open) return 'Axis composition is one-level (brackets inside brackets not allowed)';
      this.#open = [];
      return undefined;
    }
    if (token === ')') {
      if (!this.#open) return 'Brackets are not balanced';
      this.#groups.push({ names: this.#open, bracketed: true });
      this.#open = undefined;
      return undefined;
    }
    if (/^\d+$/.test(token)) return this.#number(Number(token));
    if (token === ELLIPSIS) return this.#add(token);
    if (!/^\w+$/u.test(token)) return `Unknown character '${token}'`;
    const isBlank = this.#underscore && token === '_';
    if (/^\d/.test(token)) return `Invalid axis identifier: ${token}\nnot a valid python identifier`;
    if (!isBlank && /^_|_$/.test(token))
      return `Invalid axis identifier: ${token}\naxis name should should not start or end with underscore`;
    return this.#add(token, isBlank);
  }

  #number(size: number): string | undefined {
    if (size === 0) return 'Anonymous axis should have positive length, not 0';
    if (size === 1) {
      if (!this.#open) this.#groups.push({ names: [], bracketed: false });
      return undefined;
    }
    const name = `${size}#${this.#side}${this.#sizes.size}`;
    this.#sizes.set(name, size);
    return this.#add(name);
  }

  #add(name: string, repeats = false): string | undefined {
    if (!repeats && this.#names.includes(name)) return `Indexing expression contains duplicate dimension "${name}"`;
    this.#names.push(name);
    if (this.#open) this.#open.push(name);
    else this.#groups.push({ names: [name], bracketed: false });
    return undefined;
  }
}

export type Operation = 'rearrange' | 'reduce' | 'repeat';

export interface Pattern {
  readonly text: string;
  readonly operation: Operation;
  readonly left: Expression;
  readonly right: Expression;
}

/** `listed`: the names of the lengths that a call gives beside the pattern. */
export function readPattern(text: string, operation: Operation, listed: readonly string[]): Pattern | Mistake {
  const [before = '', after, ...more] = text.split('->');
  if (after === undefined || more.length > 0)
    return {
      mistake: `${after === undefined ? 'not enough' : 'too many'} values to unpack (expected 2): a pattern has one ->`,
    };
  const left = readExpression(before, 'l');
  if (isMistake(left)) return left;
  const right = readExpression(after, 'r');
  if (isMistake(right)) return right;
  const mistake = disagreement({ text, operation, left, right }, listed);
  return mistake === undefined ? { text, operation, left, right } : { mistake };
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.includes(name));
}

function listText(names: readonly string[]): string {
  return `{${names.map((name) => (name.includes('#') ? `${name.split('#')[0]}-axis` : `'${name}'`)).join(', ')}}`;
}

/** What does not fit between the two sides, whatever tensor comes. */
function disagreement({ text, operation, left, right }: Pattern, listed: readonly string[]): string | undefined {
  if (left.ellipsis === 'none' && right.ellipsis !== 'none')
    return `Ellipsis found in right side, but not left side of a pattern ${text}`;
  if (left.ellipsis === 'bracketed') return `Ellipsis inside parenthesis in the left side is not allowed: ${text}`;
  const onlyLeft = without(left.names, right.names);
  const onlyRight = without(right.names, left.names);
  if (operation === 'rearrange') {
    if (left.sizes.size > 0 || right.sizes.size > 0)
      return 'Non-unitary anonymous axes are not supported in rearrange (exception is length 1)';
    const either = [...onlyLeft, ...onlyRight];
    if (either.length > 0) return `Identifiers only on one side of expression (should be on both): ${listText(either)}`;
  }
  if (operation === 'repeat') {
    if (onlyLeft.length > 0) return `Unexpected identifiers on the left side of repeat: ${listText(onlyLeft)}`;
    const unsized = without(onlyRight, [...listed, ...right.sizes.keys()]);
    if (unsized.length > 0) return `Specify sizes for new axes in repeat: ${listText(unsized)}`;
  }
  if (operation === 'reduce' && onlyRight.length > 0)
    return `Unexpected identifiers on the right side of reduce: ${listText(onlyRight)}`;
  const unused = without(listed, [...left.names, ...right.names]);
  if (unused[0] !== undefined) return `Axis ${unused[0]} is not used in transform`;
  for (const { names } of left.groups) {
    const open = without(names, [...listed, ...left.sizes.keys(), ELLIPSIS]);
    if (open.length > 1) return `Could not infer sizes for ${listText(open)}`;
  }
  return undefined;
}
