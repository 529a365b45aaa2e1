// Checks of what comes over the wall between a panel and its host: a message is used only when its guard accepts it.
// Knows no particular message.

export type Guard<T> = (value: unknown) => value is T;

export const isString: Guard<string> = (value) => typeof value === 'string';
export const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
/** JSON has no NaN and no Infinity. */
export const isNumber: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
/** A place in a list, or a line: 0, 1, 2, … */
export const isIndex: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export function oneOf<const C extends readonly string[]>(...choices: C): Guard<C[number]> {
  return (value): value is C[number] => choices.includes(value as string);
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

/** For properties that may be absent. */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function either<A, B>(a: Guard<A>, b: Guard<B>): Guard<A | B> {
  return (value): value is A | B => a(value) || b(value);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((item) => guard(item));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Further properties are let through: a newer host may say more. */
export function objectOf<T extends object>(guards: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> {
  const entries = Object.entries(guards) as readonly (readonly [string, Guard<unknown>])[];
  return (value): value is T => isRecord(value) && entries.every(([key, guard]) => guard(value[key]));
}

/** Messages that are told apart by their `type`. */
export function taggedUnion<T extends { readonly type: string }>(
  guards: {
    readonly [K in T['type']]: Guard<Extract<T, { readonly type: K }>>;
  },
): Guard<T> {
  const table = new Map(Object.entries<Guard<unknown>>(guards));
  return (value): value is T => isRecord(value) && isString(value.type) && table.get(value.type)?.(value) === true;
}

/** The `type` of one message. */
export const isType = <T extends string>(type: T) => oneOf(type) as Guard<T>;

/** A page's words: every one of them by its name. */
export function textsOf<const N extends string>(names: readonly N[]): Guard<Readonly<Record<N, string>>> {
  return (value): value is Readonly<Record<N, string>> =>
    isRecord(value) && names.every((name) => isString(value[name]));
}
