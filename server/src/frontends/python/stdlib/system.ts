// `os`, `sys`, `warnings`, `logging`, `time` and their like: paths are text; what the machine would say is unknown.

import { absorbed, instanceMethods, type NativeTable, natives } from '../builtins/declare.ts';
import { pair } from '../builtins/iteration.ts';
import {
  DICT,
  defineClass,
  FUNCTION,
  GENERATOR,
  METHOD,
  MODULE,
  NATIVE_FUNCTION,
  NONE_TYPE,
} from '../evaluator/builtin-classes.ts';
import {
  BoundMethod,
  NOT_IMPLEMENTED,
  nativeFunction,
  PyAttributes,
  PyDict,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { atRunTime, type Entries, type Modules, type StandardModule, standardModule } from './module.ts';
import { makeNamedTuple } from './named-tuple.ts';

const text = (value: Value): string => (typeof value === 'string' ? value : String(value));

/** Joins as POSIX does: an absolute part starts anew. */
function join(parts: readonly string[]): string {
  return parts.reduce(
    (path, part) => (part.startsWith('/') ? part : path === '' || path.endsWith('/') ? path + part : `${path}/${part}`),
    '',
  );
}

function split(path: string): [head: string, tail: string] {
  const at = path.lastIndexOf('/') + 1;
  const head = path.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(at)];
}

function extension(path: string): [root: string, extension: string] {
  const [, tail] = split(path);
  const at = tail.replace(/^\.+/, (dots) => '_'.repeat(dots.length)).lastIndexOf('.');
  return at <= 0 ? [path, ''] : [path.slice(0, path.length - tail.length + at), tail.slice(at)];
}

function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

function fspath(runtime: Runtime, path: Value): Value {
  const special = runtime.special(path, '__fspath__');
  return special === undefined ? path : runtime.call(special, []);
}

const PATH: NativeTable = {
  'basename(p)': (_, path) => split(text(path))[1],
  'dirname(p)': (_, path) => split(text(path))[0],
  'split(p)': (_, path) => pair(...split(text(path))),
  'splitext(p)': (_, path) => pair(...extension(text(path))),
  'normpath(path)': (_, path) => normalized(text(path)),
  'isabs(s)': (_, path) => text(path).startsWith('/'),
  'abspath(path)': (_, path) => (text(path).startsWith('/') ? normalized(text(path)) : text(path)),
  'realpath(path)': (_, path) => path,
  'expanduser(path)': (_, path) => path,
  'expandvars(path)': (_, path) => path,
  'fspath(path)': fspath,
};

const OS_PATH = standardModule('os.path', () => [
  ...natives(PATH, { absorbs: true }),
  ...natives({
    'join(path, *paths)': (runtime, first, rest) => {
      const parts = [first, ...(rest as PyTuple).items];
      const unknown = absorbed(runtime, parts) ?? parts.find((part) => typeof part !== 'string');
      return unknown === undefined ? join(parts.map(text)) : runtime.lost(unknown);
    },
  }),
  ['sep', '/'],
]);

/** The environment of whoever would run it: variables that code has defaults for are mostly not set. */
const ENVIRON = defineClass(
  '_Environ',
  [DICT],
  new Map(
    instanceMethods({
      'get(key, default=...)': (_, _self, _key, fallback: Value | undefined) => fallback ?? atRunTime('os.environ'),
      'setdefault(key, value)': (_, _self, _key, value) => value,
      'pop(key, default=...)': (_, _self, _key, fallback: Value | undefined) => fallback ?? atRunTime('os.environ'),
      '__getitem__(key, /)': () => atRunTime('os.environ'),
      '__setitem__(key, value, /)': () => null,
      '__contains__(key, /)': () => false,
    }),
  ),
  'os',
);

const nothing: NativeTable[string] = () => null;

const OS = standardModule('os', () => [
  ['sep', '/'],
  ['linesep', '\n'],
  ['pathsep', ':'],
  ['name', 'posix'],
  ...natives({
    'getenv(key, default=...)': (_, _key, fallback: Value | undefined) => fallback ?? atRunTime('os.environ'),
    'makedirs(name, mode=511, exist_ok=False)': nothing,
    'mkdir(path, mode=511)': nothing,
    'remove(path)': nothing,
    'chdir(path)': nothing,
    'putenv(name, value)': nothing,
    'fspath(path)': fspath,
  }),
]);

const VERSION = makeNamedTuple(
  'version_info',
  ['major', 'minor', 'micro', 'releaselevel', 'serial'],
  new Map(),
  new Map(),
);

/** `sys.modules`: what is not found may be there all the same where Python itself runs. */
function tableOf(modules: Modules): Value {
  const of = defineClass('dict', undefined, {});
  const found = (name: Value, otherwise: Value): Value =>
    (typeof name === 'string' ? modules.named(name) : undefined) ?? otherwise;
  const methods = instanceMethods({
    '__getitem__(name)': (_, __, name = null) => found(name, atRunTime('sys.modules')),
    'get(name, default=None)': (_, __, name = null, otherwise = null) => found(name, otherwise),
    '__contains__(name)': (_, __, name = null) => found(name, null) !== null,
    '__setitem__(name, module)': nothing,
    '__delitem__(name)': nothing,
    'pop(name, default=None)': (_, __, name = null, otherwise = null) => found(name, otherwise),
    'keys()': () => new PyList([...modules.all().keys()]),
    'values()': () => new PyList([...modules.all().values()]),
    'items()': () => new PyList([...modules.all()].map(([name, module]) => new PyTuple([name, module]))),
    '__iter__()': (runtime) =>
      runtime.call(runtime.getAttribute(new PyList([...modules.all().keys()]), '__iter__'), []),
    '__len__()': () => modules.all().size,
  });
  for (const [name, method] of methods) of.namespace.set(name, method);
  return new PyInstance(of);
}

const SYS = standardModule('sys', () => [
  ['version_info', new PyTuple([3, 12, 0, 'final', 0], VERSION)],
  ['version', '3.12.0'],
  ['platform', 'linux'],
  ['byteorder', 'little'],
  ['maxsize', 2n ** 63n - 1n],
  ...natives({
    'exit(status=None, /)': (runtime) => runtime.raise('SystemExit', ''),
    'getrecursionlimit()': () => 1000,
    'setrecursionlimit(limit, /)': nothing,
    'intern(string, /)': (_, string) => string,
  }),
]);

const LOGGER = defineClass(
  'Logger',
  undefined,
  new Map<string, Value>([
    ...natives(
      Object.fromEntries(
        [
          'debug',
          'info',
          'warning',
          'warn',
          'error',
          'critical',
          'exception',
          'log',
          'setLevel',
          'addHandler',
          'removeHandler',
        ].map((name) => [`${name}(*args, **keywords)`, nothing]),
      ),
    ),
    ...instanceMethods({
      'getChild(suffix)': (_, self) => self,
      'isEnabledFor(level)': () => false,
      'hasHandlers()': () => false,
    }),
  ]),
  'logging',
);

const LEVELS = { NOTSET: 0, DEBUG: 10, INFO: 20, WARNING: 30, WARN: 30, ERROR: 40, CRITICAL: 50, FATAL: 50 };

const LOGGING = standardModule('logging', () => [
  ...Object.entries(LEVELS),
  ['Logger', LOGGER],
  ...natives({
    'getLogger(name=None)': () => new PyInstance(LOGGER),
    ...Object.fromEntries(
      [
        'debug',
        'info',
        'warning',
        'warn',
        'error',
        'critical',
        'exception',
        'basicConfig',
        'disable',
        'captureWarnings',
      ].map((name) => [`${name}(*args, **keywords)`, nothing]),
    ),
  }),
]);

const CATCHER = defineClass(
  'catch_warnings',
  undefined,
  new Map(
    instanceMethods({
      '__init__(*args, **keywords)': nothing,
      '__enter__()': () => new PyList([]),
      '__exit__(*exception)': () => false,
    }),
  ),
  'warnings',
);

const WARNINGS = standardModule('warnings', () => [
  ['catch_warnings', CATCHER],
  ...natives(
    Object.fromEntries(
      ['warn', 'warn_explicit', 'filterwarnings', 'simplefilter', 'resetwarnings'].map((name) => [
        `${name}(*args, **keywords)`,
        nothing,
      ]),
    ),
  ),
]);

const TIME = standardModule('time', () =>
  natives({
    ...Object.fromEntries(
      ['time', 'perf_counter', 'monotonic', 'process_time', 'strftime', 'localtime', 'ctime', 'time_ns'].map((name) => [
        `${name}(*args)`,
        () => atRunTime(`time.${name}`),
      ]),
    ),
    'sleep(seconds)': nothing,
  }),
);

function shuffledBy(name: string): Entries[number] {
  return natives({ [`${name}(*args, **keywords)`]: () => atRunTime(`random.${name}`) })[0] as Entries[number];
}
const RANDOM = standardModule('random', () => [
  ...[
    'random',
    'randint',
    'uniform',
    'choice',
    'choices',
    'sample',
    'gauss',
    'normalvariate',
    'randrange',
    'betavariate',
    'getrandbits',
    'getstate',
  ].map(shuffledBy),
  ...natives({ 'seed(a=None, version=2)': nothing, 'setstate(state)': nothing, 'shuffle(x)': loseOrder }),
]);

/** How many there are stays known; which stands where does not. */
function loseOrder(runtime: Runtime, list: Value): Value {
  if (list instanceof PyList) {
    runtime.touch(list);
    list.items = list.items.map(() => atRunTime('random.shuffle'));
  }
  return null;
}

METHOD.namespace.set(
  '__new__',
  nativeFunction('__new__', (runtime, { positional: [, callee, self] }) =>
    callee === undefined || self === undefined
      ? runtime.raise('TypeError', 'method expected 2 arguments')
      : new BoundMethod(self, callee),
  ),
);

const TYPES = standardModule('types', () => [
  ['FunctionType', FUNCTION],
  ['LambdaType', FUNCTION],
  ['MethodType', METHOD],
  ['BuiltinFunctionType', NATIVE_FUNCTION],
  ['ModuleType', MODULE],
  ['NoneType', NONE_TYPE],
  ['GeneratorType', GENERATOR],
  ['MappingProxyType', DICT],
  [
    'SimpleNamespace',
    defineClass(
      'SimpleNamespace',
      undefined,
      new Map(
        instanceMethods({
          '__init__(**keywords)': (_, self, keywords) => {
            for (const [name, value] of (keywords as PyDict).entries.values())
              (self as PyInstance).attributes.set(name as string, value);
            return null;
          },
          '__eq__(other, /)': (runtime, self, other) =>
            other instanceof PyInstance && other.class === (self as PyInstance).class
              ? runtime.compare('==', new PyAttributes(self as PyInstance), new PyAttributes(other))
              : NOT_IMPLEMENTED,
          '__repr__()': (runtime, self) =>
            `namespace(${[...(self as PyInstance).attributes].map(([name, value]) => `${name}=${runtime.repr(value)}`).join(', ')})`,
        }),
      ),
      'types',
    ),
  ],
]);

const STRING = standardModule('string', () => {
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
  return [
    ['ascii_lowercase', lower],
    ['ascii_uppercase', lower.toUpperCase()],
    ['ascii_letters', lower + lower.toUpperCase()],
    ['digits', '0123456789'],
    ['hexdigits', '0123456789abcdefABCDEF'],
    ['octdigits', '01234567'],
    ['punctuation', punctuation],
    ['whitespace', ' \t\n\r\v\f'],
    ['printable', `0123456789${lower}${lower.toUpperCase()}${punctuation} \t\n\r\v\f`],
  ];
});

/** A mean of ints that comes out even is an int. */
function isWhole(total: Value, count: number): boolean {
  return typeof total === 'number' && total % count === 0;
}

const STATISTICS = standardModule('statistics', () =>
  natives({
    'mean(data)': (runtime, data) => {
      const items = runtime.iterate(data);
      if (!items) return runtime.lost(data);
      const values = [...items];
      if (values.length === 0) return runtime.raise('ValueError', 'mean requires at least one data point');
      const total = values.reduce<Value>((sum, value) => runtime.binary('+', sum, value), 0);
      return isWhole(total, values.length)
        ? runtime.binary('//', total, values.length)
        : runtime.binary('/', total, values.length);
    },
  }),
);

/** What a program finds there, and may change. */
function ofSystem(modules: Modules): Entries {
  return [
    ['argv', new PyList([''])],
    ['path', new PyList([''])],
    ['modules', tableOf(modules)],
  ];
}

export const SYSTEM_MODULES: readonly StandardModule[] = [
  { ...OS, ofRun: () => [['environ', new PyDict(ENVIRON)]] },
  OS_PATH,
  { ...SYS, ofRun: ofSystem },
  LOGGING,
  WARNINGS,
  TIME,
  RANDOM,
  TYPES,
  STRING,
  STATISTICS,
  standardModule('__future__', () => []),
  standardModule('gc', () => natives({ 'collect(generation=2)': () => 0 })),
  ...[
    'datetime',
    'uuid',
    'pickle',
    'io',
    'shutil',
    'glob',
    'subprocess',
    'platform',
    'traceback',
    'threading',
    'queue',
    'multiprocessing',
    'concurrent',
    'concurrent.futures',
    'asyncio',
    'socket',
    'hashlib',
    'base64',
    'struct',
    'csv',
    'urllib',
    'urllib.request',
    'urllib.parse',
    'zipfile',
    'tarfile',
    'tempfile',
    'decimal',
    'fractions',
    'numbers',
    'heapq',
    'bisect',
    'array',
    'weakref',
    'textwrap',
    'pprint',
    'importlib.util',
    'importlib.metadata',
    'pkgutil',
    'ast',
    'dis',
    'signal',
    'getpass',
    'configparser',
    'secrets',
    'errno',
    'ctypes',
    'unittest',
    'timeit',
    'cProfile',
    'builtins',
    'codecs',
    'locale',
    'calendar',
    'optparse',
    'ssl',
    'http',
    'html',
    'xml',
    'xml.etree',
    'xml.etree.ElementTree',
    'email',
    'gzip',
    'bz2',
    'lzma',
    'sqlite3',
    'tkinter',
    'atexit',
    'resource',
    'stat',
    'fnmatch',
  ].map((name) => standardModule(name, () => [])),
];
