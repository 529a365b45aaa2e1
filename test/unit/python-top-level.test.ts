// After an edit, statements of a file's own level are left out that would do again what they have done: the module must look
// as if all had run.
import { describe, expect, it } from 'vitest';
import { PyClass, PyModule, type Value } from '../../server/src/frontends/python/evaluator/values.ts';
import type { UnknownDim } from '../../server/src/graph/dim.ts';
import { type Files, interpreterWith } from '../harness/python-plain.ts';

const FILES: Files = {
  'registry.py':
    'made = {}\ndef register(name):\n    def keep(f):\n        made[name] = f(len(made))\n        return f\n    return keep\n',
  'names.py': 'first = 1\nsecond = 2\n',
};

/** A file with a digit at `$` that is typed anew, and statements that must notice, or must not. */
const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['a name that others read', 'a = $\nb = a + 1\nc = [b]\nd = 5\n'],
  ['a name that functions read', 'def f():\n    return a\na = $\nb = f()\nc = f\n'],
  ['a name that is bound again', 'a = 1\nb = a\na = $\nc = a\na = 3\nd = a\n'],
  ['a name that is there only later', 'try:\n    a = late\nexcept NameError:\n    a = $\nlate = 1\n'],
  ['a name of Python itself', 'a = len([1])\nif $ % 2:\n    len = max\nb = len([1, 2])\n'],
  ['a name that goes', 'a = 1\nb = $\nif b % 2:\n    del a\ntry:\n    c = a\nexcept NameError:\n    c = 0\n'],
  ['a list that is changed', 'a = []\na.append($)\nb = a[0]\na.append(2)\nc = list(a)\n'],
  ['a list that is changed before and behind', 'a = []\na.append(1)\nb = $ + len(a)\na.append(2)\nc = len(a)\n'],
  ['a list that is changed for the first time', 'a = []\nb = a\nif $ % 2:\n    a.append(1)\nc = len(b)\nb.append(2)\n'],
  ['an object that is changed', 'class A:\n    n = 0\na = A()\na.n = $\nb = a.n\nA.n = 7\nc = (A.n, A().n)\n'],
  ['what a function changes', 'a = 0\ndef f():\n    global a\n    a += 1\nf()\nb = $ + a\nf()\nc = a\n'],
  [
    'what a closure changes',
    'def f():\n    n = [0]\n    def g():\n        n[0] += 1\n        return n[0]\n    return g\ng = f()\na = g()\nb = $ + g()\nc = g()\n',
  ],
  ['a generator that is used up', 'g = (i for i in range(9))\na = next(g)\nb = $ + next(g)\nc = next(g)\n'],
  ['an iterator in a list', 'g = [iter([1, 2, 3, 4])]\na = next(g[0])\nb = $ + next(g[0])\nc = next(g[0])\n'],
  ['all names', 'a = 1\nb = $\nc = sorted(k for k in globals() if len(k) == 1)\nd = 2\ne = list(globals())[-2:]\n'],
  [
    'names that are set by others',
    'import sys\na = $\nsetattr(sys.modules[__name__], "b" * (a % 3 + 1), 1)\nd = "bb" in globals()\n',
  ],
  ['all names of a module', 'first = $\nfrom names import *\nsecond = first + second\nthird = 3\n'],
  [
    'a registry elsewhere',
    'import registry\n@registry.register("a")\ndef a(n):\n    return n\n@registry.register("b")\ndef b(n):\n    return n + $\n@registry.register("c")\ndef c(n):\n    return n\nmade = dict(registry.made)\n',
  ],
  [
    'what stands beside a registry',
    'import registry\nn = $\n@registry.register("a")\ndef a(n):\n    return n\nm = n\n@registry.register("b")\ndef b(m):\n    return m\nmade = dict(registry.made)\n',
  ],
  [
    'a class and what derives from it',
    'class A:\n    n = $\nclass B(A):\n    m = A.n\nclass C:\n    k = 1\nb = B().n + C.k\n',
  ],
  ['what ends in an error', 'a = $\nb = 1 // (a % 2)\nc = a\nd = 4\n'],
  [
    'a module that is changed',
    'import registry\nregistry.extra = $\na = registry.extra\nimport registry as r\nb = r.extra\n',
  ],
  [
    'an enumeration',
    'from enum import Enum\nclass E(Enum):\n    A = 1\n    B = $\nclass F(Enum):\n    C = 3\na = (E.B.value, F.C.value)\n',
  ],
];

const at = (text: string, digit: number) => text.replace('$', String(digit));

function editor() {
  const interpreter = interpreterWith({ files: FILES });
  let last: string | undefined;
  const run = (text: string) => {
    interpreter.refresh(last === undefined ? undefined : 'main.py');
    last = text;
    return interpreter.runModule('main.py', '__main__', text);
  };
  const shown = (text: string) => {
    const { module, failures } = run(text);
    const other = module.namespace.get('registry');
    const entries = [
      ...module.namespace,
      ...(other instanceof PyModule ? other.namespace : new Map<string, Value>()),
    ].map(([name, value]) => {
      const printed = interpreter.fuelled(() =>
        value instanceof PyClass ? [...value.namespace.keys()].join() : interpreter.str(value),
      );
      return `${name} = ${'value' in printed ? printed.value.replace(/ at 0x\w+/g, '') : 'failed'}`;
    });
    return [...entries, `open ${module.open}, failed ${failures.length}`];
  };
  return { run, shown };
}

describe('statements that are left out after an edit', () => {
  it.each(TEXTS)('%s', (_, text) => {
    const edited = editor();
    for (const digit of [1, 2, 3, 3, 5, 4, 1, 0])
      expect(edited.shown(at(text, digit)), at(text, digit)).toEqual(editor().shown(at(text, digit)));
  });

  it('notices statements that come, go, and change places', () => {
    for (const [, text] of TEXTS) {
      const edited = editor();
      edited.shown(at(text, 1));
      const lines = at(text, 1).split('\n');
      for (let line = 0; line < lines.length - 1; line++) {
        const [here = '', next = ''] = lines.slice(line, line + 2);
        const passed = `pass  # ${' '.repeat(Math.max(0, here.length - 8))}`.slice(0, Math.max(4, here.length));
        for (const now of [
          lines.with(line, passed),
          lines.toSpliced(line, 2, next, here),
          lines.toSpliced(line, 0, here),
          lines,
        ]) {
          const moved = now.join('\n');
          expect(edited.shown(moved), moved).toEqual(editor().shown(moved));
        }
      }
    }
  });

  it('says where classes stand, and where a value was lost, wherever the text has gone', () => {
    const text =
      'class A:\n    class B:\n        pass\ndef f(n=1):\n    class C:\n        pass\n    return C\nC = f()\nlost = unknown()(2)\nmade = $\n';
    const edited = editor();
    const places = ({ run }: ReturnType<typeof editor>, now: string) => {
      const { namespace } = run(now).module;
      const [a, c] = [namespace.get('A') as PyClass, namespace.get('C') as PyClass];
      const lost = namespace.get('lost') as UnknownDim;
      return [a.definition, (a.namespace.get('B') as PyClass).definition, c.definition, lost.cause.place];
    };
    const before = edited.run(text).module.namespace.get('A');
    for (const above of ['', '# a word\n', 'import math\n', '\n\n', '']) {
      expect(places(edited, above + text)).toEqual(places(editor(), above + text));
      expect(edited.run(above + text).module.namespace.get('A')).toBe(before);
    }
  });

  it('keeps the objects that they have made', () => {
    const text =
      'import registry\nclass A:\n    n = $\n@registry.register("b")\ndef b(n):\n    return n\nclass C(A):\n    pass\n';
    const { run } = editor();
    const names = (digit: number) => new Map(run(at(text, digit)).module.namespace);
    const [before, after] = [names(1), names(2)];
    const same = [...before.keys()].filter((name) => before.get(name) === after.get(name));
    expect(same).toEqual(['__name__', '__file__', '__doc__', 'registry', 'b']);
  });
});
