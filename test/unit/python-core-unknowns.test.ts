// What the evaluator makes of values that are not known: `?` in a result is one. Nothing may come out that could be wrong.
import { describe, expect, it } from 'vitest';
import { N } from '../../server/src/graph/dim.ts';
import { runPython } from '../harness/python-plain.ts';

function result(source: string): string {
  const run = runPython(source, { builtins: new Map([['N', N]]) });
  expect(run.failures).toEqual([]);
  return run.value('result');
}

const UNKNOWN_IN = [
  [
    'absorbs',
    'u = unknown()\nresult = (u + 1, 1 + u, -u, u.x, u(3), u[0], u[1:], not u, u == 1, u is None, len(u), [u], f"{u}")',
  ],
  ['conditional expression', 'u = unknown()\nresult = (1 if u else 2, 3 if u else 3)'],
  ['and, or', 'u = unknown()\nresult = (u and False, u or True, u and 1, False and u, True or u)'],
  ['comparison chains', 'u = unknown()\nresult = (1 < u < 3, 2 < 1 < u, 1 < u < 0)'],
  ['unpacking', 'a, (b, *c) = unknown()\nresult = (a, b, c)'],
  [
    'star arguments',
    'def f(*a, **k): return len(a)\nresult = (f(*unknown()), f(**unknown()), [*unknown()], {**unknown()})',
  ],
  [
    'comprehension',
    'u = unknown()\nresult = ([x for x in u], [x for x in (1, 2) if u], {x: 1 for x in u}, [y for x in (1, 2) for y in u])',
  ],
  ['tuple of unknowns keeps its length', 'u = unknown()\na = (u, 1)\nresult = (len(a), a[1], a[0])'],
  ['unknown key', 'd = {"a": 1}\nd[unknown()] = 2\nresult = (d["a"], len(d), {unknown(): 1}, {unknown()})'],
  ['unknown index', 'l = [1, 2]\nl[unknown()] = 5\nresult = (l[0], len(l))'],
  ['unknown decorator keeps the function', '@unknown()\ndef f(): return 4\nresult = (f(), f[2], f[2](3))'],
  [
    'unknown base class',
    'class A(unknown()):\n    def f(self): return 1\n    def __init__(self): super().__init__(); self.x = 2\na = A()\nresult = (a.f(), a.x, a.other, a.method(3), isinstance(a, A), isinstance(a, dict))',
  ],
  ['unknown context manager', 'with unknown() as u:\n    x = 1\nresult = (u, x)'],
  [
    'text of what is not known',
    'class A:\n    def __repr__(self): return f"A({N})"\nresult = (f"{N}x", str(N), repr((1, N)), "%s" % [N], "{}".format({N: 1}), f"{A()}", str(A()), f"{2:>3}")',
  ],
  ['unknown exception type catches', 'try:\n    raise ValueError\nexcept unknown():\n    result = 1'],
] as const;

const WANTED: Readonly<Record<string, string>> = {
  absorbs: '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, [?], ?)',
  'conditional expression': '(?, 3)',
  'and, or': '(False, True, ?, False, True)',
  'comparison chains': '(?, False, ?)',
  unpacking: '(?, ?, ?)',
  'star arguments': '(?, ?, ?, ?)',
  comprehension: '(?, ?, ?, ?)',
  'tuple of unknowns keeps its length': '(2, 1, ?)',
  'unknown key': '(?, ?, ?, ?)',
  'unknown index': '(?, ?)',
  'unknown decorator keeps the function': '(4, ?, ?)',
  'unknown base class': '(1, 2, ?, ?, True, ?)',
  'unknown context manager': '(?, 1)',
  'text of what is not known': "(?, ?, ?, ?, ?, ?, ?, '  2')",
  'unknown exception type catches': '1',
};

describe('an unknown makes unknown what depends on it, and nothing else', () => {
  it.each(UNKNOWN_IN)('%s', (name, source) => {
    expect(result(source)).toBe(WANTED[name]);
  });
});

const BRANCHES: readonly (readonly [string, string, string])[] = [
  [
    'what differs is unknown',
    'if unknown():\n    x = 1\n    y = 5\nelse:\n    x = 2\n    y = 5\nresult = (x, y)',
    '(?, 5)',
  ],
  ['what one side sets', 'z = 0\nif unknown():\n    x = 1\nresult = (x, z)', '(?, 0)'],
  ['a side that raises is dropped', 'if unknown():\n    raise ValueError\nelse:\n    x = 2\nresult = x', '2'],
  ['the other side that raises is dropped', 'if unknown():\n    x = 1\nelse:\n    raise ValueError\nresult = x', '1'],
  [
    'both sides raise',
    'def f():\n    if unknown(): raise ValueError\n    else: raise KeyError\ntry:\n    f()\nexcept (ValueError, KeyError):\n    result = 1',
    '1',
  ],
  [
    'lists of one length',
    'l = [0]\nif unknown():\n    l.append(1)\nelse:\n    l.append(2)\nresult = (l, len(l))',
    '([0, ?], 2)',
  ],
  [
    'lists of different lengths',
    'l = [0]\nif unknown():\n    l.append(1)\nresult = (l, len(l), [x for x in l])',
    '(?, ?, ?)',
  ],
  [
    'dicts',
    'd = {"a": 1}\nif unknown():\n    d["a"] = 2\nelse:\n    d["a"] = 3\nresult = (d, len(d))',
    "({'a': ?}, 1)",
  ],
  ['attributes', 'class A: pass\na = A()\na.x = a.y = 1\nif unknown():\n    a.x = 2\nresult = (a.x, a.y)', '(?, 1)'],
  [
    'nested',
    'u = unknown()\nx = y = z = 0\nif u:\n    x = 1\n    if u:\n        y = 1\n    else:\n        y = 1\n    z = 3\nelse:\n    x = 1\nresult = (x, y, z)',
    '(1, ?, ?)',
  ],
  ['returns on both sides', 'def f():\n    if unknown(): return (1, 2)\n    return (1, 3)\nresult = f()', '(1, ?)'],
  [
    'early return',
    'def f(a):\n    if unknown(): return 1\n    a.append(5)\n    return 1\nl = []\nresult = (f(l), l)',
    '(1, ?)',
  ],
  [
    'early return that leaves attributes unset',
    'class A:\n    def __init__(self):\n        self.a = 1\n        if unknown(): return\n        self.b = 2\n        self.a = 1\no = A()\nresult = (o.a, o.b)',
    '(1, ?)',
  ],
  [
    'uncertain break',
    'n = 0\nm = 7\nfor i in range(3):\n    if unknown(): break\n    n += 1\nresult = (n, m, i)',
    '(?, 7, ?)',
  ],
  [
    'uncertain continue',
    'out = []\nn = 0\nfor i in range(3):\n    if unknown(): continue\n    out.append(i)\n    n = 0\nresult = (out, n, i)',
    '(?, 0, 2)',
  ],
  ['uncertain while', 'n = 0\nk = 1\nwhile unknown():\n    n += 1\n    k = 1\nresult = (n, k)', '(?, 1)'],
  ['uncertain for', 'l = []\nk = 3\nfor x in unknown():\n    l.append(x)\n    k = 3\nresult = (l, k)', '(?, 3)'],
  [
    'a break on both ways',
    'for i in range(5):\n    if unknown():\n        x = 1\n        break\n    else:\n        x = 1\n        break\nresult = (x, i)',
    '(1, 0)',
  ],
  [
    'return in a loop',
    'def f():\n    for i in range(3):\n        if unknown(): return 1\n        if i == 1: return 1\n    return 1\nresult = f()',
    '1',
  ],
  ['match', 'match unknown():\n    case 1: x = "a"; y = 0\n    case _: x = "b"; y = 0\nresult = (x, y)', '(?, 0)'],
  [
    'try in a side',
    'x = 0\nif unknown():\n    try:\n        raise ValueError\n    except ValueError:\n        x = 4\nelse:\n    x = 4\nresult = x',
    '4',
  ],
  [
    'a leave is forgotten when the function raises',
    'def f():\n    for i in range(3):\n        if unknown(): return 1\n        raise ValueError\ntry:\n    f()\nexcept ValueError:\n    pass\nx = 0\nif unknown(): x = 1\nresult = x',
    '?',
  ],
  [
    'recursion that ends at an unknown',
    'def f(n):\n    if unknown(): return 3\n    return f(n - 1)\nresult = f(5)',
    '3',
  ],
  ['short circuit with an effect', 'l = []\nunknown() and l.append(1)\nresult = l', '?'],
  ['assert on an unknown holds', 'assert unknown()\nresult = 1', '1'],
  [
    'closures keep what differs',
    'def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    if unknown(): g()\n    return n\nresult = f()',
    '?',
  ],
];

describe('a branch on an unknown joins both sides', () => {
  it.each(BRANCHES)('%s', (_, source, expected) => {
    expect(result(source)).toBe(expected);
  });
});

const BATCH: readonly (readonly [string, string, string])[] = [
  [
    'multiples',
    'result = (N * 4, 4 * N // 2, N * 6 / 3, N + N, 3 * N - N, N - N, N // 1)',
    '(4*N, 2*N, 2*N, 2*N, 2*N, 0, N)',
  ],
  [
    'fractions',
    'result = (N // 16, N * 64 // (8 * 8), int(N * 64 / (8 * 8)), N / N, (N * 3) // N)',
    '(N/16, N, N, 1.0, 3)',
  ],
  ['no multiple', 'result = (N + 1, N * N, N % 2, 1 / N, 2 ** N)', '(?, ?, ?, ?, ?)'],
  ['rests', 'result = (4 * N % 2, 4 * N % N, N % 1)', '(0, 0, 0)'],
  [
    'comparisons that hold for every N ≥ 2',
    'result = (N > 1, N >= 2, N == 1, N < 1, N != 0, N > 0, 2 * N > N, N == N, 0 < N)',
    '(True, True, False, False, True, True, True, True, True)',
  ],
  ['comparisons that do not', 'result = (N > 2, N == 4, N < 8, N <= 2, N == 2)', '(?, ?, ?, ?, ?)'],
  [
    'truth and type',
    'result = (bool(N), isinstance(N, int), type(N) is int, 1 if N else 2, [1, 2][0] * N)',
    '(True, True, True, 1, N)',
  ],
  ['a string or list of N cells', 'result = ([0] * N, "a" * N)', '(?, ?)'],
];

describe('the batch is a symbolic integer', () => {
  it.each(BATCH)('%s', (_, source, expected) => {
    expect(result(source)).toBe(expected);
  });
});

describe('an unknown says why', () => {
  it.each([
    ['import nowhere\nresult = nowhere.f(1)', 'unknown-import'],
    ['from nowhere import f\nresult = f()', 'unknown-import'],
    ['result = N + 1', 'batch-arithmetic'],
    ['result = (1 +', 'syntax'],
    ['x = = 3\nresult = g()', 'unknown-name'],
    ['x = 1 / 0\nresult = x', 'unknown-name'],
    ['result = 10 ** 10 ** 10', 'limit-reached'],
  ])('%s', (source, reason) => {
    const { loaded } = runPython(source, { builtins: new Map([['N', N]]) });
    const value = loaded.module.namespace.get('result');
    if (reason === 'syntax' && value === undefined) return;
    expect(value).toMatchObject({ kind: 'unknown', cause: { reason } });
  });
});
