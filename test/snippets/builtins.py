# Built-in functions and the methods of built-in classes.
# A line `expression  #=> answer` says what Python answers; `#=>` on a line of its own belongs to the line above it.

# --- abs
abs(-3)  #=> 3
abs(-2.5)  #=> 2.5
abs(True)  #=> 1

# --- all and any
all([1, 2])  #=> True
any([])  #=> False
all([])  #=> True
any([0, 1])  #=> True

# --- bin, hex, oct
bin(10)  #=> '0b1010'
hex(255)  #=> '0xff'
oct(8)  #=> '0o10'
hex(-255)  #=> '-0xff'

# --- divmod
divmod(7, -2)  #=> (-4, -1)
divmod(-7.5, 2)  #=> (-4.0, 0.5)

# --- enumerate, zip, map
list(enumerate('ab', 1))  #=> [(1, 'a'), (2, 'b')]
list(zip([1, 2], 'ab', (True, None)))  #=> [(1, 'a', True), (2, 'b', None)]
list(map(lambda a, b: a * b, [1, 2], [3, 4]))  #=> [3, 8]

# --- filter
list(filter(None, [0, 1, '', 'a']))  #=> [1, 'a']
list(filter(lambda x: x % 2, range(6)))  #=> [1, 3, 5]

# --- max and min
max(1, 3, 2)  #=> 3
min([4, 2, 8])  #=> 2
max('a', 'bcd', key=len)  #=> 'bcd'
max([], default=7)  #=> 7
min([3, 1], key=lambda v: -v)  #=> 3
max([], default=None)  #=> None

# --- round
round(2.5)  #=> 2
round(3.5)  #=> 4
round(-2.5)  #=> -2
round(2.675, 2)  #=> 2.67
round(0.125, 2)  #=> 0.12
round(1234, -2)  #=> 1200
round(1250, -2)  #=> 1200
round(1e20)  #=> 100000000000000000000
round(5.015, 2)  #=> 5.01
round(7)  #=> 7
round(-0.4)  #=> 0

# --- sum
sum([1, 2, 3], 10)  #=> 16
sum([[1], [2]], [])  #=> [1, 2]
sum(x * x for x in range(4))  #=> 14
sum([0.1] * 3)  #=> 0.30000000000000004

# --- sorted
sorted([3, 1, 2])  #=> [1, 2, 3]
sorted('bca', reverse=True)  #=> ['c', 'b', 'a']
sorted([(1, 'b'), (1, 'a')], key=lambda t: t[0])  #=> [(1, 'b'), (1, 'a')]
sorted([(1, 'b'), (0, 'a'), (1, 'c')], key=lambda t: t[0], reverse=True)  #=> [(1, 'b'), (1, 'c'), (0, 'a')]

# --- reversed
list(reversed([1, 2, 3]))  #=> [3, 2, 1]
list(reversed(range(0, 10, 3)))  #=> [9, 6, 3, 0]
''.join(reversed('abc'))  #=> 'cba'

# --- int
int('12')  #=> 12
int(' -7 ')  #=> -7
int('ff', 16)  #=> 255
int('0x1F', 16)  #=> 31
int(3.99)  #=> 3
int(-3.99)  #=> -3
int(True)  #=> 1
int('1_000')  #=> 1000
int('0b11', 0)  #=> 3
int()  #=> 0

# --- float
float('1.5')  #=> 1.5
float('-inf')  #=> -inf
float(3)  #=> 3.0
float('1e3')  #=> 1000.0
float()  #=> 0.0

# --- bool
bool([])  #=> False
bool('x')  #=> True
bool(0.0)  #=> False
bool(None)  #=> False
bool()  #=> False

# --- str and repr
str(1.0)  #=> '1.0'
str(None)  #=> 'None'
str([1, 'a'])  #=> "[1, 'a']"
str(1e-7)  #=> '1e-07'
repr('it\'s')  #=> '"it\'s"'
str((1,))  #=> '(1,)'
str({'a': 1})  #=> "{'a': 1}"
str()  #=> ''

# --- characters, callable, pow, hash
chr(97)  #=> 'a'
ord('a')  #=> 97
callable(len)  #=> True
callable(3)  #=> False
pow(2, 10)  #=> 1024
pow(3, 4, 5)  #=> 1
hash(5) == hash(5.0)  #=> True

# --- isinstance and issubclass
isinstance(1, int)  #=> True
isinstance(True, int)  #=> True
isinstance(1, (str, float))  #=> False
isinstance('a', str)  #=> True
issubclass(bool, int)  #=> True
isinstance([], (list, tuple))  #=> True
isinstance(None, type(None))  #=> True

# --- type names
type(1).__name__  #=> 'int'
type([]).__name__  #=> 'list'
type('') is str  #=> True
type(1.5) == float  #=> True

# --- range
list(range(5))  #=> [0, 1, 2, 3, 4]
list(range(2, 10, 3))  #=> [2, 5, 8]
list(range(5, 0, -2))  #=> [5, 3, 1]
len(range(0, 10, 3))  #=> 4
range(10)[2:5]  #=> range(2, 5)
3 in range(5)  #=> True
range(3)  #=> range(0, 3)

# --- slice
s = slice(1, 5, 2)
s.indices(4)  #=> (1, 4, 2)
list(range(10))[s]  #=> [1, 3]
slice(None, -1).indices(5)  #=> (0, 4, 1)
slice(None, None, -1).indices(3)  #=> (2, -1, -1)

# --- getattr and hasattr
getattr('a', 'nope', 5)  #=> 5
hasattr([], 'append')  #=> True
hasattr(3, 'append')  #=> False
getattr('ab', 'upper')()  #=> 'AB'

# --- iterators and containers
next(iter([1, 2]))  #=> 1
next(iter([]), 'end')  #=> 'end'
list(iter([1, 2]))  #=> [1, 2]
dict(a=1, b=2)  #=> {'a': 1, 'b': 2}
dict([('x', 1)])  #=> {'x': 1}
dict({'a': 1}, b=2)  #=> {'a': 1, 'b': 2}
set([1, 1, 2])  #=> {1, 2}
frozenset([1])  #=> frozenset({1})
tuple([1, 2])  #=> (1, 2)
list('ab')  #=> ['a', 'b']

# --- format
format(3.14159, '.2f')  #=> '3.14'
format(42, '05d')  #=> '00042'
format('a', '>4')  #=> '   a'
format(1234567, ',')  #=> '1,234,567'
format(0.25, '.1%')  #=> '25.0%'
format(255, '#x')  #=> '0xff'
format(-5, '+d')  #=> '-5'
format(3.0, 'g')  #=> '3'
format(1e10, 'g')  #=> '1e+10'
format(12.5, '8.3f')  #=> '  12.500'
format(True)  #=> 'True'
format(7, '^5')  #=> '  7  '
format(1234.5, ',.2f')  #=> '1,234.50'
format(0.000012345, '.3e')  #=> '1.234e-05'
format(5, 'b')  #=> '101'
format(1.5, '')  #=> '1.5'
format(100000.0, '.3')  #=> '1e+05'

# --- str.format
'{} {1}'.replace('{1}', '{}').format(1, 'b')  #=> '1 b'
'{0}-{1}-{0}'.format('a', 'b')  #=> 'a-b-a'
'{x:>5}|{y!r}'.format(x=3, y='q')  #=> "    3|'q'"
'{:.{p}f}'.format(3.14159, p=2)  #=> '3.14'
'{0[1]}'.format([1, 2])  #=> '2'
'{{}}'.format()  #=> '{}'
'{:<6}|'.format('ab')  #=> 'ab    |'

# --- percent formatting
'%d %s %.2f %5d|%-5s|%05.1f %x %%' % (3, 'a', 2.567, 42, 'ab', 3.14159, 255)  #=> '3 a 2.57    42|ab   |003.1 ff %'
'%s' % 'x'  #=> 'x'
'%(a)s-%(b)d' % {'a': 1, 'b': 2}  #=> '1-2'
'%r' % ('q',)  #=> "'q'"
'%3s' % None  #=> 'None'

# --- f-strings with formats
f'{3:>4}|{2.5:.2f}|{"a"!r}|{[1, 2]}|{1234567:,}'  #=> "   3|2.50|'a'|[1, 2]|1,234,567"
f'{10:04d}'  #=> '0010'
f'{"x":*^5}'  #=> '**x**'

# --- split
'a,b,c'.split(',')  #=> ['a', 'b', 'c']
' a  b '.split()  #=> ['a', 'b']
'a,b,c'.rsplit(',', 1)  #=> ['a,b', 'c']
'a-b-c'.split('-', 1)  #=> ['a', 'b-c']
'ab'.split('x')  #=> ['ab']
'a b c'.split(None, 1)  #=> ['a', 'b c']
'a\nb\r\nc'.splitlines()  #=> ['a', 'b', 'c']

# --- upper and lower case, padding
'abc'.upper()  #=> 'ABC'
'ABC'.lower()  #=> 'abc'
'hello world'.title()  #=> 'Hello World'
'abc'.capitalize()  #=> 'Abc'
'aBc'.swapcase()  #=> 'AbC'
'abc'.center(9, '*')  #=> '***abc***'
'ab'.center(5)  #=> '  ab '
'7'.zfill(3)  #=> '007'
'-7'.zfill(4)  #=> '-007'
'ab'.ljust(4) + '|'  #=> 'ab  |'
'ab'.rjust(4)  #=> '  ab'

# --- strip and replace
'  x '.strip()  #=> 'x'
'xxaxx'.strip('x')  #=> 'a'
'xxaxx'.lstrip('x')  #=> 'axx'
'layer1.conv'.removeprefix('layer')  #=> '1.conv'
'a.pth'.removesuffix('.pth')  #=> 'a'
'abcabc'.replace('b', 'X', 1)  #=> 'aXcabc'
'abc'.replace('', '-')  #=> '-a-b-c-'

# --- find, count, startswith
'hello'.find('l')  #=> 2
'hello'.rfind('l')  #=> 3
'hello'.index('e')  #=> 1
'hello'.count('l')  #=> 2
'hello'.find('z')  #=> -1
'hello'.startswith('he')  #=> True
'hello'.endswith(('x', 'lo'))  #=> True
'hello'.startswith('l', 2)  #=> True

# --- partition, join, questions about characters
'a=b=c'.partition('=')  #=> ('a', '=', 'b=c')
'a=b=c'.rpartition('=')  #=> ('a=b', '=', 'c')
'-'.join(['a', 'b'])  #=> 'a-b'
''.join(map(str, range(3)))  #=> '012'
'abc'.isalpha()  #=> True
'12'.isdigit()  #=> True
'a1'.isalnum()  #=> True
'x_1'.isidentifier()  #=> True
' '.isspace()  #=> True
'AB'.isupper()  #=> True
''.islower()  #=> False

# --- translate, encode
'abc'.translate(str.maketrans('ab', 'xy'))  #=> 'xyc'
'abc'.translate(str.maketrans({'a': None}))  #=> 'bc'
'a\tb'.expandtabs(4)  #=> 'a   b'
'abc'.encode()  #=> b'abc'
b'abc'.decode()  #=> 'abc'

# --- methods of numbers
(5).bit_length()  #=> 3
(255).bit_count()  #=> 8
(2.0).is_integer()  #=> True
(2.5).is_integer()  #=> False
(0.5).as_integer_ratio()  #=> (1, 2)
(3).real  #=> 3
(3.5).imag  #=> 0.0
(7).conjugate()  #=> 7

# --- methods of lists and tuples
[1, 2, 3].index(2)  #=> 1
[1, 1, 2].count(1)  #=> 2
[1, 2].copy()  #=> [1, 2]
(1, 2, 1).count(1)  #=> 2
(1, 2).index(2)  #=> 1

# --- list methods
a = [3, 1]
a.append(2); a.extend((5, 4)); a.insert(1, 9); b = a.pop(); c = a.pop(0); a.remove(9); a.sort(reverse=True); d = a.copy(); d.reverse(); a += [7]; d.clear()
a  #=> [5, 2, 1, 7]
b  #=> 4
c  #=> 3
d  #=> []

# --- dict, views and unions
{'a': 1}.get('a')  #=> 1
{'a': 1}.get('b', 3)  #=> 3
list({'a': 1, 'b': 2}.items())  #=> [('a', 1), ('b', 2)]
list({'a': 1}.keys())  #=> ['a']
list({'a': 1}.values())  #=> [1]
{'a': 1} | {'b': 2}  #=> {'a': 1, 'b': 2}
dict.fromkeys('ab', 0)  #=> {'a': 0, 'b': 0}
{'a': 1}.keys() & {'a', 'b'}  #=> {'a'}
{'a': 1}.items()  #=> dict_items([('a', 1)])
{'a': 1}.values()  #=> dict_values([1])
{'a': 1}.keys()  #=> dict_keys(['a'])
len({'a': 1}.items())  #=> 1

# --- dict methods
d = {'a': 1}
d.update(b=2); d.update([('c', 3)]); d.setdefault('a', 9); x = d.pop('b'); y = d.pop('zz', None); d.setdefault('l', []).append(1); z = d.popitem(); del d['a']; d |= {'q': 5}
d  #=> {'c': 3, 'q': 5}
x  #=> 2
y  #=> None
z  #=> ('l', [1])
'c' in d  #=> True
len(d)  #=> 2

# --- sets
{1, 2} | {3}  #=> {1, 2, 3}
{1, 2} & {2, 3}  #=> {2}
{1, 2} - {2}  #=> {1}
{1, 2} ^ {2, 3}  #=> {1, 3}
{1}.issubset({1, 2})  #=> True
{1, 2}.union([3])  #=> {1, 2, 3}
{1, 2}.isdisjoint({3})  #=> True
frozenset({1}) | {2}  #=> frozenset({1, 2})
{1, 2}.symmetric_difference([2, 3])  #=> {1, 3}

# --- set methods
s = {1}
s.add(2); s.update([3, 4]); s.discard(9); s.remove(1); s -= {3}; t = frozenset(s); s.intersection_update([2])
sorted(t)  #=> [2, 4]
s  #=> {2}
len(t)  #=> 2

# --- subclasses of built-ins
class Registry(dict):
    def __init__(self, name, **kw):
        super().__init__(**kw)
        self.name = name
    def register(self, f):
        self[f.__name__] = f
        return f
    def __getitem__(self, k):
        return super().__getitem__(k)
class L(list):
    def total(self): return sum(self)
class W(int):
    pass
r = Registry('m', z=1)
@r.register
def foo(): return 7
r.name  #=> 'm'
list(r)  #=> ['z', 'foo']
r['foo']()  #=> 7
len(r)  #=> 2
L([1, 2]).total()  #=> 3
L('ab') + ['c']  #=> ['a', 'b', 'c']
isinstance(r, dict)  #=> True
W(3) + 1  #=> 4
r.get('q', 0)  #=> 0

# --- property
class A:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v * 2
    y = property(lambda self: self._x + 1)
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls): return cls.__name__
a = A(); a.x = 5
a.x  #=> 10
a.y  #=> 11
A.s(3)  #=> 3
a.c()  #=> 'A'
vars(a)  #=> {'_x': 10}

# --- metaclass and __init_subclass__
class M(type):
    def __new__(mcs, name, bases, ns):
        ns['extra'] = 'e'
        return super().__new__(mcs, name, bases, ns)
class A(metaclass=M): pass
B = type('B', (A,), {'k': 3})
class C:
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag
class D(C, tag='t'): pass
A.extra  #=> 'e'
B.k  #=> 3
B().extra  #=> 'e'
B.__name__  #=> 'B'
D.tag  #=> 't'
type(B()) is B  #=> True
isinstance(A, M)  #=> True
