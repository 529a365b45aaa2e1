// Built-ins and the standard library on what is not known, and where Python refuses.
import { describe, expect, it } from 'vitest';
import { N } from '../../server/src/graph/dim.ts';
import { runPython } from '../harness/python-plain.ts';

/** An expression with `u`, which is not known, and the batch `n`; `?` is an unknown. */
const ABSTRACT: readonly (readonly [expression: string, result: string])[] = [
  ['len(u)', '?'],
  ['int(n)', 'N'],
  ['float(n) / 2', 'N/2'],
  ['int(n / 4)', 'N/4'],
  ['round(n), abs(n), abs(-n)', '(N, N, N)'],
  ['max(n, 1), min(n, 1), max(n, 8)', '(N, 1, ?)'],
  ['max(u, 1), min([1, u])', '(?, ?)'],
  ['sum([n, n]), sum([u, 1]), sum(u)', '(2*N, ?, ?)'],
  ['math.sqrt(n), math.sqrt(u), math.floor(n), math.ceil(n / 2)', '(?, ?, N, ?)'],
  ['math.prod([n, 3, 4]), math.prod([n, u])', '(12*N, ?)'],
  ['str(n), repr(u), "%d" % n, "{}".format(u), str([1, u]), f"{u}"', '(?, ?, ?, ?, ?, ?)'],
  ['"a".join([u]), "a".join(u), "abc".replace("a", u), "abc".startswith(u)', '(?, ?, ?, ?)'],
  ['sorted([2, u, 1]), sorted(u), sorted([n, 1])', '(?, ?, [1, N])'],
  ['any([u, True]), all([u, False]), any([u, False]), all([True, u])', '(True, False, ?, ?)'],
  ['isinstance(u, int), isinstance(n, int), hasattr(u, "x"), getattr(u, "x", 3)', '(?, True, ?, ?)'],
  ['list(u), tuple(u), dict(u), set(u), list(map(str, u)), dict(a=u)', "(?, ?, ?, ?, ?, {'a': ?})"],
  ['{"a": 1}.get(u), [1, 2].index(u), [1, 2].count(u), u in [1, 2]', '(?, ?, ?, ?)'],
  ['range(u), range(0, u), bool(u), bool(n), int(u), float(u), bin(u)', '(?, ?, ?, True, ?, ?, ?)'],
  ['list(zip([1, 2], [u, 3])), list(enumerate([u])), list(reversed([1, u]))', '([(1, ?), (2, 3)], [(0, ?)], [?, 1])'],
  ['re.match(u, "a"), os.path.join("a", u), json.loads(u), functools.reduce(max, [1, u])', '(?, ?, ?, ?)'],
  ['list(itertools.accumulate([n, 1])), list(itertools.chain([u], [1]))', '([N, ?], [?, 1])'],
  [
    'os.environ.get("X", 3), os.getenv("X", "a"), os.environ.get("X"), os.environ["Y"], random.random(), time.time()',
    "(3, 'a', ?, ?, ?, ?)",
  ],
  [
    'numpy.ceil(2.1), int(numpy.prod([2, 3])), numpy.linspace(0, 1, 3).tolist(), numpy.sqrt(u)',
    '(3.0, 6, [0.0, 0.5, 1.0], ?)',
  ],
  ['numpy.sum([1], axis=0), numpy.whatever(3), (numpy.arange(3) * 2).tolist()', '(?, ?, [0, 2, 4])'],
  // As numpy itself says.
  [
    '[x.tolist() for x in numpy.unique([8, 24, 8], return_counts=True)], numpy.unique(u, return_counts=True)',
    '([[8, 24], [2, 1]], ?)',
  ],
  [
    'numpy.any((numpy.atleast_1d(3) - 1) * (1, 2) % 2 == 1), tuple(int(p) for p in (numpy.array((3, 5)) - 1) / 2)',
    '(False, (1, 2))',
  ],
  [
    'numpy.round(numpy.divide([20, 28, 28], 8)).tolist(), len(numpy.unique([3, 1, 3])), (numpy.arange(2) / 0).tolist()[1]',
    '([2.0, 4.0, 4.0], 2, inf)',
  ],
  [
    'numpy.clip(numpy.arange(4), 1, 2).tolist(), numpy.argmax([1, 4, 2]), numpy.zeros(2).tolist(), (-numpy.ones((2, 2)))',
    '([1, 1, 2, 2], 1, [0.0, 0.0], ?)',
  ],
  [
    'int(numpy.array([3])), bool(numpy.array([2.0]) > 1), bool(numpy.arange(3) > u), numpy.array([1, 2]) @ u',
    '(3, True, ?, ?)',
  ],
];

const IMPORTS = 'import math, re, os, json, functools, itertools, random, time, numpy';

describe('what is not known stays unknown', () => {
  it.each(ABSTRACT)('%s', (expression, result) => {
    const run = runPython(`${IMPORTS}\nu = unknown()\nresult = ${expression}`, { builtins: new Map([['n', N]]) });
    expect(run.failures).toEqual([]);
    expect(run.value('result')).toBe(result);
  });
});

/** Containers in doubt: what is put in under an unknown condition, or at an unknown place. */
const IN_DOUBT: readonly (readonly [program: string, result: string])[] = [
  ['a = [1]\nif u:\n    a.append(2)\nresult = (len(a), list(a), a.count(1))', '(?, ?, ?)'],
  ['a = [1, 2]\na.pop(u)\nresult = a', '?'],
  ['d = {}\nd[u] = 1\nresult = (d.get("a"), list(d.keys()))', '(?, ?)'],
  ['s = {1}\ns.add(u)\nresult = (len(s), 1 in s)', '(?, ?)'],
  ['a = [1, 2]\nif u:\n    a.sort(reverse=True)\nresult = (len(a), a)', '(2, [?, ?])'],
  ['import random\na = [1, 2]\nrandom.shuffle(a)\nresult = (len(a), a)', '(2, [?, ?])'],
  [
    'import numpy\na = numpy.arange(3)\na[1] = 7\nb = a.copy()\na[u] = 1\nresult = (b.tolist(), len(a), a.tolist())',
    '([0, 7, 2], 3, ?)',
  ],
  ['import numpy\na = numpy.arange(3)\nif u:\n    a[1] = 7\nresult = (len(a), a.tolist())', '(3, [0, ?, 2])'],
  ['import numpy\na = numpy.arange(4)\na[1:-2] *= 3\nresult = (len(a), a.tolist())', '(4, ?)'],
];

describe('a container in doubt says so', () => {
  it.each(IN_DOUBT)('%s', (program, result) => {
    const run = runPython(`u = unknown()\n${program}`);
    expect(run.failures).toEqual([]);
    expect(run.value('result')).toBe(result);
  });
});

/** Python's own words, where it refuses for certain. */
const REFUSED: readonly (readonly [program: string, failure: RegExp])[] = [
  ['int("x")', /^ValueError: invalid literal for int\(\) with base 10: 'x'$/],
  ['[].pop()', /^IndexError: pop from empty list$/],
  ['{}.pop("a")', /^KeyError: 'a'$/],
  ['[1].append(1, 2)', /^TypeError: append\(\)/],
  ['sorted(3)', /^TypeError: 'int' object is not iterable$/],
  ['max([])', /^ValueError: /],
  ['import math\nmath.sqrt(-1)', /^ValueError: math domain error$/],
  ['next(iter([]))', /^StopIteration/],
  ['"a".join([1])', /^TypeError: sequence item 0: expected str instance, int found$/],
  ['from enum import Enum\nclass C(Enum):\n    A = 1\nC(2)', /^ValueError: 2 is not a valid C$/],
  ['from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int\nC()', /^TypeError: C\.__init__\(\) missing/],
];

describe('what Python refuses is refused', () => {
  it.each(REFUSED)('%s', (program, failure) => {
    expect(runPython(program).failures.at(-1)).toMatch(failure);
  });
});

/** Work without end ends with the fuel. */
const ENDLESS: readonly string[] = [
  'import itertools\nlist(itertools.count())',
  '"a" * 10**8 + "b".zfill(10**9)',
  'import itertools\nlist(itertools.product(range(100), repeat=20))',
  'import math\nmath.factorial(10**7)',
  'list(range(10**12))',
  'import re\nre.match(r"(a+)+$", "a" * 60 + "b")',
  'import numpy\na = numpy.arange(10**5)\nfor i in range(10**5):\n    a[i] = a[i] + 1',
  'import numpy\na = numpy.arange(10**5)\nfor i in range(10**5):\n    b = a * 2 > 1',
];

describe('hostile calls end soon', () => {
  it.each(ENDLESS)('%s', (program) => {
    // The processor's time: other tests want the machine, too.
    const before = process.cpuUsage();
    runPython(program);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3_000);
  });
});
