# Functions, generators, scopes and statements.
# A line `expression  #=> answer` says what Python answers; `#=>` on a line of its own belongs to the line above it.

# --- star calls
def f(a, b=2, *args, c=3, **kw):
    return (a, b, args, c, kw)
f(1)  #=> (1, 2, (), 3, {})
f(*[1, 2, 3], c=4)  #=> (1, 2, (3,), 4, {})
f(**{'a': 5, 'z': 6})  #=> (5, 2, (), 3, {'z': 6})
f(1, *(2,), *[3, 4], x=1, **{'y': 2})  #=> (1, 2, (3, 4), 3, {'x': 1, 'y': 2})
[*range(3), *'ab']  #=> [0, 1, 2, 'a', 'b']
{**{'a': 1}, 'b': 2}  #=> {'a': 1, 'b': 2}

# --- positional-only and keyword-only
def f(a, /, b, *, c=1): return (a, b, c)
def g(*, k): return k
out = [f(1, 2), f(1, b=3, c=4), g(k=1)]
for call in (lambda: f(a=1, b=2), lambda: f(1, 2, 3), lambda: g(), lambda: f(), lambda: f(1, 2, d=3), lambda: f(1, 2, b=2)):
    try:
        call()
    except TypeError as error:
        out.append(str(error))
out
#=> [(1, 2, 1), (1, 3, 4), 1, "f() got some positional-only arguments passed as keyword arguments: 'a'", 'f() takes 2 positional arguments but 3 were given', "g() missing 1 required keyword-only argument: 'k'", "f() missing 2 required positional arguments: 'a' and 'b'", "f() got an unexpected keyword argument 'd'", "f() got multiple values for argument 'b'"]

# --- default values are evaluated once
def f(x, acc=[]):
    acc.append(x)
    return acc
f(1)
f(2)  #=> [1, 2]

# --- closures and nonlocal
def counter():
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
c()  #=> 7
[f() for f in fs]  #=> [2, 2, 2]
[g() for g in gs]  #=> [0, 1, 2]

# --- global
total = 0
def add(n):
    global total
    total += n
    return total
add(2)
add(3)  #=> 5
total  #=> 5

# --- global statement at depth
def f():
    global made
    made = 5
    class C:
        y = made
    return C.y
f()  #=> 5
made  #=> 5

# --- unbound local
def f():
    try:
        return later
    except UnboundLocalError as e:
        return str(e)
    later = 1
f()  #=> "cannot access local variable 'later' where it is not associated with a value"

# --- class bodies do not enclose
x = 'global'
def make():
    x = 'function'
    class A:
        y = x
        x = 'class'
        def get(self): return x
        z = [x for _ in range(1)]
    return A
A = make()
A.y  #=> 'global'
A.x  #=> 'class'
A().get()  #=> 'function'
A.z  #=> ['function']

# --- nested functions see later definitions
def outer():
    def a(): return b()
    def b(): return n
    n = 4
    return a()
outer()  #=> 4

# --- eval sees the names around it
k = 2
def f(x):
    return eval('x + k'), [eval('x' + str(1)) for x1 in (3,)] if False else eval(' max(x, 7)')
(*f(1), eval('k * 2'))  #=> (3, 7, 4)

# --- lambda forms
(lambda *a, **k: (a, k))(1, x=2)  #=> ((1,), {'x': 2})
(lambda x, y=2: x + y)(1)  #=> 3
list(map(lambda t: t[0] + t[1], [(1, 2)]))  #=> [3]

# --- recursion
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
fib(15)  #=> 610
depth(200)  #=> 200

# --- bound methods
class A:
    def f(self): return 1
a = A()
m = a.f
m()  #=> 1
m.__name__  #=> 'f'
m.__self__ is a  #=> True
a.f == a.f  #=> True
m.__func__ is A.f  #=> True

# --- decorators
import functools
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
f(3)  #=> [[3], [3]]
f.__name__  #=> 'f'
list(REG)  #=> ['A']
g(4)  #=> 5
g.n  #=> 2

# --- async functions as plain ones
import typing
result = 'ok'
async def f():
    return await g()
async def g():
    return 1
result  #=> 'ok'

# --- generators
def gen(n):
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
list(g)  #=> [0, 1, 2]
list(g)  #=> []
list(chain('ab', [1]))  #=> ['a', 'b', 1]
next(it)  #=> 0
next(it)  #=> 1
[a for a, _ in zip(inf(), 'xyz')]  #=> [0, 1, 2]
next(lazy)  #=> 0
next(lazy)  #=> 1
next(lazy)  #=> 4
sum(x for x in gen(5))  #=> 10
any(x > 2 for x in inf())  #=> True

# --- generators run as far as they are asked
log = []
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
log  #=> ['made', 'start', 1, 'middle', 2, 'end']

# --- generators with nested statements
def walk(tree, depth=0):
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
list(walk({'a': {'b': 3, 'c': None}, 'd': 1}))  #=> [(0, 'a'), 'b', 'bb', 'd']

# --- iterators
class Count:
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
list(Count(3))  #=> [1, 2, 3]
[*Old()]  #=> [0, 10, 20]
a + b + c  #=> 6
2 in Count(3)  #=> True
sum(Count(4))  #=> 10
list(Gen())  #=> ['a', 'b']
max(Old())  #=> 20
tuple(zip(Gen(), Old()))  #=> (('a', 0), ('b', 10))

# --- while, else, break, continue
out = []
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
out  #=> [1, 3, 4, 'else']
i  #=> 1

# --- loops over changing lists
l = [1, 2, 3]
out = []
for x in l:
    out.append(x)
    if len(l) < 5: l.append(x * 10)
out  #=> [1, 2, 3, 10, 20]

# --- else after try in loops
out = []
for v in ('1', 'x', '3'):
    try:
        n = int(v)
    except ValueError:
        continue
    else:
        out.append(n)
    finally:
        out.append('f')
out  #=> [1, 'f', 'f', 3, 'f']

# --- exceptions
log = []
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
out
#=> [('RuntimeError', 'again', ('again',)), 'returned', 'end', ('AttributeError', "'list' object has no attribute 'nope'", ("'list' object has no attribute 'nope'",)), 'end']
log
#=> ["ValueError('zero')", 'finally', 'finally', ('lookup', "'k'"), 'finally', 'finally', 'body', 'else', 'finally']

# --- custom exceptions
class E(Exception):
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
caught  #=> (7, 'm', True, ('m',))
again  #=> 1
ends()  #=> 1

# --- return in finally
def f():
    try:
        return 1
    finally:
        log.append('f')
def g():
    try: raise ValueError
    finally: return 2
log = []
f()  #=> 1
g()  #=> 2
log  #=> ['f']

# --- assert
try:
    assert 1 == 2, f'got {1}'
except AssertionError as e:
    result = (str(e), e.args)
result  #=> ('got 1', ('got 1',))

# --- with
class Ctx:
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
log  #=> ['+a', '+b', 'a', ('-b', 'ValueError'), ('-a', None), '+c', ('-c', 'ZeroDivisionError'), 'division by zero']

# --- context manager from a generator
1  #=> 1

# --- match
class P:
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
[f(v) for v in (0, 1, 500, 'q', [1, 2], (1, 2, 3), {'k': 1, 'z': 2}, P(0, 5), P(1, 2), None, 2.5, [])]
#=> ['small', 'small', ('big', 500), 'str q', (1, 2), (1, [2, 3]), (1, {'z': 2}), ('axis', 5), (1, 2), 'none', 'other', 'other']
