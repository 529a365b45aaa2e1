// What can be called, what a call passes, and where it stands. Calling is done in calls.ts.
import type { Span } from '../../../../base/span.ts';
import { birthNow } from '../branches/ages.ts';
import type { Mutable } from '../branches/mutable.ts';
import type { Runtime } from '../runtime.ts';
import type { Namespace, Value } from '../values.ts';

/** One argument of a call, with where the file writes it. */
export interface PassedArgument {
  readonly value: Value;
  /** The argument's expression. */
  readonly span: Span;
  /** The expression itself is a literal, or is made of literals alone: a fix may rewrite it. */
  readonly literal: boolean;
}

/** Where a call (or an operator, or `x[…]`) stands; `passed` is by keyword, or by position as a string of its index. */
export interface CallSite {
  readonly uri: string;
  readonly span: Span;
  /** The callee's last name: `Conv2d` in `nn.Conv2d(…)`. */
  readonly head: Span;
  readonly passed: ReadonlyMap<string, PassedArgument>;
  /** The same for all runs of the call while it stands there; absent where stars decide what is written where. */
  readonly written?: object | undefined;
}

export type Keywords = ReadonlyMap<string, Value>;

/** Arguments as Python passes them; a method's first one is its object, which `site.passed` does not count. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The innermost call in a text that led here. */
  readonly site: CallSite;
  /** More arguments may be given than are known, for this value: parameters without one are unknown. */
  readonly open?: Value;
}

/** One parameter of a function, as `inspect.signature` shows it. */
export interface SignatureParameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'normal' | 'keyword-only' | '*' | '**';
  readonly default: Value | undefined;
  readonly annotation: Value | undefined;
}

export type NativeCode = (runtime: Runtime, args: Arguments) => Value;

/** Written by us. Make them with `nativeFunction` and `nativeMethod`. */
export class NativeFunction {
  readonly kind = 'native';
  readonly name: string;
  readonly call: NativeCode;
  /** In a class it is a method; without, it is like `len`: a class attribute that does not get the object. */
  readonly binds: boolean;
  /** Where it is made anew by each run: what alone its outcome depends on, beside its name. */
  readonly made: unknown;
  /** Of those that code may ask for it, `self` first. */
  readonly signature: readonly SignatureParameter[] | undefined;
  constructor(
    name: string,
    call: NativeCode,
    binds: boolean,
    made?: unknown,
    signature?: readonly SignatureParameter[],
  ) {
    this.name = name;
    this.call = call;
    this.binds = binds;
    this.made = made;
    this.signature = signature;
  }
}

/** A function of a module, or a static one: `math.sqrt`, `object.__new__`. */
export function nativeFunction(name: string, call: NativeCode, made?: unknown): NativeFunction {
  return new NativeFunction(name, call, false, made);
}

/** A function in a class: its first positional argument is the object. */
export function nativeMethod(
  name: string,
  call: NativeCode,
  made?: unknown,
  signature?: readonly SignatureParameter[],
): NativeFunction {
  return new NativeFunction(name, call, true, made, signature);
}

/** A function that the file defines; the compiled code is the evaluator's affair. */
export class PyFunction implements Mutable {
  readonly kind = 'function';
  readonly birth = birthNow();
  readonly name: string;
  readonly qualifiedName: string;
  readonly module: string;
  readonly code: unknown;
  attributes: Namespace = new Map();
  constructor(name: string, qualifiedName: string, module: string, code: unknown) {
    this.name = name;
    this.qualifiedName = qualifiedName;
    this.module = module;
    this.code = code;
  }
  snapshot(): unknown {
    return new Map(this.attributes);
  }
  restore(snapshot: unknown): void {
    this.attributes = new Map(snapshot as Namespace);
  }
}

export class BoundMethod {
  readonly kind = 'bound-method';
  readonly self: Value;
  readonly callee: Value;
  constructor(self: Value, callee: Value) {
    this.self = self;
    this.callee = callee;
  }
}

export class PyProperty {
  readonly kind = 'property';
  readonly get: Value;
  readonly set: Value;
  /** functools.cached_property: kept in the object's attributes under this name. */
  readonly cachedAs: string | undefined;
  readonly delete: Value;
  constructor(get: Value, set: Value = null, cachedAs?: string, remove: Value = null) {
    this.get = get;
    this.set = set;
    this.cachedAs = cachedAs;
    this.delete = remove;
  }
}

export class PyStaticMethod {
  readonly kind = 'static-method';
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}

export class PyClassMethod {
  readonly kind = 'class-method';
  readonly callee: Value;
  constructor(callee: Value) {
    this.callee = callee;
  }
}
