// Expectations and waiting for the suite. No node module: it also runs in the web worker.

export function ok(value: unknown, message: string): asserts value {
  if (!value) throw new Error(message);
}

export function equal<T>(actual: T, expected: T, what: string): void {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what}: expected ${e}, got ${a}`);
}

export function match(actual: string, pattern: RegExp, what: string): void {
  if (!pattern.test(actual)) throw new Error(`${what}: ${JSON.stringify(actual)} does not match ${pattern}`);
}

/** Waits until `look` gives something, and tells at the end what it saw last. */
export async function until<T>(look: () => T | Promise<T>, what: string, ms = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  let seen: T | undefined;
  while (Date.now() < deadline) {
    seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${ms / 1000} s in vain for ${what}; last seen: ${JSON.stringify(seen)}`);
}
