// However deep calls go, there is room left on the JavaScript engine's stack: V8 ends the process where it has none to compile
// a regular expression in.
import { expect, it } from 'vitest';
import { nativeFunction } from '../../server/src/frontends/python/evaluator/values.ts';
import { runPython } from '../harness/python-plain.ts';

const ROOM = new Array(8000).fill(0) as [];

function nothing(): void {}

it.each([
  ['calls', 'def f(n): return look() or f(n + 1)'],
  [
    'calls inside of much else',
    'def f(n):\n    for i in [0]:\n        if n >= 0: return [max([look() + f(n + 1)]) for j in [0]][0]',
  ],
  [
    'methods',
    'class A:\n    def __getattr__(self, name): return look() or [*map(lambda x: self.other, [1])]\ndef f(n): return A().x',
  ],
])('%s that never end leave room for what needs some', (_, code) => {
  let [looks, falls] = [0, 0];
  const look = nativeFunction('look', () => {
    looks++;
    try {
      nothing.apply(undefined, ROOM);
    } catch {
      falls++;
    }
    return 0;
  });
  const run = runPython(`${code}\nf(0)\n`, { builtins: new Map([['look', look]]) });
  expect(run.failures).toEqual(['out of fuel: depth']);
  expect(falls).toBe(0);
  expect(looks).toBeGreaterThan(50);
});
