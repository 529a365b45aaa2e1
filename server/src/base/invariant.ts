// The one way to fail: for our own bugs only. User input never gets here.

export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`ConvLint bug: ${what}`);
}
