// What follows from an object is worked out once, and kept as long as the object is.

/** The outcome must hang on nothing but the object, and nobody may change either. */
export function oncePer<K extends object, T>(workOut: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = workOut(key);
    known.set(key, made);
    return made;
  };
}
