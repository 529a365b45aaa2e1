# Classes, attributes, metaclasses and operators of one’s own.
# A line `expression  #=> answer` says what Python answers; `#=>` on a line of its own belongs to the line above it.

# --- an object and its __dict__ are one
class A:
    def __init__(self, **kw):
        self.__dict__.update(kw)
a = A(x=1)
a.__dict__['y'] = 2
a.z = 3
vars(a).pop('x')
d = a.__dict__
a.w = 4
a.y  #=> 2
hasattr(a, 'x')  #=> False
sorted(d.items())  #=> [('w', 4), ('y', 2), ('z', 3)]
{**d}  #=> {'y': 2, 'z': 3, 'w': 4}
len(d)  #=> 3
'z' in d  #=> True
d.get('q')  #=> None

# --- classes
class A:
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
b.twice()  #=> 21
b.p  #=> 11
b.s(3)  #=> 3
A.count  #=> 1
B.__name__  #=> 'B'
isinstance(b, A)  #=> True
issubclass(B, A)  #=> True
type(b) is B  #=> True
b.__dict__  #=> {'a': 10}
A.twice(b)  #=> 20

# --- multiple inheritance
class A:
    def f(self): return ['A']
class B(A):
    def f(self): return ['B'] + super().f()
class C(A):
    def f(self): return ['C'] + super().f()
class D(B, C):
    def f(self): return ['D'] + super(D, self).f()
D().f()  #=> ['D', 'B', 'C', 'A']
[c.__name__ for c in D.__mro__]  #=> ['D', 'B', 'C', 'A', 'object']

# --- inconsistent bases
class A: pass
class B(A): pass
try:
    class C(A, B): pass
except TypeError as error:
    result = str(error)[:35]
result  #=> 'Cannot create a consistent method r'

# --- dunder operators
class V:
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
out + [v]
#=> [V(3), V(3), V(4), V(3), True, False, True, V(-2), 2, (2, slice(1, 2, None)), (2, ('a', 0)), True, (1, 2), False, True, V(4), [V(1), V(3)], "unsupported operand type(s) for *: 'V' and 'int'", V(102)]

# --- attribute hooks
class A:
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
out + [a.x]  #=> [('x', 1), 'missing y', 'none', False, True, 'missing x']

# --- descriptors
class Field:
    def __set_name__(self, owner, name): self.name = '_' + name
    def __get__(self, obj, owner=None): return self if obj is None else getattr(obj, self.name, 'unset')
    def __set__(self, obj, value): setattr(obj, self.name, value * 2)
class A:
    f = Field()
a = A()
out = [a.f]
a.f = 4
out + [a.f, a.__dict__, A.f.name]  #=> ['unset', 8, {'_f': 8}, '_f']

# --- init_subclass and class_getitem
class Base:
    registry = {}
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.registry[tag or cls.__name__] = cls
    def __class_getitem__(cls, item): return (cls.__name__, item)
class A(Base): pass
class B(Base, tag='bee'): pass
sorted(Base.registry)  #=> ['A', 'bee']
Base.registry['bee'] is B  #=> True
A[int, 3]  #=> ('A', (<class 'int'>, 3))

# --- metaclasses
class Meta(type):
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
A.tag  #=> 'a'
B.tag  #=> 't'
B(3).x  #=> 3
B(3).made  #=> True
len(B)  #=> 7
B.loud  #=> 'B'
type(B) is Meta  #=> True
A.seen  #=> True
isinstance(B, Meta)  #=> True

# --- new
class S:
    one = None
    def __new__(cls, *args):
        if cls.one is None: cls.one = object.__new__(cls)
        return cls.one
    def __init__(self, n): self.n = n
class Other:
    def __new__(cls): return 42
S(1) is S(2)  #=> True
S(3).n  #=> 3
Other()  #=> 42

# --- type with three arguments
A = type('A', (dict,), {'x': 1, 'f': lambda self: len(self)})
a = A()
a['k'] = 2
A.__name__  #=> 'A'
a.f()  #=> 1
a.x  #=> 1
a  #=> {'k': 2}
isinstance(a, dict)  #=> True

# --- subclasses of containers
class D(dict):
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
d['X']  #=> 1
d['nope']  #=> 'no nope'
l  #=> [1, 2, 6]
l.first()  #=> 1
len(l)  #=> 3
T((7, 8)).a  #=> 7
I(9).half()  #=> 4
I(3) + 1  #=> 4
St('hi').shout()  #=> 'HI!'
St('a') + 'b'  #=> 'ab'
isinstance(l, list)  #=> True

# --- classes are values
class A:
    def __init__(self, n): self.n = n
layers = {'a': A, 'b': lambda n: n * 2}
[getattr(layers[k](3), 'n', 'int') for k in layers]  #=> [3, 'int']
(A if True else None)(1).n  #=> 1
[cls(i).n for i, cls in enumerate([A, A])]  #=> [0, 1]

# --- special attributes
def f(a, b: int = 1):
    return a
class A:
    'doc'
    x: int = 3
    y: str
    class Inner: pass
f.__name__  #=> 'f'
f.__qualname__  #=> 'f'
f.__defaults__  #=> (1,)
A.__doc__  #=> 'doc'
A.__annotations__  #=> {'x': <class 'int'>, 'y': <class 'str'>}
A.Inner.__qualname__ if False else A.Inner.__name__  #=> 'Inner'
f.__annotations__  #=> {'b': <class 'int'>}
A.__module__ in ('__main__', 'builtins')  #=> True
[hasattr(each, '__module__') for each in (None, 1, 'a', [], A(), len)]  #=> [False, False, False, False, True, True]

# --- mutable class attributes are shared
class A:
    items = []
a, b = A(), A()
a.items.append(1)
b.items = [2]
A.items  #=> [1]
a.items  #=> [1]
b.items  #=> [2]

# --- properties and getattr fallback
class A:
    @property
    def broken(self): raise AttributeError('inner')
    def __getattr__(self, name): return 'fallback ' + name
class B:
    @property
    def ro(self): return 1
out = [A().broken]
try: B().ro = 2
except AttributeError as e: out.append(type(e).__name__)
out  #=> ['fallback broken', 'AttributeError']

# --- super in class methods and comprehensions
class A:
    @classmethod
    def make(cls): return [cls.__name__]
    def v(self): return 1
class B(A):
    @classmethod
    def make(cls): return super().make() + ['B']
    def v(self): return sum(x for x in [super().v(), 2])
B.make()  #=> ['B', 'B']
B().v()  #=> 3

# --- a method that says super has its class among its locals
class A:
    def __init__(self, a, b=2):
        super().__init__()
        self.names = list(locals())
class B:
    def __init__(self, a):
        self.names = list(locals())
(A(1).names, B(1).names)  #=> (['self', 'a', 'b', '__class__'], ['self', 'a'])
