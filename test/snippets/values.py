# Numbers, strings, lists, dicts: literals, operators, assignment.
# A line `expression  #=> answer` says what Python answers; `#=>` on a line of its own belongs to the line above it.

# --- exact integers
2 ** 100  #=> 1267650600228229401496703205376
7 // -2  #=> -4
-7 % 3  #=> 2
-7 // 2  #=> -4
10 ** 18 + 1  #=> 1000000000000000001
(1 << 70) >> 3  #=> 147573952589676412928
5 & 6 | 8 ^ 1  #=> 13
~5  #=> -6
-(2 ** 63)  #=> -9223372036854775808

# --- floats
1e16  #=> 1e+16
1.5  #=> 1.5
0.1 + 0.2  #=> 0.30000000000000004
1e-5  #=> 1e-05
123456789012345680.0  #=> 1.2345678901234568e+17
-0.0  #=> -0.0
7.5 // 2  #=> 3.0
-7.5 % 2  #=> 0.5
2 ** -1  #=> 0.5
1e22  #=> 1e+22
1.0  #=> 1.0
5e-324  #=> 5e-324
1/3  #=> 0.3333333333333333

# --- numbers mix
True + 1  #=> 2
1 == 1.0 == True  #=> True
3 / 2  #=> 1.5
4 / 2  #=> 2.0
2 ** 0.5  #=> 1.4142135623730951
10 // 3.0  #=> 3.0
-1 ** 2  #=> -1
1_000 * 0x1F  #=> 31000

# --- boolean arithmetic
sum([True, False, True])  #=> 2
True & False  #=> False
True | False  #=> True
True ^ True  #=> False
True == 1  #=> True
[10, 20][True]  #=> 20
isinstance(True, int)  #=> True

# --- comparison chains
1 < 2 < 3  #=> True
1 < 3 < 2  #=> False
1 == 1 != 2  #=> True
'a' < 'b' <= 'b'  #=> True
[1, 2] < [1, 3]  #=> True
(1,) < (1, 0)  #=> True
3 in [1, 2, 3] != False  #=> True

# --- short circuits
0 or 'x'  #=> 'x'
1 and 2  #=> 2
None and 1  #=> None
[] or {} or 0  #=> 0
not []  #=> True
not 'a'  #=> False

# --- conditional expression
['even' if i % 2 == 0 else 'odd' for i in range(3)]  #=> ['even', 'odd', 'even']

# --- identity
a = []
a is a  #=> True
[] is []  #=> False
None is None  #=> True
a is not None  #=> True
() == ()  #=> True
True is True  #=> True

# --- walrus
[y := 1, y ** 2]  #=> [1, 1]
[last := i for i in range(3)]  #=> [0, 1, 2]
last  #=> 2

# --- unpacking
a, (b, *c), d = 1, (2, 3, 4), 5
*e, f = 'xyz'
g, = [9]
x = y = [0]
a  #=> 1
b  #=> 2
c  #=> [3, 4]
d  #=> 5
e  #=> ['x', 'y']
f  #=> 'z'
g  #=> 9
x is y  #=> True

# --- unpacking errors
out = []
for v, n in (([1], 2), ([1, 2, 3], 2)):
    try:
        a, b = v
    except ValueError as e:
        out.append(str(e))
try:
    a, *b, c = [1]
except ValueError as e:
    out.append(str(e))
out
#=> ['not enough values to unpack (expected 2, got 1)', 'too many values to unpack (expected 2)', 'not enough values to unpack (expected at least 2, got 1)']

# --- targets in brackets are no tuples
class A: pass
a = A()
(a.x) = (y) = 4
(z,) = [5]
a.x  #=> 4
y  #=> 4
z  #=> 5

# --- lines joined by backslashes
f = lambda *a, **k: (a, k)
result = (f(1, 2 \
  , 3), f(1, \
 2, b=3), [1, \
 2], (4 \
 ,), {1 \
 : 2})
result  #=> (((1, 2, 3), {}), ((1, 2), {'b': 3}), [1, 2], (4,), {1: 2})

# --- swap and slices
l = list(range(10))
l[0], l[-1] = l[-1], l[0]
l[2:4] = ['a', 'b', 'c']
l[::5] = [None] * 3
del l[1], l[-2:]
l  #=> [None, 'a', 'b', 'c', None, 5, 6, 7]
l[::-1]  #=> [7, 6, 5, None, 'c', 'b', 'a', None]
l[-3:]  #=> [5, 6, 7]
l[1:6:2]  #=> ['a', 'c', 5]
'hello'[1:-1]  #=> 'ell'
(1, 2, 3)[::-1]  #=> (3, 2, 1)

# --- slice assignment inserts
l = [1, 2, 3]
l[1:1] = [8, 9]
l[10:] = [7]
l[-1:] = []
l  #=> [1, 8, 9, 2, 3]

# --- subscript with stars and tuples
class G:
    def __getitem__(self, key): return key
g = G()
g[1]  #=> 1
g[1, 2]  #=> (1, 2)
g[1:2, ..., None]  #=> (slice(1, 2, None), Ellipsis, None)
g[()]  #=> ()
g[::2]  #=> slice(None, None, 2)
g[1,]  #=> (1,)

# --- in place on lists
a = b = [1]
a += [2]
a *= 2
t = (1,)
u = t
t += (2,)
s = {1}
r = s
s |= {2}
a  #=> [1, 2, 1, 2]
b is a  #=> True
t  #=> (1, 2)
u  #=> (1,)
r  #=> {1, 2}

# --- del
d = {'a': 1, 'b': 2}
del d['a']
class A: pass
o = A(); o.x = 1
del o.x
x = 1
del x
try:
    x
except NameError as e:
    result = (d, hasattr(o, 'x'), str(e))
result  #=> ({'b': 2}, False, "name 'x' is not defined")

# --- comprehensions
m = [[1, 2], [3, 4]]
[x for row in m for x in row if x % 2]  #=> [1, 3]
{x: y for x, y in zip('ab', m)}  #=> {'a': [1, 2], 'b': [3, 4]}
{x % 2 for x in range(5)}  #=> {0, 1}
[[r[i] for r in m] for i in range(2)]  #=> [[1, 3], [2, 4]]
[(i, j) for i in range(3) for j in range(i)]  #=> [(1, 0), (2, 0), (2, 1)]

# --- dict behaviour
d = {'b': 1, 'a': 2}
d['c'] = d.pop('b')
d.setdefault('l', []).append(1)
d |= {'z': 0}
e = d | {'a': 9}
d  #=> {'a': 2, 'c': 1, 'l': [1], 'z': 0}
e  #=> {'a': 9, 'c': 1, 'l': [1], 'z': 0}
list(d)  #=> ['a', 'c', 'l', 'z']
list(d.items())  #=> [('a', 2), ('c', 1), ('l', [1]), ('z', 0)]
d.get('q', 5)  #=> 5
'a' in d  #=> True
{1: 'a', 1.0: 'b', True: 'c'}  #=> {1: 'c'}
{(1, 2): 3}[1, 2]  #=> 3
dict(x=1, **{'y': 2})  #=> {'x': 1, 'y': 2}
d == {'z': 0, 'a': 2, 'c': 1, 'l': [1]}  #=> True

# --- sets
sorted({1, 2} | {3})  #=> [1, 2, 3]
{1, 2} & {2}  #=> {2}
{1, 2} - {2}  #=> {1}
sorted({1, 2} ^ {2, 3})  #=> [1, 3]
{1} <= {1, 2}  #=> True
{1} < {1}  #=> False
frozenset([1]) == {1}  #=> True
len({1, 1.0, True})  #=> 1

# --- hashing
class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return hash(self.n)
    def __eq__(self, o): return self.n == o.n
d = {K(1): 'a'}
d[K(1)] = 'b'
len(d)  #=> 1
d[K(1)]  #=> 'b'
{(1, (2, 'x')): 1}[(1.0, (2, 'x'))]  #=> 1
{None: 1}[None]  #=> 1
len({'1', 1})  #=> 2

# --- string building
result = ('%s-%d' % ('a', 3), '{}.{}'.format('x', 1), '{n:>4}'.format(n=2), 'a' 'b', 'ab' * 2, r'\n', b'x', '\x41\u00e9', '''a
b''')
result  #=> ('a-3', 'x.1', '   2', 'ab', 'abab', '\\n', b'x', 'Aé', 'a\nb')

# --- string iteration and membership
[*'ab']  #=> ['a', 'b']
'b' in 'abc'  #=> True
'ac' in 'abc'  #=> False
list('xy')  #=> ['x', 'y']
'abc'[::-1]  #=> 'cba'
'abc'[-1]  #=> 'c'

# --- f-strings
x, name, w = 3.14159, 'net', 10
f'{x:.2f}|{name!r}|{name:>{w}}|{x + 1:.1f}|{{}}|{name=}' if False else f'{x:.2f}|{name!r}|{name:>{w}}|{{}}|{1000:,}|{7:03d}|{name}'
#=> "3.14|'net'|       net|{}|1,000|007|net"

# --- unions in annotations
def f(a: int | None = None, *b: 'str', c: list[int] = []) -> dict[str, int]:
    x: int = 3
    y: list
    return x
f()  #=> 3
isinstance(1, int | str)  #=> True
isinstance(None, int | None)  #=> True

# --- chained methods and star expressions
class Q:
    def __init__(self): self.l = []
    def add(self, *xs):
        self.l.extend(xs)
        return self
def pair(): return 1, 2
def rest(): return (0, *pair(), *[3])
(Q().add(1).add(2, 3).l, rest(), [*pair(), *rest()[1:]], *pair())
#=> ([1, 2, 3], (0, 1, 2, 3), [1, 2, 1, 2, 3], 1, 2)

# --- errors in operations
out = []
for f in (lambda: 1 + 'a', lambda: [1][5], lambda: {}[3], lambda: 'a'.nope, lambda: None(), lambda: 1 / 0, lambda: [] < 1, lambda: len(3), lambda: {[]: 1}, lambda: (1, 2)['a'], lambda: -'a', lambda: 5 in 5, lambda: int.nope, lambda: 1 % 0, lambda: 'x' + 1 if False else [1, 2][-3]):
    try:
        out.append(f())
    except Exception as e:
        out.append((type(e).__name__, str(e)))
out
#=> [('TypeError', "unsupported operand type(s) for +: 'int' and 'str'"), ('IndexError', 'list index out of range'), ('KeyError', '3'), ('AttributeError', "'str' object has no attribute 'nope'"), ('TypeError', "'NoneType' object is not callable"), ('ZeroDivisionError', 'division by zero'), ('TypeError', "'<' not supported between instances of 'list' and 'int'"), ('TypeError', "object of type 'int' has no len()"), ('TypeError', "unhashable type: 'list'"), ('TypeError', 'tuple indices must be integers or slices, not str'), ('TypeError', "bad operand type for unary -: 'str'"), ('TypeError', "argument of type 'int' is not iterable"), ('AttributeError', "type object 'int' has no attribute 'nope'"), ('ZeroDivisionError', 'integer modulo by zero'), ('IndexError', 'list index out of range')]
