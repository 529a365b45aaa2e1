// The JavaScript engine's stack, on which both nested code and nested calls stand. Knows neither.

/** Some 128 KB on it, as arguments. */
const ROOM: readonly undefined[] = new Array(16_384).fill(undefined);

function nothing(): void {}

/**
 * Throws as the end of the stack does, while there is still room for what does not survive it: V8 ends the process where it
 * has none to compile a regular expression in.
 */
export function requireStack(): void {
  nothing.apply(undefined, ROOM as []);
}
