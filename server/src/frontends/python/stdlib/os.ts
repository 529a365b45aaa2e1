// `os` and `os.path`: paths are text; what the machine would say is unknown.
import { absorbed, instanceMethods, type NativeTable, natives } from '../builtins/declare.ts';
import { pair } from '../builtins/iteration.ts';
import { DICT, defineClass } from '../evaluator/objects/builtin-classes.ts';
import { PyDict, type PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { atRunTime, nothing, type StandardModule, standardModule } from './module.ts';

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

export const OS_MODULES: readonly StandardModule[] = [
  { ...OS, ofRun: () => [['environ', new PyDict(ENVIRON)]] },
  OS_PATH,
];
