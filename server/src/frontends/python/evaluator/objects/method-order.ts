// Method resolution order, and looking attributes up along it.
import type { PyClass, Value } from '../values.ts';

/**
 * C3: what comes after a class with these bases; undefined where they contradict each other.
 * Source: https://docs.python.org/3/howto/mro.html
 */
export function linearize(bases: readonly PyClass[]): PyClass[] | undefined {
  const [only] = bases;
  if (only && bases.length === 1) return [...only.mro];
  let open = [...bases.map((base) => [...base.mro]), [...bases]].filter((sequence) => sequence.length > 0);
  const order: PyClass[] = [];
  while (open.length > 0) {
    const next = open
      .map((sequence) => sequence[0] as PyClass)
      .find((head) => open.every((sequence) => !sequence.includes(head, 1)));
    if (!next) return undefined;
    order.push(next);
    for (const sequence of open) if (sequence[0] === next) sequence.shift();
    open = open.filter((sequence) => sequence.length > 0);
  }
  return order;
}

/** An attribute of the class or what it inherits, as it is stored: descriptors are not bound. */
export function lookUp(of: PyClass, name: string, after?: PyClass): Value | undefined {
  const { mro } = of;
  for (let i = after ? mro.indexOf(after) + 1 : 0; i < mro.length; i++) {
    const value = (mro[i] as PyClass).namespace.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What `lookUp` finds is of the file's classes and stands behind an unknown base, which may have another one. */
export function isBehindUnknown(of: PyClass, name: string, after?: PyClass): boolean {
  const rest = of.mro.slice(after ? of.mro.indexOf(after) : 0);
  const owner = (after ? rest.slice(1) : rest).find(({ namespace }) => namespace.has(name));
  if (!owner?.definition) return false;
  return rest.some(({ behind }) => behind.some((base) => isSubclass(base, owner)));
}

export function isSubclass(of: PyClass, base: PyClass): boolean {
  return of === base || of.mro.includes(base);
}
