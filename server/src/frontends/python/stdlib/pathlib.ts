// `pathlib`: paths are text that can be joined and taken apart; what is on the disk is unknown.

import { absorbed, addStatics, instanceMethods, natives } from '../builtins/declare.ts';
import { hash } from '../builtins/hash.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  nativeFunction,
  PyInstance,
  PyList,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

const PATH = defineClass('Path', undefined, {}, 'pathlib');
const TEXT = '_text';

function path(text: string): PyInstance {
  const made = new PyInstance(PATH);
  made.attributes.set(TEXT, clean(text));
  return made;
}

/** Without empty parts and those that stay where they are. */
function clean(text: string): string {
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return (text.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

function textOf(value: Value): string {
  const text = value instanceof PyInstance ? value.attributes.get(TEXT) : value;
  return typeof text === 'string' ? text : '';
}

function joined(runtime: Runtime, parts: readonly Value[]): Value {
  const unknown = absorbed(runtime, parts) ?? parts.find((part) => typeof part !== 'string' && !isPath(part));
  if (unknown !== undefined) return runtime.lost(unknown);
  const join = (whole: string, part: string): string =>
    part.startsWith('/') || whole === '' || whole === '.' ? part : `${whole}/${part}`;
  return path(parts.map(textOf).reduce(join, ''));
}

function isPath(value: Value): boolean {
  return value instanceof PyInstance && value.class === PATH;
}

const nameOf = (text: string): string => text.slice(text.lastIndexOf('/') + 1);
const suffixOf = (text: string): string => /(?<=.)\.[^.]+$/.exec(nameOf(text))?.[0] ?? '';

const partsOf = (text: string): string[] => text.split('/').filter((part) => part !== '' && part !== '.');

function parentOf(text: string): string {
  const at = text.lastIndexOf('/');
  if (at < 0) return '.';
  return text.slice(0, Math.max(1, at));
}

function reading(name: string, read: (text: string) => Value): [string, Value] {
  return [name, new PyProperty(nativeFunction(name, (_, { positional: [self = null] }) => read(textOf(self))))];
}

addStatics(PATH, [
  ...natives({ '__new__(cls, *parts, **keywords)': (runtime, _, parts) => joined(runtime, (parts as PyTuple).items) }),
  ...natives({ 'home()': () => atRunTime('Path.home'), 'cwd()': () => atRunTime('Path.cwd') }),
  ...instanceMethods({
    '__truediv__(other, /)': (runtime, self, other) => joined(runtime, [self, other]),
    '__rtruediv__(other, /)': (runtime, self, other) => joined(runtime, [other, self]),
    'joinpath(*parts)': (runtime, self, parts) => joined(runtime, [self, ...(parts as PyTuple).items]),
    'with_suffix(suffix)': (runtime, self, suffix) => {
      const text = textOf(self);
      if (typeof suffix !== 'string') return runtime.lost(suffix);
      return path(text.slice(0, text.length - suffixOf(text).length) + suffix);
    },
    'as_posix()': (_, self) => textOf(self),
    'is_absolute()': (_, self) => textOf(self).startsWith('/'),
    'resolve(strict=False)': (_, self) => self,
    'absolute()': (_, self) => self,
    'expanduser()': (_, self) => self,
    'mkdir(mode=511, parents=False, exist_ok=False)': () => null,
    '__str__()': (_, self) => textOf(self),
    '__fspath__()': (_, self) => textOf(self),
    '__repr__()': (runtime, self) => `PosixPath(${runtime.repr(textOf(self))})`,
    '__eq__(other, /)': (_, self, other) => isPath(other) && textOf(self) === textOf(other),
    '__hash__()': (runtime, self) => hash(runtime, textOf(self)),
    'with_name(name)': (runtime, self, name) =>
      typeof name === 'string' ? path(textOf(self).slice(0, -nameOf(textOf(self)).length) + name) : runtime.lost(name),
    'with_stem(stem)': (runtime, self, stem) => {
      const text = textOf(self);
      if (typeof stem !== 'string') return runtime.lost(stem);
      return path(text.slice(0, text.length - nameOf(text).length) + stem + suffixOf(text));
    },
    'relative_to(other)': (runtime, self, other) => {
      const [text, from] = [textOf(self), clean(textOf(other))];
      if (text === from) return path('.');
      if (text.startsWith(`${from}/`)) return path(text.slice(from.length + 1));
      return from === '.'
        ? self
        : runtime.raise('ValueError', `${runtime.repr(text)} is not in the subpath of ${runtime.repr(from)}`);
    },
    '__getattr__(name)': (_, _self, name) => atRunTime(`Path.${name}`),
  }),
  reading('name', nameOf),
  reading('suffix', suffixOf),
  reading('stem', (text) => nameOf(text).slice(0, nameOf(text).length - suffixOf(text).length)),
  reading(
    'suffixes',
    (text) =>
      new PyList(
        nameOf(text)
          .replace(/^\.+/, '')
          .split('.')
          .slice(1)
          .map((each) => `.${each}`),
      ),
  ),
  reading('parts', (text) => new PyTuple([...(text.startsWith('/') ? ['/'] : []), ...partsOf(text)])),
  reading('parent', (text) => path(parentOf(text))),
  reading('parents', (text) => {
    const parents: Value[] = [];
    for (let at = text; parentOf(at) !== at; at = parentOf(at)) parents.push(path(parentOf(at)));
    return new PyTuple(parents);
  }),
]);

export const PATHLIB = standardModule('pathlib', () => [
  ['Path', PATH],
  ['PurePath', PATH],
  ['PurePosixPath', PATH],
  ['PosixPath', PATH],
]);

/** Importing by name is importing. */
export const IMPORTLIB = standardModule('importlib', () =>
  natives({
    'import_module(name, package=None)': (runtime, name, from) =>
      typeof name === 'string' && !(name.startsWith('.') && from !== null)
        ? runtime.importModule(name)
        : runtime.lost(atRunTime('import_module')),
    'reload(module)': (_, module) => module,
  }),
);
