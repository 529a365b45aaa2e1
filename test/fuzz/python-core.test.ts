// The evaluator under hostile and broken code: it ends in time, says why, and never throws. And the undo log, by property:
// what a branch leaves is what either side alone would have left, or unknown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeFunction, type Value } from '../../server/src/frontends/python/evaluator/values.ts';
import { unknownDim } from '../../server/src/graph/dim.ts';
import { interpreterWith, runPython } from '../harness/python-plain.ts';
import { LANGUAGE, readSnippets } from '../harness/snippets.ts';

const SNIPPETS = LANGUAGE.flatMap(readSnippets);

/** Of the processor's time, in milliseconds: other tests want the machine, too. */
const SECOND = 1000;

const HOSTILE: readonly (readonly [string, string])[] = [
  ['endless loop', 'while True: pass'],
  ['endless recursion', 'def f(x): return f(x + 1)\nf(0)'],
  [
    'recursion through attributes',
    'class A:\n    def __getattr__(self, name): return getattr(self, name + "x")\nA().y',
  ],
  ['recursion through operators', 'class A:\n    def __add__(self, o): return self + o\nA() + 1'],
  ['recursion through repr', 'class A:\n    def __repr__(self): return repr(self)\nx = f"{A()}"'],
  ['giant range', 'x = list(range(10 ** 12))'],
  ['giant range, summed', 'x = sum(i for i in range(10 ** 12))'],
  ['giant power', 'x = 10 ** 10 ** 10'],
  ['giant shift', 'x = 1 << 10 ** 10'],
  ['growing power', 'x = 3\nfor i in range(100): x = x * x'],
  ['giant string', 'x = "a" * 10 ** 12'],
  ['growing string', 'x = "a"\nfor i in range(100): x += x'],
  ['growing list', 'x = [1]\nfor i in range(100): x = x + x'],
  ['growing in place', 'x = [1]\nfor i in range(100): x += x'],
  ['growing by extend', 'x = [1]\nfor i in range(100): x.extend(x)'],
  ['growing while iterating', 'x = [1]\nfor i in x: x.append(i)'],
  ['growing tuple', 'x = (1,)\nfor i in range(100): x += x'],
  ['growing format', 'x = "a"\nfor i in range(100): x = f"{x}{x}"'],
  ['wide format', 'x = f"{1:>1000000000000}"'],
  [
    'exponential comprehension',
    'x = [0 for a in range(1000) for b in range(1000) for c in range(1000) for d in range(1000)]',
  ],
  ['exponential calls', 'def f(n): return f(n - 1) + f(n - 1) if n else 1\nx = f(60)'],
  [
    'exponential tuples',
    'x = ()\nfor i in range(100): x = (x, x)\ny = hash(x)\nz = {x: 1}\nw = x == (x, x)\nv = repr(x)',
  ],
  ['exponential lists', 'x = []\nfor i in range(100): x = [x, x]\ny = repr(x)\nz = x == [x, x]'],
  ['a list that holds itself', 'x = []\nx.append(x)\ny = repr(x)\nz = x == x\nw = [x] == [[x]]'],
  ['a dict that holds itself', 'x = {}\nx["x"] = x\ny = repr(x)\nz = f"{x}"'],
  [
    'exponential unknown branches',
    'import nowhere\ndef f(n):\n    if nowhere.x: return f(n - 1) + 1\n    else: return f(n - 1) + 2\nx = f(500)',
  ],
  [
    'unknown branches in a loop',
    'import nowhere\nx = []\nfor i in range(10 ** 6):\n    if nowhere.a: x.append(i)\n    if nowhere.b: break',
  ],
  [
    'unknown leaves in a loop',
    'import nowhere\ndef f():\n    for i in range(10 ** 5):\n        if nowhere.a: continue\n        if nowhere.b: return i\nx = f()',
  ],
  ['endless generator', 'def g():\n    while True: yield 1\nx = list(g())'],
  ['generator of itself', 'def g():\n    yield from g()\nx = list(g())'],
  [
    'endless iterator',
    'class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\nx = list(A())',
  ],
  ['endless old iterator', 'class A:\n    def __getitem__(self, i): return i\nx = list(A())'],
  ['endless property', 'class A:\n    @property\n    def p(self): return self.p\nA().p'],
  [
    'metaclass that calls itself',
    'class M(type):\n    def __call__(cls, *a): return cls(*a)\nclass A(metaclass=M): pass\nA()',
  ],
  ['class that is its own base', 'A = object\nfor i in range(10 ** 6):\n    A = type("A", (A,), {})'],
  ['deep parentheses', `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
  ['deep attributes', `x = a${'.b'.repeat(20_000)}`],
  ['deep sums', `x = ${'1 + '.repeat(20_000)}1`],
  ['deep calls', `x = ${'f('.repeat(5_000)}${')'.repeat(5_000)}`],
  ['deep blocks', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}if 1:`).join('\n')],
  ['many branches', `x = 1\nif x == 0: pass\n${'elif x == 0: pass\n'.repeat(5_000)}`],
  ['many unpacked', 'a, *b = range(10 ** 12)'],
  ['many arguments', 'def f(*a): return a\nx = f(*range(10 ** 12))'],
  ['recursion in sorting', 'class A:\n    def __lt__(self, o): return sorted([self, o])\nsorted([A(), A()])'],
  ['hash that does not end', 'class A:\n    def __hash__(self): return hash((self,))\nx = {A(): 1}'],
  ['import of itself', 'import main\nfrom main import *\nx = main'],
  ['del of everything', 'del len, print, object'],
  ['null bytes', 'x = "\\0"\0\ny = 1'],
  ['lone surrogates', 'x = "\\ud800"\ny = x[0]\nz = [*x]'],
  ['many exceptions', 'def f(n):\n    try:\n        raise ValueError\n    finally:\n        f(n + 1)\nf(0)'],
  ['nested functions', `${Array.from({ length: 90 }, (_, i) => `${' '.repeat(i)}def f():`).join('\n')} pass`],
];

describe('hostile code ends within a second', () => {
  it.each(HOSTILE)('%s', (_, source) => {
    const before = process.cpuUsage();
    const run = runPython(`${source}\nafter = 1`);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(SECOND);
    run.value('x');
  });
});

describe('broken code', () => {
  it('every prefix of every snippet is evaluated without throwing', () => {
    for (const { source } of SNIPPETS)
      for (let end = 0; end < source.length; end += 7) runPython(source.slice(0, end), { limits: SMALL });
  }, 60_000);

  it('snippets with a character changed are evaluated without throwing', () => {
    const text = fc.constantFrom(...SNIPPETS.map(({ source }) => source));
    const edit = fc.tuple(text, fc.nat(), fc.constantFrom(...'()[]{}:,.=*\'"\n x0@#\\'));
    fc.assert(
      fc.property(edit, ([source, at, character]) => {
        const place = at % (source.length + 1);
        runPython(source.slice(0, place) + character + source.slice(place + 1), { limits: SMALL });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

const SMALL = { steps: 50_000, depth: 100, cells: 50_000 };

/** A change that a branch may make. */
const CHANGES = [
  'a = 1',
  'a = 2',
  'b = a',
  'l.append(a)',
  'l.append(5)',
  'l[0] = 7',
  'l.pop() if len(l) > 1 else None',
  'd["k"] = a',
  'd["j"] = l',
  'd.pop("k", None)',
  'o.x = a',
  'o.y = [a]',
  'o.x = 3',
  's.add(a)',
  'm = l',
  'm = [9, 9]',
  't = (a, b)',
  'if a == 1: o.x = 9',
  'for j in range(2): l.append(j)',
  'n = a',
  'f(l)',
  'raise ValueError',
] as const;

const SETUP = [
  'class O: pass',
  'def f(l): l[-1] = 8',
  'a = b = 0',
  'l = [1]',
  'd = {"k": 0}',
  'o = O()',
  'o.x = 0',
  's = {0}',
  'm = t = None',
].join('\n');
const STATE = ['a', 'b', 'l', 'd', 'o.x', 'getattr(o, "y", "unset")', 'sorted(s)', 'm', 't'];

/** A program of changes, branches and loops; every `c()` is a condition that is not known. */
interface Block {
  readonly statements: readonly Part[];
}

type Part =
  | { readonly kind: 'change'; readonly code: string }
  | { readonly kind: 'if'; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'for' | 'while' | 'try'; readonly body: Block }
  | { readonly kind: 'leave'; readonly how: 'break' | 'continue' | 'return' };

const change = fc.constantFrom(...CHANGES).map((code): Part => ({ kind: 'change', code }));
const leave = fc
  .constantFrom('break' as const, 'continue' as const, 'return' as const)
  .map((how): Part => ({ kind: 'leave', how }));

const { block } = fc.letrec<{ block: Block; part: Part }>((tie) => ({
  block: fc.array(tie('part'), { maxLength: 4 }).map((statements) => ({ statements })),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    change,
    leave,
    fc.record({ kind: fc.constant('if' as const), yes: tie('block'), no: tie('block') }),
    fc.record({ kind: fc.constantFrom('for' as const, 'while' as const, 'try' as const), body: tie('block') }),
  ),
}));

function lines({ statements }: Block, inLoop: boolean): string[] {
  const indented = (inner: Block, loop: boolean) => lines(inner, loop).map((line) => `    ${line}`);
  const written = statements.flatMap((part): string[] => {
    switch (part.kind) {
      case 'change':
        return [part.code];
      case 'leave': {
        const how = part.how === 'return' || !inLoop ? 'return state()' : part.how;
        return [`if c(): ${how}`];
      }
      case 'if':
        return ['if c():', ...indented(part.yes, inLoop), 'else:', ...indented(part.no, inLoop)];
      case 'for':
        return ['for i in range(2):', ...indented(part.body, true)];
      case 'while':
        return ['while c():', ...indented(part.body, true)];
      default:
        return ['try:', ...indented(part.body, inLoop), 'except KeyError:', '    a = 4', 'finally:', '    b = 2'];
    }
  });
  return ['pass', ...written];
}

/** The state that the program leaves; undefined where it raises. */
function stateAfter(program: Block, condition: () => Value | undefined): string[] | undefined {
  const source = [
    'def run():',
    ...SETUP.split('\n').map((line) => `    ${line}`),
    `    def state(): return [${STATE.join(', ')}]`,
    ...lines(program, false).map((line) => `    ${line}`),
    '    return state()',
    'result = run()',
  ].join('\n');
  const c = nativeFunction('c', () => condition() ?? unknownDim({ reason: 'branch', facts: {} }));
  const interpreter = interpreterWith({ builtins: new Map([['c', c]]), limits: SMALL });
  const { module } = interpreter.runModule('main.py', 'main', source);
  const result = module.namespace.get('result');
  const items = result === undefined ? undefined : interpreter.iterate(result);
  return items && [...items].map((item) => interpreter.repr(item));
}

describe('branches on unknowns', () => {
  it('claim nothing that some way through the program would not have left', () => {
    const ways = fc.array(fc.array(fc.boolean(), { maxLength: 12 }), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(block, ways, (program, choices) => {
        const claimed = stateAfter(program, () => undefined);
        for (const way of choices) {
          const answers = way.values();
          const actual = stateAfter(program, () => answers.next().value ?? false);
          if (!claimed || !actual) continue;
          claimed.forEach((cell, index) => {
            if (!fits(cell, actual[index] ?? ''))
              expect.fail(`${STATE[index]} is ${actual[index]}, claimed ${cell}:\n${lines(program, false).join('\n')}`);
          });
        }
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

/** `?` stands for anything; the rest must be the same. */
function fits(claimed: string, actual: string): boolean {
  const pattern = claimed.replace(/[.*+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.*');
  return new RegExp(`^${pattern}$`).test(actual);
}
