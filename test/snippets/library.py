# The standard library, as far as models use it.
# A line `expression  #=> answer` says what Python answers; `#=>` on a line of its own belongs to the line above it.
import math, itertools, functools, operator, collections, collections.abc, re, os, os.path, json, copy, sys, string, statistics, typing

# --- math
math.ceil(2.1)  #=> 3
math.floor(-2.1)  #=> -3
math.sqrt(16)  #=> 4.0
math.log(8, 2)  #=> 3.0
math.log2(8)  #=> 3.0
math.log10(1000)  #=> 3.0
math.prod([2, 3, 4])  #=> 24
math.gcd(12, 18)  #=> 6
math.lcm(4, 6)  #=> 12
math.isqrt(17)  #=> 4
math.factorial(20)  #=> 2432902008176640000
math.comb(5, 2)  #=> 10
math.perm(5, 2)  #=> 20
math.pi  #=> 3.141592653589793
math.inf  #=> inf
math.hypot(3, 4)  #=> 5.0
math.isclose(0.1 + 0.2, 0.3)  #=> True
math.trunc(-2.7)  #=> -2
math.fmod(7, 3)  #=> 1.0
math.copysign(2, -1)  #=> -2.0
math.exp(0)  #=> 1.0
math.pow(2, 3)  #=> 8.0
math.modf(2.5)  #=> (0.5, 2.0)
math.frexp(8)  #=> (0.5, 4)
math.fsum([0.1] * 10)  #=> 1.0
math.degrees(math.pi)  #=> 180.0
math.dist([0, 0], [3, 4])  #=> 5.0
math.factorial(25)  #=> 15511210043330985984000000
math.cos(0)  #=> 1.0

# --- itertools
list(itertools.chain([1], [2, 3]))  #=> [1, 2, 3]
list(itertools.chain.from_iterable([[1], [2]]))  #=> [1, 2]
list(itertools.product([1, 2], 'ab'))  #=> [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]
list(itertools.product([0, 1], repeat=2))  #=> [(0, 0), (0, 1), (1, 0), (1, 1)]
list(itertools.permutations([1, 2, 3], 2))  #=> [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]
list(itertools.combinations('abc', 2))  #=> [('a', 'b'), ('a', 'c'), ('b', 'c')]
list(itertools.accumulate([1, 2, 3]))  #=> [1, 3, 6]
list(itertools.islice(itertools.count(5, 2), 3))  #=> [5, 7, 9]
list(itertools.repeat('x', 2))  #=> ['x', 'x']
list(itertools.zip_longest([1], [2, 3], fillvalue=0))  #=> [(1, 2), (0, 3)]
list(itertools.pairwise([1, 2, 3]))  #=> [(1, 2), (2, 3)]
[(k, list(g)) for k, g in itertools.groupby('aab')]  #=> [('a', ['a', 'a']), ('b', ['b'])]
list(itertools.takewhile(lambda x: x < 3, [1, 2, 5, 1]))  #=> [1, 2]
list(itertools.dropwhile(lambda x: x < 3, [1, 2, 5, 1]))  #=> [5, 1]
list(itertools.starmap(pow, [(2, 3)]))  #=> [8]
list(itertools.compress('abc', [1, 0, 1]))  #=> ['a', 'c']
list(itertools.islice('abcdef', 1, 5, 2))  #=> ['b', 'd']
list(itertools.combinations_with_replacement('ab', 2))  #=> [('a', 'a'), ('a', 'b'), ('b', 'b')]
list(itertools.islice(itertools.cycle([1, 2]), 5))  #=> [1, 2, 1, 2, 1]

# --- functions of functools
functools.reduce(lambda a, b: a * b, [1, 2, 3, 4])  #=> 24
functools.reduce(lambda a, b: a + b, [], 5)  #=> 5
functools.partial(pow, 2)(5)  #=> 32
functools.partial(int, base=2)('101')  #=> 5
functools.partial(dict, a=1)(b=2)  #=> {'a': 1, 'b': 2}
functools.partial(pow, 2).args  #=> (2,)
functools.partial(functools.partial(pow, 2), 3)()  #=> 8
sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a))  #=> [3, 2, 1]

# --- operator
operator.add(1, 2)  #=> 3
operator.itemgetter(1)([1, 2])  #=> 2
operator.itemgetter('a', 'b')({'a': 1, 'b': 2})  #=> (1, 2)
operator.attrgetter('real')(5)  #=> 5
operator.mul(3, 4)  #=> 12
operator.methodcaller('upper')('a')  #=> 'A'
operator.not_(0)  #=> True
operator.contains([1], 1)  #=> True

# --- collections
dict(collections.Counter('aab'))  #=> {'a': 2, 'b': 1}
collections.Counter('aab').most_common(1)  #=> [('a', 2)]
collections.Counter(a=2)['zz']  #=> 0
list(collections.OrderedDict([('a', 1)]).items())  #=> [('a', 1)]
list(collections.deque([1, 2, 3], maxlen=2))  #=> [2, 3]
collections.ChainMap({'a': 1}, {'b': 2})['b']  #=> 2

# --- re
re.match(r'(\d+)-(\w+)', '12-ab').groups()  #=> ('12', 'ab')
re.sub(r'\d', 'X', 'a1b2')  #=> 'aXbX'
re.findall(r'\w+', 'a bc')  #=> ['a', 'bc']
re.split(r'[,;]', 'a,b;c')  #=> ['a', 'b', 'c']
bool(re.search('z', 'abc'))  #=> False
re.match(r'(?P<n>\d+)', '42').group('n')  #=> '42'
re.sub(r'(\w)(\d)', r'\2\1', 'a1')  #=> '1a'
re.fullmatch('a+', 'aa') is not None  #=> True
re.compile('b').search('abc').start()  #=> 1
re.findall(r'(\d)(\w)', '1a2b')  #=> [('1', 'a'), ('2', 'b')]
re.sub('a', 'b', 'aaa', count=2)  #=> 'bba'
re.match('a$', 'a\n') is not None  #=> True
re.escape('a.b')  #=> 'a\\.b'

# --- os.path
os.path.join('a', 'b', 'c.py')  #=> 'a/b/c.py'
os.path.join('a/', '/b')  #=> '/b'
os.path.basename('/x/y.txt')  #=> 'y.txt'
os.path.splitext('a/b.tar.gz')  #=> ('a/b.tar', '.gz')
os.path.dirname('/x/y.txt')  #=> '/x'
os.path.splitext('.bashrc')  #=> ('.bashrc', '')
os.path.normpath('a/../b/./c')  #=> 'b/c'
os.path.split('/a/b')  #=> ('/a', 'b')

# --- json
json.loads('{"a": [1, null, true], "b": "x"}')  #=> {'a': [1, None, True], 'b': 'x'}
json.loads('{"p": 0.5, "n": [1e3, -2, 1.0], "s": "1.5"}')  #=> {'p': 0.5, 'n': [1000.0, -2, 1.0], 's': '1.5'}
json.dumps({'a': [1, None, 'x']})  #=> '{"a": [1, null, "x"]}'
json.dumps([1.5, True])  #=> '[1.5, true]'

# --- copies, constants, mean
copy.copy([1, 2])  #=> [1, 2]
copy.deepcopy({'a': [1]})  #=> {'a': [1]}
sys.argv[0:0]  #=> []
string.ascii_lowercase[:3]  #=> 'abc'
statistics.mean([1, 2, 3, 6])  #=> 3

# --- typing at run time
typing.Optional[int] is not None  #=> True
isinstance([], typing.List)  #=> True
typing.cast(int, 'x')  #=> 'x'
isinstance((1,), typing.Sequence)  #=> True
isinstance({}, typing.Mapping)  #=> True

# --- abstract collections
isinstance([], collections.abc.Iterable)  #=> True
isinstance(5, collections.abc.Iterable)  #=> False
isinstance(len, collections.abc.Callable)  #=> True
isinstance('a', collections.abc.Sequence)  #=> True
isinstance({}, collections.abc.Sequence)  #=> False
isinstance([], collections.abc.Hashable)  #=> False
isinstance((x for x in []), collections.abc.Iterator)  #=> True

# --- classes of numbers
import numbers
isinstance(3, numbers.Integral)  #=> True
isinstance(True, numbers.Number)  #=> True
isinstance(2.5, numbers.Integral)  #=> False
isinstance(2.5, numbers.Real)  #=> True
isinstance("3", numbers.Number)  #=> False
issubclass(int, numbers.Rational)  #=> True

# --- defaultdict and counter
from collections import defaultdict, Counter, OrderedDict, deque
d = defaultdict(list)
d['a'].append(1); d['b']
c = Counter(); c['x'] += 2; c.update('xy')
o = OrderedDict(); o['a'] = 1; o['b'] = 2; o.move_to_end('a')
q = deque([1, 2]); q.appendleft(0); q.append(3); x = q.popleft(); q.rotate(1)
dict(d)  #=> {'a': [1], 'b': []}
dict(c)  #=> {'x': 3, 'y': 1}
list(o)  #=> ['b', 'a']
x  #=> 0
list(q)  #=> [3, 1, 2]
isinstance(o, dict)  #=> True

# --- namedtuple
from collections import namedtuple
from typing import NamedTuple
P = namedtuple('P', 'x y', defaults=[5])
class Q(NamedTuple):
    a: int
    b: str = 'd'
    def both(self): return (self.a, self.b)
p = P(1); q = Q(a=2)
x, y = p
p  #=> P(x=1, y=5)
p.x  #=> 1
p[1]  #=> 5
p._replace(y=9)  #=> P(x=1, y=9)
q  #=> Q(a=2, b='d')
q.both()  #=> (2, 'd')
P._fields  #=> ('x', 'y')
x + y  #=> 6
p == (1, 5)  #=> True
q._asdict()  #=> {'a': 2, 'b': 'd'}
isinstance(q, tuple)  #=> True
len(q)  #=> 2

# --- dataclass
from dataclasses import dataclass, field, fields, replace, asdict, is_dataclass
@dataclass
class A:
    x: int
    y: list = field(default_factory=list)
    z: float = 0.5
@dataclass(frozen=True, order=True)
class B:
    n: int = 1
    k: str = field(default='s', repr=False)
@dataclass
class C(A):
    w: int = 4
    total: int = field(init=False)
    def __post_init__(self):
        self.total = self.x + self.w
a = A(1); a2 = A(1); a.y.append(3)
c = C(1, w=6)
try:
    B().n = 4
    frozen = False
except Exception as e:
    frozen = True
a  #=> A(x=1, y=[3], z=0.5)
a2  #=> A(x=1, y=[], z=0.5)
a == A(1, [3])  #=> True
c  #=> C(x=1, y=[], z=0.5, w=6, total=7)
[f.name for f in fields(C)]  #=> ['x', 'y', 'z', 'w', 'total']
replace(a, x=7)  #=> A(x=7, y=[3], z=0.5)
asdict(c)  #=> {'x': 1, 'y': [], 'z': 0.5, 'w': 6, 'total': 7}
B() < B(2)  #=> True
is_dataclass(A)  #=> True
B()  #=> B(n=1)
a2.z  #=> 0.5

# --- enum
from enum import Enum, IntEnum, auto, Flag
class Color(Enum):
    RED = 1
    GREEN = 'g'
    ALIAS = 1
    def low(self): return self.name.lower()
class N(IntEnum):
    A = auto()
    B = auto()
class F(Flag):
    X = auto()
    Y = auto()
Color.RED.value  #=> 1
Color('g').name  #=> 'GREEN'
Color['RED'] is Color.RED  #=> True
Color.ALIAS is Color.RED  #=> True
[c.name for c in Color]  #=> ['RED', 'GREEN']
len(Color)  #=> 2
Color.RED.low()  #=> 'red'
N.B + 1  #=> 3
N.A < N.B  #=> True
N(2) is N.B  #=> True
str(Color.RED)  #=> 'Color.RED'
repr(Color.GREEN)  #=> "<Color.GREEN: 'g'>"
isinstance(Color.RED, Color)  #=> True
(F.X | F.Y).value  #=> 3
F.X in (F.X | F.Y)  #=> True
Color.RED == Color.RED  #=> True
Color.RED != Color.GREEN  #=> True
{Color.RED: 1}[Color.RED]  #=> 1
list(Color.__members__)  #=> ['RED', 'GREEN', 'ALIAS']

# --- argparse
import argparse
p = argparse.ArgumentParser(description='x')
p.add_argument('--learning-rate', '-l', type=float, default=0.1)
p.add_argument('--width', default='4', type=int)
p.add_argument('--fast', action='store_true')
p.add_argument('--no-x', dest='x', action='store_false')
p.add_argument('--name')
g = p.add_argument_group('g'); g.add_argument('--n', type=int, default=3)
p.set_defaults(q=1)
a = p.parse_args([]); b, rest = p.parse_known_args([])
c = argparse.ArgumentParser(parents=[p], add_help=False).parse_args([])
assert c.width == 4
a.learning_rate  #=> 0.1
a.width  #=> 4
a.fast  #=> False
a.x  #=> True
a.name  #=> None
a.n  #=> 3
a.q  #=> 1
rest  #=> []
'width' in a  #=> True
vars(a)['n']  #=> 3

# --- inspect
import inspect
def f(a, b=2, *c, d, e=5, **g): pass
class A:
    def __init__(self, x, y=1): pass
s = inspect.signature(f)
list(s.parameters)  #=> ['a', 'b', 'c', 'd', 'e', 'g']
s.parameters['b'].default  #=> 2
s.parameters['a'].default is inspect.Parameter.empty  #=> True
inspect.isclass(A)  #=> True
inspect.isfunction(f)  #=> True
list(inspect.signature(A).parameters)  #=> ['x', 'y']
inspect.getfullargspec(f).args  #=> ['a', 'b']
inspect.getfullargspec(A.__init__).args  #=> ['self', 'x', 'y']
s.parameters['g'].kind == inspect.Parameter.VAR_KEYWORD  #=> True

# --- contextlib
import contextlib
@contextlib.contextmanager
def m(x):
    yield x + 1
with m(1) as v, contextlib.suppress(ValueError), contextlib.nullcontext(5) as n:
    w = v
    raise ValueError('a')
class A:
    @contextlib.contextmanager
    def named(self, name):
        yield self, name
a = A()
with a.named('x') as (owner, name):
    pass
v  #=> 2
w  #=> 2
n  #=> 5
owner is a  #=> True
name  #=> 'x'

# --- abc and simple namespace
from abc import ABC, abstractmethod
from types import SimpleNamespace
import warnings, logging
class A(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def g(self): ...
class B(A):
    def f(self): return 1
    g = 4
warnings.warn('x'); logging.getLogger(__name__).info('a %s', 1)
with warnings.catch_warnings():
    warnings.simplefilter('ignore')
n = SimpleNamespace(a=1, b=2); n.c = 3
B().f()  #=> 1
B().g  #=> 4
n.a + n.c  #=> 4
n  #=> namespace(a=1, b=2, c=3)

# --- paths
from pathlib import Path
p = Path('a/b') / 'c.tar.gz'
str(p)  #=> 'a/b/c.tar.gz'
p.name  #=> 'c.tar.gz'
p.stem  #=> 'c.tar'
p.suffix  #=> '.gz'
str(p.parent)  #=> 'a/b'
str(p.with_suffix('.py'))  #=> 'a/b/c.tar.py'
p == Path('a/b/c.tar.gz')  #=> True
str(Path('x', '/y'))  #=> '/y'
str(Path())  #=> '.'

# --- frozen dataclass
from dataclasses import dataclass
@dataclass(frozen=True)
class A:
    x: int
    y: int = 0
    def __post_init__(self):
        object.__setattr__(self, 'y', self.x * 2)
a = A(3)
try:
    a.x = 4
    said = ''
except AttributeError as error:
    said = str(error)
a.x  #=> 3
a.y  #=> 6
said  #=> "cannot assign to field 'x'"

# --- enum with fields
from enum import Enum
class Planet(Enum):
    A = (1, 2)
    B = (3, 4)
    def __init__(self, m, r):
        self.m = m
        self.r = r
    @property
    def s(self): return self.m * self.r
Planet.B.m  #=> 3
Planet.A.s  #=> 2
Planet((3, 4)).name  #=> 'B'

# --- generic classes, unions, overloads
from typing import *
T = TypeVar('T')
class G(Generic[T]):
    def __init__(self, x: 'Optional[T]' = None): self.x = x
class P(Protocol):
    def f(self) -> int: ...
Alias = Union[int, List[Tuple[int, ...]], Callable[[int], None]]
def f(x: Alias, y: Dict[str, Any] = {}, *z: Literal['a']) -> Optional[int]: return x
@overload
def g(x: int) -> int: ...
def g(x): return x
G(3).x  #=> 3
G[int](4).x  #=> 4
f(2)  #=> 2
g(5)  #=> 5
isinstance(1, Union[int, str])  #=> True
TYPE_CHECKING  #=> False
get_type_hints(f) != {}  #=> True
isinstance(3, int | None)  #=> True

# --- copies of objects
import copy
class A:
    def __init__(self): self.x = [1]; self.me = self
a = A(); b = copy.copy(a); c = copy.deepcopy(a)
b.x.append(2); c.x.append(3)
a.x  #=> [1, 2]
b.x  #=> [1, 2]
c.x  #=> [1, 3]
c.me is c  #=> True
b.me is a  #=> True

# --- decorators of functools
import functools
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@functools.lru_cache
def g(x): return x
def deco(f):
    @functools.wraps(f)
    def inner(*a, **k): return f(*a, **k) + 1
    return inner
@deco
def h(x): return x
class K:
    @functools.cached_property
    def v(self): return [1]
    @functools.singledispatchmethod
    def z(self, a): return a
@functools.singledispatch
def s(x): return 'o'
@s.register(int)
def _(x): return 'i'
@s.register
def _(x: list): return 'l'
@functools.total_ordering
class T:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __eq__(self, o): return self.v == o.v
k = K()
fib(20)  #=> 6765
g(3)  #=> 3
h(1)  #=> 2
h.__name__  #=> 'h'
k.v is k.v  #=> True
s(1)  #=> 'i'
s('a')  #=> 'o'
s([])  #=> 'l'
T(1) >= T(1)  #=> True
T(2) > T(1)  #=> True
T(1) <= T(0)  #=> False

# --- ordered lists
import bisect, heapq
bisect.bisect_left([1, 3, 3, 5], 3)  #=> 1
bisect.bisect([1, 3, 3, 5], 3)  #=> 3
bisect.bisect_right([2, 4], 9)  #=> 2
a = [2, 4]
bisect.insort(a, 3)
a  #=> [2, 3, 4]
h = [5, 1, 4]
heapq.heapify(h)
heapq.heappop(h)  #=> 1
heapq.nsmallest(2, [5, 1, 4])  #=> [1, 4]
