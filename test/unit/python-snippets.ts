// Small programs and what Python 3.12 says of them: `result`, as `repr` shows it.

export interface Snippet {
  readonly name: string;
  readonly source: string;
  readonly result: string;
}

export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'exact integers',
    source: `result = (2 ** 100, 7 // -2, -7 % 3, -7 // 2, 10 ** 18 + 1, (1 << 70) >> 3, 5 & 6 | 8 ^ 1, ~5, -(2 ** 63))`,
    result: `(1267650600228229401496703205376, -4, 2, -4, 1000000000000000001, 147573952589676412928, 13, -6, -9223372036854775808)`,
  },
  {
    name: 'lines joined by backslashes',
    source: `f = lambda *a, **k: (a, k)\nresult = (f(1, 2 \\\n  , 3), f(1, \\\n 2, b=3), [1, \\\n 2], (4 \\\n ,), {1 \\\n : 2})`,
    result: `(((1, 2, 3), {}), ((1, 2), {'b': 3}), [1, 2], (4,), {1: 2})`,
  },
  {
    name: 'targets in brackets are no tuples',
    source: `class A: pass\na = A()\n(a.x) = (y) = 4\n(z,) = [5]\nresult = (a.x, y, z)`,
    result: `(4, 4, 5)`,
  },
  {
    name: 'eval sees the names around it',
    source: `k = 2\ndef f(x):\n    return eval('x + k'), [eval('x' + str(1)) for x1 in (3,)] if False else eval(' max(x, 7)')\nresult = (*f(1), eval('k * 2'))`,
    result: `(3, 7, 4)`,
  },
  {
    name: 'an object and its __dict__ are one',
    source: `class A:\n    def __init__(self, **kw):\n        self.__dict__.update(kw)\na = A(x=1)\na.__dict__['y'] = 2\na.z = 3\nvars(a).pop('x')\nd = a.__dict__\na.w = 4\nresult = (a.y, hasattr(a, 'x'), sorted(d.items()), {**d}, len(d), 'z' in d, d.get('q'))`,
    result: `(2, False, [('w', 4), ('y', 2), ('z', 3)], {'y': 2, 'z': 3, 'w': 4}, 3, True, None)`,
  },
  {
    name: 'floats',
    source: `result = (1e16, 1.5, 0.1 + 0.2, 1e-5, 123456789012345680.0, -0.0, 7.5 // 2, -7.5 % 2, 2 ** -1, 1e22, 1.0, 5e-324, 1/3)`,
    result: `(1e+16, 1.5, 0.30000000000000004, 1e-05, 1.2345678901234568e+17, -0.0, 3.0, 0.5, 0.5, 1e+22, 1.0, 5e-324, 0.3333333333333333)`,
  },
  {
    name: 'numbers mix',
    source: `result = (True + 1, 1 == 1.0 == True, 3 / 2, 4 / 2, 2 ** 0.5, 10 // 3.0, -1 ** 2, 1_000 * 0x1F)`,
    result: `(2, True, 1.5, 2.0, 1.4142135623730951, 3.0, -1, 31000)`,
  },
  {
    name: 'comparison chains',
    source: `result = (1 < 2 < 3, 1 < 3 < 2, 1 == 1 != 2, 'a' < 'b' <= 'b', [1, 2] < [1, 3], (1,) < (1, 0), 3 in [1, 2, 3] != False)`,
    result: `(True, False, True, True, True, True, True)`,
  },
  {
    name: 'short circuits',
    source: `result = (0 or 'x', 1 and 2, None and 1, [] or {} or 0, not [], not 'a')`,
    result: `('x', 2, None, 0, True, False)`,
  },
  {
    name: 'conditional expression',
    source: `result = ['even' if i % 2 == 0 else 'odd' for i in range(3)]`,
    result: `['even', 'odd', 'even']`,
  },
  {
    name: 'unpacking',
    source: `a, (b, *c), d = 1, (2, 3, 4), 5
*e, f = 'xyz'
g, = [9]
x = y = [0]
result = (a, b, c, d, e, f, g, x is y)`,
    result: `(1, 2, [3, 4], 5, ['x', 'y'], 'z', 9, True)`,
  },
  {
    name: 'swap and slices',
    source: `l = list(range(10))
l[0], l[-1] = l[-1], l[0]
l[2:4] = ['a', 'b', 'c']
l[::5] = [None] * 3
del l[1], l[-2:]
result = (l, l[::-1], l[-3:], l[1:6:2], 'hello'[1:-1], (1, 2, 3)[::-1])`,
    result: `([None, 'a', 'b', 'c', None, 5, 6, 7], [7, 6, 5, None, 'c', 'b', 'a', None], [5, 6, 7], ['a', 'c', 5], 'ell', (3, 2, 1))`,
  },
  {
    name: 'slice assignment inserts',
    source: `l = [1, 2, 3]
l[1:1] = [8, 9]
l[10:] = [7]
l[-1:] = []
result = l`,
    result: `[1, 8, 9, 2, 3]`,
  },
  {
    name: 'star calls',
    source: `def f(a, b=2, *args, c=3, **kw):
    return (a, b, args, c, kw)
result = (f(1), f(*[1, 2, 3], c=4), f(**{'a': 5, 'z': 6}), f(1, *(2,), *[3, 4], x=1, **{'y': 2}), [*range(3), *'ab'], {**{'a': 1}, 'b': 2})`,
    result: `((1, 2, (), 3, {}), (1, 2, (3,), 4, {}), (5, 2, (), 3, {'z': 6}), (1, 2, (3, 4), 3, {'x': 1, 'y': 2}), [0, 1, 2, 'a', 'b'], {'a': 1, 'b': 2})`,
  },
  {
    name: 'positional-only and keyword-only',
    source: `def f(a, /, b, *, c=1): return (a, b, c)
def g(*, k): return k
out = [f(1, 2), f(1, b=3, c=4), g(k=1)]
for call in (lambda: f(a=1, b=2), lambda: f(1, 2, 3), lambda: g(), lambda: f(), lambda: f(1, 2, d=3), lambda: f(1, 2, b=2)):
    try:
        call()
    except TypeError as error:
        out.append(str(error))
result = out`,
    result: `[(1, 2, 1), (1, 3, 4), 1, "f() got some positional-only arguments passed as keyword arguments: 'a'", 'f() takes 2 positional arguments but 3 were given', "g() missing 1 required keyword-only argument: 'k'", "f() missing 2 required positional arguments: 'a' and 'b'", "f() got an unexpected keyword argument 'd'", "f() got multiple values for argument 'b'"]`,
  },
  {
    name: 'default values are evaluated once',
    source: `def f(x, acc=[]):
    acc.append(x)
    return acc
f(1)
result = f(2)`,
    result: `[1, 2]`,
  },
  {
    name: 'closures and nonlocal',
    source: `def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter()
c(); c(5)
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
result = (c(), [f() for f in fs], [g() for g in gs])`,
    result: `(7, [2, 2, 2], [0, 1, 2])`,
  },
  {
    name: 'global',
    source: `total = 0
def add(n):
    global total
    total += n
    return total
add(2)
result = (add(3), total)`,
    result: `(5, 5)`,
  },
  {
    name: 'class bodies do not enclose',
    source: `x = 'global'
def make():
    x = 'function'
    class A:
        y = x
        x = 'class'
        def get(self): return x
        z = [x for _ in range(1)]
    return A
A = make()
result = (A.y, A.x, A().get(), A.z)`,
    result: `('global', 'class', 'function', ['function'])`,
  },
  {
    name: 'walrus',
    source: `result = ([y := 1, y ** 2], [last := i for i in range(3)], last)`,
    result: `([1, 1], [0, 1, 2], 2)`,
  },
  {
    name: 'classes',
    source: `class A:
    count = 0
    def __init__(self, a): self.a = a; A.count += 1
    def twice(self): return self.a * 2
    @property
    def p(self): return self.a + 1
    @p.setter
    def p(self, value): self.a = value
    @staticmethod
    def s(x): return x
    @classmethod
    def make(cls, *a): return cls(*a)
class B(A):
    def twice(self): return super().twice() + 1
b = B.make(5)
b.p = 10
result = (b.twice(), b.p, b.s(3), A.count, B.__name__, isinstance(b, A), issubclass(B, A), type(b) is B, b.__dict__, A.twice(b))`,
    result: `(21, 11, 3, 1, 'B', True, True, True, {'a': 10}, 20)`,
  },
  {
    name: 'multiple inheritance',
    source: `class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super(D, self).f()
result = (D().f(), [c.__name__ for c in D.__mro__])`,
    result: `(['D', 'B', 'C', 'A'], ['D', 'B', 'C', 'A', 'object'])`,
  },
  {
    name: 'inconsistent bases',
    source: `class A: pass
class B(A): pass
try:
    class C(A, B): pass
except TypeError as error:
    result = str(error)[:35]`,
    result: `'Cannot create a consistent method r'`,
  },
  {
    name: 'dunder operators',
    source: `class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    def __radd__(self, o): return V(o + self.x)
    def __mul__(self, o): return NotImplemented
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __neg__(self): return V(-self.x)
    def __repr__(self): return f'V({self.x})'
    def __len__(self): return self.x
    def __getitem__(self, i): return (self.x, i)
    def __contains__(self, i): return i == self.x
    def __call__(self, *a): return a
    def __bool__(self): return self.x > 1
    def __iadd__(self, o): self.x += 100; return self
v = V(2)
out = [v + 1, 1 + v, v + v, sum([V(1), V(2)]), v == V(2), v != V(2), V(1) < v, -v, len(v), v[1:2], v['a', 0], 2 in v, v(1, 2), bool(V(0)), V(3) > v, max(V(1), V(4)), sorted([V(3), V(1)])]
v += 1
try:
    v * 2
except TypeError as error:
    out.append(str(error))
result = out + [v]`,
    result: `[V(3), V(3), V(4), V(3), True, False, True, V(-2), 2, (2, slice(1, 2, None)), (2, ('a', 0)), True, (1, 2), False, True, V(4), [V(1), V(3)], "unsupported operand type(s) for *: 'V' and 'int'", V(102)]`,
  },
  {
    name: 'attribute hooks',
    source: `class A:
    def __init__(self): self.log = []
    def __getattr__(self, name):
        if name.startswith('_'): raise AttributeError(name)
        return 'missing ' + name
    def __setattr__(self, name, value):
        super().__setattr__(name, value if name == 'log' else (name, value))
    def __delattr__(self, name): object.__delattr__(self, name)
a = A()
a.x = 1
out = [a.x, a.y, getattr(a, '_z', 'none'), hasattr(a, '_q'), hasattr(a, 'q')]
del a.x
result = out + [a.x]`,
    result: `[('x', 1), 'missing y', 'none', False, True, 'missing x']`,
  },
  {
    name: 'descriptors',
    source: `class Field:
    def __set_name__(self, owner, name): self.name = '_' + name
    def __get__(self, obj, owner=None): return self if obj is None else getattr(obj, self.name, 'unset')
    def __set__(self, obj, value): setattr(obj, self.name, value * 2)
class A:
    f = Field()
a = A()
out = [a.f]
a.f = 4
result = out + [a.f, a.__dict__, A.f.name]`,
    result: `['unset', 8, {'_f': 8}, '_f']`,
  },
  {
    name: 'init_subclass and class_getitem',
    source: `class Base:
    registry = {}
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.registry[tag or cls.__name__] = cls
    def __class_getitem__(cls, item): return (cls.__name__, item)
class A(Base): pass
class B(Base, tag='bee'): pass
result = (sorted(Base.registry), Base.registry['bee'] is B, A[int, 3])`,
    result: `(['A', 'bee'], True, ('A', (<class 'int'>, 3)))`,
  },
  {
    name: 'metaclasses',
    source: `class Meta(type):
    def __new__(mcs, name, bases, namespace, **kw):
        cls = super().__new__(mcs, name, bases, namespace)
        cls.tag = kw.get('tag', name.lower())
        return cls
    def __init__(cls, name, bases, namespace, **kw): cls.seen = True
    def __call__(cls, *args):
        obj = super().__call__(*args)
        obj.made = True
        return obj
    def __len__(cls): return 7
    @property
    def loud(cls): return cls.__name__.upper()
class A(metaclass=Meta):
    def __init__(self, x=0): self.x = x
class B(A, tag='t'): pass
result = (A.tag, B.tag, B(3).x, B(3).made, len(B), B.loud, type(B) is Meta, A.seen, isinstance(B, Meta))`,
    result: `('a', 't', 3, True, 7, 'B', True, True, True)`,
  },
  {
    name: 'new',
    source: `class S:
    one = None
    def __new__(cls, *args):
        if cls.one is None: cls.one = object.__new__(cls)
        return cls.one
    def __init__(self, n): self.n = n
class Other:
    def __new__(cls): return 42
result = (S(1) is S(2), S(3).n, Other())`,
    result: `(True, 3, 42)`,
  },
  {
    name: 'type with three arguments',
    source: `A = type('A', (dict,), {'x': 1, 'f': lambda self: len(self)})
a = A()
a['k'] = 2
result = (A.__name__, a.f(), a.x, a, isinstance(a, dict))`,
    result: `('A', 1, 1, {'k': 2}, True)`,
  },
  {
    name: 'subclasses of containers',
    source: `class D(dict):
    def __missing__(self, key): return 'no ' + key
    def __setitem__(self, key, value): super().__setitem__(key.upper(), value)
class L(list):
    def first(self): return self[0]
    def append(self, x): super().append(x * 2)
class T(tuple):
    @property
    def a(self): return self[0]
class I(int):
    def half(self): return self // 2
class St(str):
    def shout(self): return self.upper() + '!'
d = D(); d['x'] = 1
l = L([1, 2]); l.append(3)
result = (d['X'], d['nope'], l, l.first(), len(l), T((7, 8)).a, I(9).half(), I(3) + 1, St('hi').shout(), St('a') + 'b', isinstance(l, list))`,
    result: `(1, 'no nope', [1, 2, 6], 1, 3, 7, 4, 4, 'HI!', 'ab', True)`,
  },
  {
    name: 'generators',
    source: `def gen(n):
    i = 0
    while True:
        if i >= n: return
        yield i
        i += 1
def chain(*its):
    for it in its: yield from it
def inf():
    n = 0
    while True:
        yield n
        n += 1
g = gen(3)
it = inf()
lazy = (x * x for x in inf())
result = (list(g), list(g), list(chain('ab', [1])), next(it), next(it), [a for a, _ in zip(inf(), 'xyz')], next(lazy), next(lazy), next(lazy), sum(x for x in gen(5)), any(x > 2 for x in inf()))`,
    result: `([0, 1, 2], [], ['a', 'b', 1], 0, 1, [0, 1, 2], 0, 1, 4, 10, True)`,
  },
  {
    name: 'generators run as far as they are asked',
    source: `log = []
def gen():
    log.append('start')
    try:
        yield 1
        log.append('middle')
        yield 2
    finally:
        log.append('end')
g = gen()
log.append('made')
for x in g:
    log.append(x)
result = log`,
    result: `['made', 'start', 1, 'middle', 2, 'end']`,
  },
  {
    name: 'generators with nested statements',
    source: `def walk(tree, depth=0):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield (depth, key)
            yield from walk(value, depth + 1)
        elif value is None:
            continue
        else:
            for i in range(value):
                if i == 2: break
                yield key * (i + 1)
result = list(walk({'a': {'b': 3, 'c': None}, 'd': 1}))`,
    result: `[(0, 'a'), 'b', 'bb', 'd']`,
  },
  {
    name: 'iterators',
    source: `class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): self.i = 0; return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
class Gen:
    def __iter__(self): yield from 'ab'
a, b, c = Count(3)
result = (list(Count(3)), [*Old()], a + b + c, 2 in Count(3), sum(Count(4)), list(Gen()), max(Old()), tuple(zip(Gen(), Old())))`,
    result: `([1, 2, 3], [0, 10, 20], 6, True, 10, ['a', 'b'], 20, (('a', 0), ('b', 10)))`,
  },
  {
    name: 'comprehensions',
    source: `m = [[1, 2], [3, 4]]
result = ([x for row in m for x in row if x % 2], {x: y for x, y in zip('ab', m)}, {x % 2 for x in range(5)}, [[r[i] for r in m] for i in range(2)], [(i, j) for i in range(3) for j in range(i)])`,
    result: `([1, 3], {'a': [1, 2], 'b': [3, 4]}, {0, 1}, [[1, 3], [2, 4]], [(1, 0), (2, 0), (2, 1)])`,
  },
  {
    name: 'exceptions',
    source: `log = []
def f(n):
    try:
        if n == 0: raise ValueError('zero')
        if n == 1: return 'returned'
        if n == 2: {}['k']
        if n == 3: [].nope
        log.append('body')
    except (KeyError, IndexError) as e:
        log.append(('lookup', str(e)))
    except ValueError as e:
        log.append(repr(e))
        raise RuntimeError('again') from e
    else:
        log.append('else')
    finally:
        log.append('finally')
    return 'end'
out = []
for n in range(5):
    try:
        out.append(f(n))
    except Exception as e:
        out.append((type(e).__name__, str(e), e.args))
result = (out, log)`,
    result: `([('RuntimeError', 'again', ('again',)), 'returned', 'end', ('AttributeError', "'list' object has no attribute 'nope'", ("'list' object has no attribute 'nope'",)), 'end'], ["ValueError('zero')", 'finally', 'finally', ('lookup', "'k'"), 'finally', 'finally', 'body', 'else', 'finally'])`,
  },
  {
    name: 'custom exceptions',
    source: `class E(Exception):
    def __init__(self, code, msg='m'):
        super().__init__(msg)
        self.code = code
class F(E): pass
try:
    raise F(7)
except E as e:
    caught = (e.code, str(e), isinstance(e, F), e.args)
try:
    try: raise E(1)
    except E: raise
except Exception as e:
    again = e.code
def ends():
    for i in range(3):
        try:
            continue
        finally:
            if i == 1: break
    return i
result = (caught, again, ends())`,
    result: `((7, 'm', True, ('m',)), 1, 1)`,
  },
  {
    name: 'return in finally',
    source: `def f():
    try:
        return 1
    finally:
        log.append('f')
def g():
    try: raise ValueError
    finally: return 2
log = []
result = (f(), g(), log)`,
    result: `(1, 2, ['f'])`,
  },
  {
    name: 'with',
    source: `class Ctx:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): log.append('+' + self.name); return self.name
    def __exit__(self, kind, error, trace):
        log.append(('-' + self.name, kind and kind.__name__))
        return self.swallow
log = []
with Ctx('a') as a, Ctx('b', True):
    log.append(a)
    raise ValueError
try:
    with Ctx('c'): 1 / 0
except ZeroDivisionError as e:
    log.append(str(e))
result = log`,
    result: `['+a', '+b', 'a', ('-b', 'ValueError'), ('-a', None), '+c', ('-c', 'ZeroDivisionError'), 'division by zero']`,
  },
  {
    name: 'while, else, break, continue',
    source: `out = []
n = 0
while n < 10:
    n += 1
    if n == 2: continue
    if n == 5: break
    out.append(n)
else:
    out.append('no')
for i in range(2): pass
else: out.append('else')
result = (out, i)`,
    result: `([1, 3, 4, 'else'], 1)`,
  },
  {
    name: 'decorators',
    source: `import functools
def times(n):
    def deco(f):
        @functools.wraps(f)
        def wrapper(*args, **kw): return [f(*args, **kw)] * n
        return wrapper
    return deco
REG = {}
def register(cls):
    REG[cls.__name__] = cls
    return cls
class Counted:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
@times(2)
@times(1)
def f(x): return x
@register
class A: pass
@Counted
def g(x): return x + 1
g(1)
result = (f(3), f.__name__, list(REG), g(4), g.n)`,
    result: `([[3], [3]], 'f', ['A'], 5, 2)`,
  },
  {
    name: 'match',
    source: `class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
def f(v):
    match v:
        case 0 | 1: return 'small'
        case int(n) if n > 100: return ('big', n)
        case str() as s: return 'str ' + s
        case [a, b]: return (a, b)
        case [first, *rest]: return (first, rest)
        case {'k': k, **others}: return (k, others)
        case P(x=0, y=y): return ('axis', y)
        case P(x, y): return (x, y)
        case None: return 'none'
        case _: return 'other'
result = [f(v) for v in (0, 1, 500, 'q', [1, 2], (1, 2, 3), {'k': 1, 'z': 2}, P(0, 5), P(1, 2), None, 2.5, [])]`,
    result: `['small', 'small', ('big', 500), 'str q', (1, 2), (1, [2, 3]), (1, {'z': 2}), ('axis', 5), (1, 2), 'none', 'other', 'other']`,
  },
  {
    name: 'f-strings',
    source: `x, name, w = 3.14159, 'net', 10
result = (f'{x:.2f}|{name!r}|{name:>{w}}|{x + 1:.1f}|{{}}|{name=}' if False else f'{x:.2f}|{name!r}|{name:>{w}}|{{}}|{1000:,}|{7:03d}|{name}')`,
    result: `"3.14|'net'|       net|{}|1,000|007|net"`,
  },
  {
    name: 'string building',
    source: `result = ('%s-%d' % ('a', 3), '{}.{}'.format('x', 1), '{n:>4}'.format(n=2), 'a' 'b', 'ab' * 2, r'\\n', b'x', '\\x41\\u00e9', '''a
b''')`,
    result: `('a-3', 'x.1', '   2', 'ab', 'abab', '\\\\n', b'x', 'Aé', 'a\\nb')`,
  },
  {
    name: 'dict behaviour',
    source: `d = {'b': 1, 'a': 2}
d['c'] = d.pop('b')
d.setdefault('l', []).append(1)
d |= {'z': 0}
e = d | {'a': 9}
result = (d, e, list(d), list(d.items()), d.get('q', 5), 'a' in d, {1: 'a', 1.0: 'b', True: 'c'}, {(1, 2): 3}[1, 2], dict(x=1, **{'y': 2}), d == {'z': 0, 'a': 2, 'c': 1, 'l': [1]})`,
    result: `({'a': 2, 'c': 1, 'l': [1], 'z': 0}, {'a': 9, 'c': 1, 'l': [1], 'z': 0}, ['a', 'c', 'l', 'z'], [('a', 2), ('c', 1), ('l', [1]), ('z', 0)], 5, True, {1: 'c'}, 3, {'x': 1, 'y': 2}, True)`,
  },
  {
    name: 'sets',
    source: `result = (sorted({1, 2} | {3}), {1, 2} & {2}, {1, 2} - {2}, sorted({1, 2} ^ {2, 3}), {1} <= {1, 2}, {1} < {1}, frozenset([1]) == {1}, len({1, 1.0, True}))`,
    result: `([1, 2, 3], {2}, {1}, [1, 3], True, False, True, 1)`,
  },
  {
    name: 'identity',
    source: `a = []
result = (a is a, [] is [], None is None, a is not None, () == (), True is True)`,
    result: `(True, False, True, True, True, True)`,
  },
  {
    name: 'in place on lists',
    source: `a = b = [1]
a += [2]
a *= 2
t = (1,)
u = t
t += (2,)
s = {1}
r = s
s |= {2}
result = (a, b is a, t, u, r)`,
    result: `([1, 2, 1, 2], True, (1, 2), (1,), {1, 2})`,
  },
  {
    name: 'del',
    source: `d = {'a': 1, 'b': 2}
del d['a']
class A: pass
o = A(); o.x = 1
del o.x
x = 1
del x
try:
    x
except NameError as e:
    result = (d, hasattr(o, 'x'), str(e))`,
    result: `({'b': 2}, False, "name 'x' is not defined")`,
  },
  {
    name: 'unbound local',
    source: `def f():
    try:
        return later
    except UnboundLocalError as e:
        return str(e)
    later = 1
result = f()`,
    result: `"cannot access local variable 'later' where it is not associated with a value"`,
  },
  {
    name: 'errors in operations',
    source: `out = []
for f in (lambda: 1 + 'a', lambda: [1][5], lambda: {}[3], lambda: 'a'.nope, lambda: None(), lambda: 1 / 0, lambda: [] < 1, lambda: len(3), lambda: {[]: 1}, lambda: (1, 2)['a'], lambda: -'a', lambda: 5 in 5, lambda: int.nope, lambda: 1 % 0, lambda: 'x' + 1 if False else [1, 2][-3]):
    try:
        out.append(f())
    except Exception as e:
        out.append((type(e).__name__, str(e)))
result = out`,
    result: `[('TypeError', "unsupported operand type(s) for +: 'int' and 'str'"), ('IndexError', 'list index out of range'), ('KeyError', '3'), ('AttributeError', "'str' object has no attribute 'nope'"), ('TypeError', "'NoneType' object is not callable"), ('ZeroDivisionError', 'division by zero'), ('TypeError', "'<' not supported between instances of 'list' and 'int'"), ('TypeError', "object of type 'int' has no len()"), ('TypeError', "unhashable type: 'list'"), ('TypeError', 'tuple indices must be integers or slices, not str'), ('TypeError', "bad operand type for unary -: 'str'"), ('TypeError', "argument of type 'int' is not iterable"), ('AttributeError', "type object 'int' has no attribute 'nope'"), ('ZeroDivisionError', 'integer modulo by zero'), ('IndexError', 'list index out of range')]`,
  },
  {
    name: 'unpacking errors',
    source: `out = []
for v, n in (([1], 2), ([1, 2, 3], 2)):
    try:
        a, b = v
    except ValueError as e:
        out.append(str(e))
try:
    a, *b, c = [1]
except ValueError as e:
    out.append(str(e))
result = out`,
    result: `['not enough values to unpack (expected 2, got 1)', 'too many values to unpack (expected 2)', 'not enough values to unpack (expected at least 2, got 1)']`,
  },
  {
    name: 'assert',
    source: `try:
    assert 1 == 2, f'got {1}'
except AssertionError as e:
    result = (str(e), e.args)`,
    result: `('got 1', ('got 1',))`,
  },
  {
    name: 'async functions as plain ones',
    source: `import typing
result = 'ok'
async def f():
    return await g()
async def g():
    return 1`,
    result: `'ok'`,
  },
  {
    name: 'lambda forms',
    source: `result = ((lambda *a, **k: (a, k))(1, x=2), (lambda x, y=2: x + y)(1), list(map(lambda t: t[0] + t[1], [(1, 2)])))`,
    result: `(((1,), {'x': 2}), 3, [3])`,
  },
  {
    name: 'recursion',
    source: `def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
result = (fib(15), depth(200))`,
    result: `(610, 200)`,
  },
  {
    name: 'bound methods',
    source: `class A:
    def f(self): return 1
a = A()
m = a.f
result = (m(), m.__name__, m.__self__ is a, a.f == a.f, m.__func__ is A.f)`,
    result: `(1, 'f', True, True, True)`,
  },
  {
    name: 'classes are values',
    source: `class A:
    def __init__(self, n): self.n = n
layers = {'a': A, 'b': lambda n: n * 2}
result = ([getattr(layers[k](3), 'n', 'int') for k in layers], (A if True else None)(1).n, [cls(i).n for i, cls in enumerate([A, A])])`,
    result: `([3, 'int'], 1, [0, 1])`,
  },
  {
    name: 'special attributes',
    source: `def f(a, b: int = 1):
    return a
class A:
    'doc'
    x: int = 3
    y: str
    class Inner: pass
result = (f.__name__, f.__qualname__, f.__defaults__, A.__doc__, A.__annotations__, A.Inner.__qualname__ if False else A.Inner.__name__, f.__annotations__, A.__module__ in ('__main__', 'builtins'))`,
    result: `('f', 'f', (1,), 'doc', {'x': <class 'int'>, 'y': <class 'str'>}, 'Inner', {'b': <class 'int'>}, True)`,
  },
  {
    name: 'loops over changing lists',
    source: `l = [1, 2, 3]
out = []
for x in l:
    out.append(x)
    if len(l) < 5: l.append(x * 10)
result = out`,
    result: `[1, 2, 3, 10, 20]`,
  },
  {
    name: 'nested functions see later definitions',
    source: `def outer():
    def a(): return b()
    def b(): return n
    n = 4
    return a()
result = outer()`,
    result: `4`,
  },
  {
    name: 'mutable class attributes are shared',
    source: `class A:
    items = []
a, b = A(), A()
a.items.append(1)
b.items = [2]
result = (A.items, a.items, b.items)`,
    result: `([1], [1], [2])`,
  },
  {
    name: 'properties and getattr fallback',
    source: `class A:
    @property
    def broken(self): raise AttributeError('inner')
    def __getattr__(self, name): return 'fallback ' + name
class B:
    @property
    def ro(self): return 1
out = [A().broken]
try: B().ro = 2
except AttributeError as e: out.append(type(e).__name__)
result = out`,
    result: `['fallback broken', 'AttributeError']`,
  },
  {
    name: 'chained methods and star expressions',
    source: `class Q:
    def __init__(self): self.l = []
    def add(self, *xs):
        self.l.extend(xs)
        return self
def pair(): return 1, 2
def rest(): return (0, *pair(), *[3])
result = (Q().add(1).add(2, 3).l, rest(), [*pair(), *rest()[1:]], *pair())`,
    result: `([1, 2, 3], (0, 1, 2, 3), [1, 2, 1, 2, 3], 1, 2)`,
  },
  {
    name: 'subscript with stars and tuples',
    source: `class G:
    def __getitem__(self, key): return key
g = G()
result = (g[1], g[1, 2], g[1:2, ..., None], g[()], g[::2], g[1,])`,
    result: `(1, (1, 2), (slice(1, 2, None), Ellipsis, None), (), slice(None, None, 2), (1,))`,
  },
  {
    name: 'hashing',
    source: `class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return hash(self.n)
    def __eq__(self, o): return self.n == o.n
d = {K(1): 'a'}
d[K(1)] = 'b'
result = (len(d), d[K(1)], {(1, (2, 'x')): 1}[(1.0, (2, 'x'))], {None: 1}[None], len({'1', 1}))`,
    result: `(1, 'b', 1, 1, 2)`,
  },
  {
    name: 'boolean arithmetic',
    source: `result = (sum([True, False, True]), True & False, True | False, True ^ True, True == 1, [10, 20][True], isinstance(True, int))`,
    result: `(2, False, True, False, True, 20, True)`,
  },
  {
    name: 'string iteration and membership',
    source: `result = ([*'ab'], 'b' in 'abc', 'ac' in 'abc', list('xy'), 'abc'[::-1], 'abc'[-1])`,
    result: `(['a', 'b'], True, False, ['x', 'y'], 'cba', 'c')`,
  },
  {
    name: 'unions in annotations',
    source: `def f(a: int | None = None, *b: 'str', c: list[int] = []) -> dict[str, int]:
    x: int = 3
    y: list
    return x
result = (f(), isinstance(1, int | str), isinstance(None, int | None))`,
    result: `(3, True, True)`,
  },
  {
    name: 'super in class methods and comprehensions',
    source: `class A:
    @classmethod
    def make(cls): return [cls.__name__]
    def v(self): return 1
class B(A):
    @classmethod
    def make(cls): return super().make() + ['B']
    def v(self): return sum(x for x in [super().v(), 2])
result = (B.make(), B().v())`,
    result: `(['B', 'B'], 3)`,
  },
  {
    name: 'global statement at depth',
    source: `def f():
    global made
    made = 5
    class C:
        y = made
    return C.y
result = (f(), made)`,
    result: `(5, 5)`,
  },
  {
    name: 'else after try in loops',
    source: `out = []
for v in ('1', 'x', '3'):
    try:
        n = int(v)
    except ValueError:
        continue
    else:
        out.append(n)
    finally:
        out.append('f')
result = out`,
    result: `[1, 'f', 'f', 3, 'f']`,
  },
  {
    name: 'context manager from a generator',
    source: `result = 1`,
    result: `1`,
  },
];
