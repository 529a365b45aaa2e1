// Built-ins and the standard library, as small programs, and what Python 3.12 says of them: `result`, as `repr` shows it.
import type { Snippet } from './python-snippets.ts';

const IMPORTS =
  'import math, itertools, functools, operator, collections, collections.abc, re, os, os.path, json, copy, sys, string, statistics, typing\n';

export const LIBRARY_SNIPPETS: readonly Snippet[] = [
  {
    name: `abs(-3), abs(-2.5), abs(True)`,
    source: `${IMPORTS}result = (abs(-3), abs(-2.5), abs(True),)`,
    result: `(3, 2.5, 1)`,
  },
  {
    name: `all([1, 2]), any([]), all([]), any([0, 1])`,
    source: `${IMPORTS}result = (all([1, 2]), any([]), all([]), any([0, 1]),)`,
    result: `(True, False, True, True)`,
  },
  {
    name: `bin(10), hex(255), oct(8), hex(-255)`,
    source: `${IMPORTS}result = (bin(10), hex(255), oct(8), hex(-255),)`,
    result: `('0b1010', '0xff', '0o10', '-0xff')`,
  },
  {
    name: `divmod(7, -2), divmod(-7.5, 2)`,
    source: `${IMPORTS}result = (divmod(7, -2), divmod(-7.5, 2),)`,
    result: `((-4, -1), (-4.0, 0.5))`,
  },
  {
    name: `list(enumerate('ab', 1)), list(zip([1, 2], 'ab', (`,
    source: `${IMPORTS}result = (list(enumerate('ab', 1)), list(zip([1, 2], 'ab', (True, None))), list(map(lambda a, b: a * b, [1, 2], [3, 4])),)`,
    result: `([(1, 'a'), (2, 'b')], [(1, 'a', True), (2, 'b', None)], [3, 8])`,
  },
  {
    name: `list(filter(None, [0, 1, '', 'a'])), list(filter(l`,
    source: `${IMPORTS}result = (list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x % 2, range(6))),)`,
    result: `([1, 'a'], [1, 3, 5])`,
  },
  {
    name: `max(1, 3, 2), min([4, 2, 8]), max('a', 'bcd', key=`,
    source: `${IMPORTS}result = (max(1, 3, 2), min([4, 2, 8]), max('a', 'bcd', key=len), max([], default=7), min([3, 1], key=lambda v: -v), max([], default=None),)`,
    result: `(3, 2, 'bcd', 7, 3, None)`,
  },
  {
    name: `round(2.5), round(3.5), round(-2.5), round(2.675, `,
    source: `${IMPORTS}result = (round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(0.125, 2), round(1234, -2), round(1250, -2), round(1e20), round(5.015, 2), round(7), round(-0.4),)`,
    result: `(2, 4, -2, 2.67, 0.12, 1200, 1200, 100000000000000000000, 5.01, 7, 0)`,
  },
  {
    name: `sum([1, 2, 3], 10), sum([[1], [2]], []), sum(x * x`,
    source: `${IMPORTS}result = (sum([1, 2, 3], 10), sum([[1], [2]], []), sum(x * x for x in range(4)), sum([0.1] * 3),)`,
    result: `(16, [1, 2], 14, 0.30000000000000004)`,
  },
  {
    name: `sorted([3, 1, 2]), sorted('bca', reverse=True), so`,
    source: `${IMPORTS}result = (sorted([3, 1, 2]), sorted('bca', reverse=True), sorted([(1, 'b'), (1, 'a')], key=lambda t: t[0]), sorted([(1, 'b'), (0, 'a'), (1, 'c')], key=lambda t: t[0], reverse=True),)`,
    result: `([1, 2, 3], ['c', 'b', 'a'], [(1, 'b'), (1, 'a')], [(1, 'b'), (1, 'c'), (0, 'a')])`,
  },
  {
    name: `list(reversed([1, 2, 3])), list(reversed(range(0, `,
    source: `${IMPORTS}result = (list(reversed([1, 2, 3])), list(reversed(range(0, 10, 3))), ''.join(reversed('abc')),)`,
    result: `([3, 2, 1], [9, 6, 3, 0], 'cba')`,
  },
  {
    name: `int('12'), int(' -7 '), int('ff', 16), int('0x1F',`,
    source: `${IMPORTS}result = (int('12'), int(' -7 '), int('ff', 16), int('0x1F', 16), int(3.99), int(-3.99), int(True), int('1_000'), int('0b11', 0), int(),)`,
    result: `(12, -7, 255, 31, 3, -3, 1, 1000, 3, 0)`,
  },
  {
    name: `float('1.5'), float('-inf'), float(3), float('1e3'`,
    source: `${IMPORTS}result = (float('1.5'), float('-inf'), float(3), float('1e3'), float(),)`,
    result: `(1.5, -inf, 3.0, 1000.0, 0.0)`,
  },
  {
    name: `bool([]), bool('x'), bool(0.0), bool(None), bool()`,
    source: `${IMPORTS}result = (bool([]), bool('x'), bool(0.0), bool(None), bool(),)`,
    result: `(False, True, False, False, False)`,
  },
  {
    name: `str(1.0), str(None), str([1, 'a']), str(1e-7), rep`,
    source: `${IMPORTS}result = (str(1.0), str(None), str([1, 'a']), str(1e-7), repr('it\\'s'), str((1,)), str({'a': 1}), str(),)`,
    result: `('1.0', 'None', "[1, 'a']", '1e-07', '"it\\'s"', '(1,)', "{'a': 1}", '')`,
  },
  {
    name: `chr(97), ord('a'), callable(len), callable(3), pow`,
    source: `${IMPORTS}result = (chr(97), ord('a'), callable(len), callable(3), pow(2, 10), pow(3, 4, 5), hash(5) == hash(5.0),)`,
    result: `('a', 97, True, False, 1024, 1, True)`,
  },
  {
    name: `isinstance(1, int), isinstance(True, int), isinsta`,
    source: `${IMPORTS}result = (isinstance(1, int), isinstance(True, int), isinstance(1, (str, float)), isinstance('a', str), issubclass(bool, int), isinstance([], (list, tuple)), isinstance(None, type(None)),)`,
    result: `(True, True, False, True, True, True, True)`,
  },
  {
    name: `type(1).__name__, type([]).__name__, type('') is s`,
    source: `${IMPORTS}result = (type(1).__name__, type([]).__name__, type('') is str, type(1.5) == float,)`,
    result: `('int', 'list', True, True)`,
  },
  {
    name: `list(range(5)), list(range(2, 10, 3)), list(range(`,
    source: `${IMPORTS}result = (list(range(5)), list(range(2, 10, 3)), list(range(5, 0, -2)), len(range(0, 10, 3)), range(10)[2:5], 3 in range(5), range(3),)`,
    result: `([0, 1, 2, 3, 4], [2, 5, 8], [5, 3, 1], 4, range(2, 5), True, range(0, 3))`,
  },
  {
    name: `getattr('a', 'nope', 5), hasattr([], 'append'), ha`,
    source: `${IMPORTS}result = (getattr('a', 'nope', 5), hasattr([], 'append'), hasattr(3, 'append'), getattr('ab', 'upper')(),)`,
    result: `(5, True, False, 'AB')`,
  },
  {
    name: `next(iter([1, 2])), next(iter([]), 'end'), list(it`,
    source: `${IMPORTS}result = (next(iter([1, 2])), next(iter([]), 'end'), list(iter([1, 2])), dict(a=1, b=2), dict([('x', 1)]), dict({'a': 1}, b=2), set([1, 1, 2]), frozenset([1]), tuple([1, 2]), list('ab'),)`,
    result: `(1, 'end', [1, 2], {'a': 1, 'b': 2}, {'x': 1}, {'a': 1, 'b': 2}, {1, 2}, frozenset({1}), (1, 2), ['a', 'b'])`,
  },
  {
    name: `format(3.14159, '.2f'), format(42, '05d'), format(`,
    source: `${IMPORTS}result = (format(3.14159, '.2f'), format(42, '05d'), format('a', '>4'), format(1234567, ','), format(0.25, '.1%'), format(255, '#x'), format(-5, '+d'), format(3.0, 'g'), format(1e10, 'g'), format(12.5, '8.3f'), format(True), format(7, '^5'), format(1234.5, ',.2f'), format(0.000012345, '.3e'), format(5, 'b'), format(1.5, ''), format(100000.0, '.3'),)`,
    result: `('3.14', '00042', '   a', '1,234,567', '25.0%', '0xff', '-5', '3', '1e+10', '  12.500', 'True', '  7  ', '1,234.50', '1.234e-05', '101', '1.5', '1e+05')`,
  },
  {
    name: `'{} {1}'.replace('{1}', '{}').format(1, 'b'), '{0}`,
    source: `${IMPORTS}result = ('{} {1}'.replace('{1}', '{}').format(1, 'b'), '{0}-{1}-{0}'.format('a', 'b'), '{x:>5}|{y!r}'.format(x=3, y='q'), '{:.{p}f}'.format(3.14159, p=2), '{0[1]}'.format([1, 2]), '{{}}'.format(), '{:<6}|'.format('ab'),)`,
    result: `('1 b', 'a-b-a', "    3|'q'", '3.14', '2', '{}', 'ab    |')`,
  },
  {
    name: `'%d %s %.2f %5d|%-5s|%05.1f %x %%' % (3, 'a', 2.56`,
    source: `${IMPORTS}result = ('%d %s %.2f %5d|%-5s|%05.1f %x %%' % (3, 'a', 2.567, 42, 'ab', 3.14159, 255), '%s' % 'x', '%(a)s-%(b)d' % {'a': 1, 'b': 2}, '%r' % ('q',), '%3s' % None,)`,
    result: `('3 a 2.57    42|ab   |003.1 ff %', 'x', '1-2', "'q'", 'None')`,
  },
  {
    name: `f'{3:>4}|{2.5:.2f}|{"a"!r}|{[1, 2]}|{1234567:,}', `,
    source: `${IMPORTS}result = (f'{3:>4}|{2.5:.2f}|{"a"!r}|{[1, 2]}|{1234567:,}', f'{10:04d}', f'{"x":*^5}',)`,
    result: `("   3|2.50|'a'|[1, 2]|1,234,567", '0010', '**x**')`,
  },
  {
    name: `'a,b,c'.split(','), ' a  b '.split(), 'a,b,c'.rspl`,
    source: `${IMPORTS}result = ('a,b,c'.split(','), ' a  b '.split(), 'a,b,c'.rsplit(',', 1), 'a-b-c'.split('-', 1), 'ab'.split('x'), 'a b c'.split(None, 1), 'a\\nb\\r\\nc'.splitlines(),)`,
    result: `(['a', 'b', 'c'], ['a', 'b'], ['a,b', 'c'], ['a', 'b-c'], ['ab'], ['a', 'b c'], ['a', 'b', 'c'])`,
  },
  {
    name: `'abc'.upper(), 'ABC'.lower(), 'hello world'.title(`,
    source: `${IMPORTS}result = ('abc'.upper(), 'ABC'.lower(), 'hello world'.title(), 'abc'.capitalize(), 'aBc'.swapcase(), 'abc'.center(9, '*'), 'ab'.center(5), '7'.zfill(3), '-7'.zfill(4), 'ab'.ljust(4) + '|', 'ab'.rjust(4),)`,
    result: `('ABC', 'abc', 'Hello World', 'Abc', 'AbC', '***abc***', '  ab ', '007', '-007', 'ab  |', '  ab')`,
  },
  {
    name: `'  x '.strip(), 'xxaxx'.strip('x'), 'xxaxx'.lstrip`,
    source: `${IMPORTS}result = ('  x '.strip(), 'xxaxx'.strip('x'), 'xxaxx'.lstrip('x'), 'layer1.conv'.removeprefix('layer'), 'a.pth'.removesuffix('.pth'), 'abcabc'.replace('b', 'X', 1), 'abc'.replace('', '-'),)`,
    result: `('x', 'a', 'axx', '1.conv', 'a', 'aXcabc', '-a-b-c-')`,
  },
  {
    name: `'hello'.find('l'), 'hello'.rfind('l'), 'hello'.ind`,
    source: `${IMPORTS}result = ('hello'.find('l'), 'hello'.rfind('l'), 'hello'.index('e'), 'hello'.count('l'), 'hello'.find('z'), 'hello'.startswith('he'), 'hello'.endswith(('x', 'lo')), 'hello'.startswith('l', 2),)`,
    result: `(2, 3, 1, 2, -1, True, True, True)`,
  },
  {
    name: `'a=b=c'.partition('='), 'a=b=c'.rpartition('='), '`,
    source: `${IMPORTS}result = ('a=b=c'.partition('='), 'a=b=c'.rpartition('='), '-'.join(['a', 'b']), ''.join(map(str, range(3))), 'abc'.isalpha(), '12'.isdigit(), 'a1'.isalnum(), 'x_1'.isidentifier(), ' '.isspace(), 'AB'.isupper(), ''.islower(),)`,
    result: `(('a', '=', 'b=c'), ('a=b', '=', 'c'), 'a-b', '012', True, True, True, True, True, True, False)`,
  },
  {
    name: `'abc'.translate(str.maketrans('ab', 'xy')), 'abc'.`,
    source: `${IMPORTS}result = ('abc'.translate(str.maketrans('ab', 'xy')), 'abc'.translate(str.maketrans({'a': None})), 'a\\tb'.expandtabs(4), 'abc'.encode(), b'abc'.decode(),)`,
    result: `('xyc', 'bc', 'a   b', b'abc', 'abc')`,
  },
  {
    name: `(5).bit_length(), (255).bit_count(), (2.0).is_inte`,
    source: `${IMPORTS}result = ((5).bit_length(), (255).bit_count(), (2.0).is_integer(), (2.5).is_integer(), (0.5).as_integer_ratio(), (3).real, (3.5).imag, (7).conjugate(),)`,
    result: `(3, 8, True, False, (1, 2), 3, 0.0, 7)`,
  },
  {
    name: `[1, 2, 3].index(2), [1, 1, 2].count(1), [1, 2].cop`,
    source: `${IMPORTS}result = ([1, 2, 3].index(2), [1, 1, 2].count(1), [1, 2].copy(), (1, 2, 1).count(1), (1, 2).index(2),)`,
    result: `(1, 2, [1, 2], 2, 1)`,
  },
  {
    name: `{'a': 1}.get('a'), {'a': 1}.get('b', 3), list({'a'`,
    source: `${IMPORTS}result = ({'a': 1}.get('a'), {'a': 1}.get('b', 3), list({'a': 1, 'b': 2}.items()), list({'a': 1}.keys()), list({'a': 1}.values()), {'a': 1} | {'b': 2}, dict.fromkeys('ab', 0), {'a': 1}.keys() & {'a', 'b'}, {'a': 1}.items(), {'a': 1}.values(), {'a': 1}.keys(), len({'a': 1}.items()),)`,
    result: `(1, 3, [('a', 1), ('b', 2)], ['a'], [1], {'a': 1, 'b': 2}, {'a': 0, 'b': 0}, {'a'}, dict_items([('a', 1)]), dict_values([1]), dict_keys(['a']), 1)`,
  },
  {
    name: `{1, 2} | {3}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2`,
    source: `${IMPORTS}result = ({1, 2} | {3}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1}.issubset({1, 2}), {1, 2}.union([3]), {1, 2}.isdisjoint({3}), frozenset({1}) | {2}, {1, 2}.symmetric_difference([2, 3]),)`,
    result: `({1, 2, 3}, {2}, {1}, {1, 3}, True, {1, 2, 3}, True, frozenset({1, 2}), {1, 3})`,
  },
  {
    name: `math.ceil(2.1), math.floor(-2.1), math.sqrt(16), m`,
    source: `${IMPORTS}result = (math.ceil(2.1), math.floor(-2.1), math.sqrt(16), math.log(8, 2), math.log2(8), math.log10(1000), math.prod([2, 3, 4]), math.gcd(12, 18), math.lcm(4, 6), math.isqrt(17), math.factorial(20), math.comb(5, 2), math.perm(5, 2), math.pi, math.inf, math.hypot(3, 4), math.isclose(0.1 + 0.2, 0.3), math.trunc(-2.7), math.fmod(7, 3), math.copysign(2, -1), math.exp(0), math.pow(2, 3), math.modf(2.5), math.frexp(8), math.fsum([0.1] * 10), math.degrees(math.pi), math.dist([0, 0], [3, 4]), math.factorial(25), math.cos(0),)`,
    result: `(3, -3, 4.0, 3.0, 3.0, 3.0, 24, 6, 12, 4, 2432902008176640000, 10, 20, 3.141592653589793, inf, 5.0, True, -2, 1.0, -2.0, 1.0, 8.0, (0.5, 2.0), (0.5, 4), 1.0, 180.0, 5.0, 15511210043330985984000000, 1.0)`,
  },
  {
    name: `list(itertools.chain([1], [2, 3])), list(itertools`,
    source: `${IMPORTS}result = (list(itertools.chain([1], [2, 3])), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.product([1, 2], 'ab')), list(itertools.product([0, 1], repeat=2)), list(itertools.permutations([1, 2, 3], 2)), list(itertools.combinations('abc', 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.repeat('x', 2)), list(itertools.zip_longest([1], [2, 3], fillvalue=0)), list(itertools.pairwise([1, 2, 3])), [(k, list(g)) for k, g in itertools.groupby('aab')], list(itertools.takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(itertools.dropwhile(lambda x: x < 3, [1, 2, 5, 1])), list(itertools.starmap(pow, [(2, 3)])), list(itertools.compress('abc', [1, 0, 1])), list(itertools.islice('abcdef', 1, 5, 2)), list(itertools.combinations_with_replacement('ab', 2)), list(itertools.islice(itertools.cycle([1, 2]), 5)),)`,
    result: `([1, 2, 3], [1, 2], [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')], [(0, 0), (0, 1), (1, 0), (1, 1)], [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)], [('a', 'b'), ('a', 'c'), ('b', 'c')], [1, 3, 6], [5, 7, 9], ['x', 'x'], [(1, 2), (0, 3)], [(1, 2), (2, 3)], [('a', ['a', 'a']), ('b', ['b'])], [1, 2], [5, 1], [8], ['a', 'c'], ['b', 'd'], [('a', 'a'), ('a', 'b'), ('b', 'b')], [1, 2, 1, 2, 1])`,
  },
  {
    name: `functools.reduce(lambda a, b: a * b, [1, 2, 3, 4])`,
    source: `${IMPORTS}result = (functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]), functools.reduce(lambda a, b: a + b, [], 5), functools.partial(pow, 2)(5), functools.partial(int, base=2)('101'), functools.partial(dict, a=1)(b=2), functools.partial(pow, 2).args, functools.partial(functools.partial(pow, 2), 3)(), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)),)`,
    result: `(24, 5, 32, 5, {'a': 1, 'b': 2}, (2,), 8, [3, 2, 1])`,
  },
  {
    name: `operator.add(1, 2), operator.itemgetter(1)([1, 2])`,
    source: `${IMPORTS}result = (operator.add(1, 2), operator.itemgetter(1)([1, 2]), operator.itemgetter('a', 'b')({'a': 1, 'b': 2}), operator.attrgetter('real')(5), operator.mul(3, 4), operator.methodcaller('upper')('a'), operator.not_(0), operator.contains([1], 1),)`,
    result: `(3, 2, (1, 2), 5, 12, 'A', True, True)`,
  },
  {
    name: `dict(collections.Counter('aab')), collections.Coun`,
    source: `${IMPORTS}result = (dict(collections.Counter('aab')), collections.Counter('aab').most_common(1), collections.Counter(a=2)['zz'], list(collections.OrderedDict([('a', 1)]).items()), list(collections.deque([1, 2, 3], maxlen=2)), collections.ChainMap({'a': 1}, {'b': 2})['b'],)`,
    result: `({'a': 2, 'b': 1}, [('a', 2)], 0, [('a', 1)], [2, 3], 2)`,
  },
  {
    name: `re.match(r'(\\d+)-(\\w+)', '12-ab').groups(), re.sub`,
    source: `${IMPORTS}result = (re.match(r'(\\d+)-(\\w+)', '12-ab').groups(), re.sub(r'\\d', 'X', 'a1b2'), re.findall(r'\\w+', 'a bc'), re.split(r'[,;]', 'a,b;c'), bool(re.search('z', 'abc')), re.match(r'(?P<n>\\d+)', '42').group('n'), re.sub(r'(\\w)(\\d)', r'\\2\\1', 'a1'), re.fullmatch('a+', 'aa') is not None, re.compile('b').search('abc').start(), re.findall(r'(\\d)(\\w)', '1a2b'), re.sub('a', 'b', 'aaa', count=2), re.match('a$', 'a\\n') is not None, re.escape('a.b'),)`,
    result: `(('12', 'ab'), 'aXbX', ['a', 'bc'], ['a', 'b', 'c'], False, '42', '1a', True, 1, [('1', 'a'), ('2', 'b')], 'bba', True, 'a\\\\.b')`,
  },
  {
    name: `os.path.join('a', 'b', 'c.py'), os.path.join('a/',`,
    source: `${IMPORTS}result = (os.path.join('a', 'b', 'c.py'), os.path.join('a/', '/b'), os.path.basename('/x/y.txt'), os.path.splitext('a/b.tar.gz'), os.path.dirname('/x/y.txt'), os.path.splitext('.bashrc'), os.path.normpath('a/../b/./c'), os.path.split('/a/b'),)`,
    result: `('a/b/c.py', '/b', 'y.txt', ('a/b.tar', '.gz'), '/x', ('.bashrc', ''), 'b/c', ('/a', 'b'))`,
  },
  {
    name: `json.loads('{"a": [1, null, true], "b": "x"}'), js`,
    source: `${IMPORTS}result = (json.loads('{"a": [1, null, true], "b": "x"}'), json.dumps({'a': [1, None, 'x']}), json.dumps([1.5, True]),)`,
    result: `({'a': [1, None, True], 'b': 'x'}, '{"a": [1, null, "x"]}', '[1.5, true]')`,
  },
  {
    name: `copy.copy([1, 2]), copy.deepcopy({'a': [1]}), sys.`,
    source: `${IMPORTS}result = (copy.copy([1, 2]), copy.deepcopy({'a': [1]}), sys.argv[0:0], string.ascii_lowercase[:3], statistics.mean([1, 2, 3, 6]),)`,
    result: `([1, 2], {'a': [1]}, [], 'abc', 3)`,
  },
  {
    name: `typing.Optional[int] is not None, isinstance([], t`,
    source: `${IMPORTS}result = (typing.Optional[int] is not None, isinstance([], typing.List), typing.cast(int, 'x'), isinstance((1,), typing.Sequence), isinstance({}, typing.Mapping), callable(typing.Callable) or True,)`,
    result: `(True, True, 'x', True, True, True)`,
  },
  {
    name: `isinstance([], collections.abc.Iterable), isinstan`,
    source: `${IMPORTS}result = (isinstance([], collections.abc.Iterable), isinstance(5, collections.abc.Iterable), isinstance(len, collections.abc.Callable), isinstance('a', collections.abc.Sequence), isinstance({}, collections.abc.Sequence), isinstance([], collections.abc.Hashable), isinstance((x for x in []), collections.abc.Iterator),)`,
    result: `(True, False, True, True, False, False, True)`,
  },
  {
    name: 'classes of numbers',
    source:
      'import numbers\nresult = (isinstance(3, numbers.Integral), isinstance(True, numbers.Number), isinstance(2.5, numbers.Integral), isinstance(2.5, numbers.Real), isinstance("3", numbers.Number), issubclass(int, numbers.Rational))',
    result: '(True, True, False, True, False, True)',
  },
  {
    name: `list methods`,
    source: `a = [3, 1]
a.append(2); a.extend((5, 4)); a.insert(1, 9); b = a.pop(); c = a.pop(0); a.remove(9); a.sort(reverse=True); d = a.copy(); d.reverse(); a += [7]; d.clear()
result = (a, b, c, d)`,
    result: `([5, 2, 1, 7], 4, 3, [])`,
  },
  {
    name: `dict methods`,
    source: `d = {'a': 1}
d.update(b=2); d.update([('c', 3)]); d.setdefault('a', 9); x = d.pop('b'); y = d.pop('zz', None); d.setdefault('l', []).append(1); z = d.popitem(); del d['a']; d |= {'q': 5}
result = (d, x, y, z, 'c' in d, len(d))`,
    result: `({'c': 3, 'q': 5}, 2, None, ('l', [1]), True, 2)`,
  },
  {
    name: `set methods`,
    source: `s = {1}
s.add(2); s.update([3, 4]); s.discard(9); s.remove(1); s -= {3}; t = frozenset(s); s.intersection_update([2]); 
result = (sorted(t), s, len(t))`,
    result: `([2, 4], {2}, 2)`,
  },
  {
    name: `subclasses of built-ins`,
    source: `class Registry(dict):
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
result = (r.name, list(r), r['foo'](), len(r), L([1, 2]).total(), L('ab') + ['c'], isinstance(r, dict), W(3) + 1, r.get('q', 0))`,
    result: `('m', ['z', 'foo'], 7, 2, 3, ['a', 'b', 'c'], True, 4, 0)`,
  },
  {
    name: `defaultdict and counter`,
    source: `from collections import defaultdict, Counter, OrderedDict, deque
d = defaultdict(list)
d['a'].append(1); d['b']
c = Counter(); c['x'] += 2; c.update('xy')
o = OrderedDict(); o['a'] = 1; o['b'] = 2; o.move_to_end('a')
q = deque([1, 2]); q.appendleft(0); q.append(3); x = q.popleft(); q.rotate(1)
result = (dict(d), dict(c), list(o), x, list(q), isinstance(o, dict))`,
    result: `({'a': [1], 'b': []}, {'x': 3, 'y': 1}, ['b', 'a'], 0, [3, 1, 2], True)`,
  },
  {
    name: `namedtuple`,
    source: `from collections import namedtuple
from typing import NamedTuple
P = namedtuple('P', 'x y', defaults=[5])
class Q(NamedTuple):
    a: int
    b: str = 'd'
    def both(self): return (self.a, self.b)
p = P(1); q = Q(a=2)
x, y = p
result = (p, p.x, p[1], p._replace(y=9), q, q.both(), P._fields, x + y, p == (1, 5), q._asdict(), isinstance(q, tuple), len(q))`,
    result: `(P(x=1, y=5), 1, 5, P(x=1, y=9), Q(a=2, b='d'), (2, 'd'), ('x', 'y'), 6, True, {'a': 2, 'b': 'd'}, True, 2)`,
  },
  {
    name: `dataclass`,
    source: `from dataclasses import dataclass, field, fields, replace, asdict, is_dataclass
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
result = (a, a2, a == A(1, [3]), c, [f.name for f in fields(C)], replace(a, x=7), asdict(c), B() < B(2), is_dataclass(A), B(), a2.z)`,
    result: `(A(x=1, y=[3], z=0.5), A(x=1, y=[], z=0.5), True, C(x=1, y=[], z=0.5, w=6, total=7), ['x', 'y', 'z', 'w', 'total'], A(x=7, y=[3], z=0.5), {'x': 1, 'y': [], 'z': 0.5, 'w': 6, 'total': 7}, True, True, B(n=1), 0.5)`,
  },
  {
    name: `enum`,
    source: `from enum import Enum, IntEnum, auto, Flag
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
result = (Color.RED.value, Color('g').name, Color['RED'] is Color.RED, Color.ALIAS is Color.RED, [c.name for c in Color], len(Color), Color.RED.low(), N.B + 1, N.A < N.B, N(2) is N.B, str(Color.RED), repr(Color.GREEN), isinstance(Color.RED, Color), (F.X | F.Y).value, F.X in (F.X | F.Y), Color.RED == Color.RED, Color.RED != Color.GREEN, {Color.RED: 1}[Color.RED], list(Color.__members__))`,
    result: `(1, 'GREEN', True, True, ['RED', 'GREEN'], 2, 'red', 3, True, True, 'Color.RED', "<Color.GREEN: 'g'>", True, 3, True, True, True, 1, ['RED', 'GREEN', 'ALIAS'])`,
  },
  {
    name: `planet`,
    source: `from enum import Enum
class Planet(Enum):
    A = (1, 2)
    B = (3, 4)
    def __init__(self, m, r):
        self.m = m
        self.r = r
    @property
    def s(self): return self.m * self.r
result = (Planet.B.m, Planet.A.s, Planet((3, 4)).name)`,
    result: `(3, 2, 'B')`,
  },
  {
    name: `functools`,
    source: `import functools
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
result = (fib(20), g(3), h(1), h.__name__, k.v is k.v, s(1), s('a'), s([]), T(1) >= T(1), T(2) > T(1), T(1) <= T(0))`,
    result: `(6765, 3, 2, 'h', True, 'i', 'o', 'l', True, True, False)`,
  },
  {
    name: `argparse`,
    source: `import argparse
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
result = (a.learning_rate, a.width, a.fast, a.x, a.name, a.n, a.q, rest, 'width' in a, vars(a)['n'])`,
    result: `(0.1, 4, False, True, None, 3, 1, [], True, 3)`,
  },
  {
    name: `inspect`,
    source: `import inspect
def f(a, b=2, *c, d, e=5, **g): pass
class A:
    def __init__(self, x, y=1): pass
s = inspect.signature(f)
result = (list(s.parameters), s.parameters['b'].default, s.parameters['a'].default is inspect.Parameter.empty, inspect.isclass(A), inspect.isfunction(f), list(inspect.signature(A).parameters), inspect.getfullargspec(f).args, inspect.getfullargspec(A.__init__).args, s.parameters['g'].kind == inspect.Parameter.VAR_KEYWORD)`,
    result: `(['a', 'b', 'c', 'd', 'e', 'g'], 2, True, True, True, ['x', 'y'], ['a', 'b'], ['self', 'x', 'y'], True)`,
  },
  {
    name: `copy`,
    source: `import copy
class A:
    def __init__(self): self.x = [1]; self.me = self
a = A(); b = copy.copy(a); c = copy.deepcopy(a)
b.x.append(2); c.x.append(3)
result = (a.x, b.x, c.x, c.me is c, b.me is a)`,
    result: `([1, 2], [1, 2], [1, 3], True, True)`,
  },
  {
    name: `contextlib`,
    source: `import contextlib
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
result = (v, w, n, owner is a, name)`,
    result: `(2, 2, 5, True, 'x')`,
  },
  {
    name: `abc and simple namespace`,
    source: `from abc import ABC, abstractmethod
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
result = (B().f(), B().g, n.a + n.c, n)`,
    result: `(1, 4, 4, namespace(a=1, b=2, c=3))`,
  },
  {
    name: `typing`,
    source: `from typing import *
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
result = (G(3).x, G[int](4).x, f(2), g(5), isinstance(1, Union[int, str]), TYPE_CHECKING, get_type_hints(f) != {}, isinstance(3, int | None))`,
    result: `(3, 4, 2, 5, True, False, True, True)`,
  },
  {
    name: `type`,
    source: `class M(type):
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
result = (A.extra, B.k, B().extra, B.__name__, D.tag, type(B()) is B, isinstance(A, M))`,
    result: `('e', 3, 'e', 'B', 't', True, True)`,
  },
  {
    name: `property`,
    source: `class A:
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
result = (a.x, a.y, A.s(3), a.c(), vars(a))`,
    result: `(10, 11, 3, 'A', {'_x': 10})`,
  },
  {
    name: `slice`,
    source: `s = slice(1, 5, 2)
result = (s.indices(4), list(range(10))[s], slice(None, -1).indices(5), slice(None, None, -1).indices(3))`,
    result: `((1, 4, 2), [1, 3], (0, 4, 1), (2, -1, -1))`,
  },
  {
    name: 'paths',
    source: `from pathlib import Path
p = Path('a/b') / 'c.tar.gz'
result = (str(p), p.name, p.stem, p.suffix, str(p.parent), str(p.with_suffix('.py')), p == Path('a/b/c.tar.gz'), str(Path('x', '/y')), str(Path()))`,
    result: `('a/b/c.tar.gz', 'c.tar.gz', 'c.tar', '.gz', 'a/b', 'a/b/c.tar.py', True, '/y', '.')`,
  },
  {
    name: 'frozen dataclass',
    source: `from dataclasses import dataclass
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
result = (a.x, a.y, said)`,
    result: `(3, 6, "cannot assign to field 'x'")`,
  },
];
