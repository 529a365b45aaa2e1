// `pathlib`: paths are text that can be joined and taken apart; what is on the disk is unknown.

import { absorbed, addStatics, instanceMethods, natives } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/builtin-classes.ts';
import { nativeFunction, PyInstance, PyProperty, type PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

const PATH = defineClass('Path', undefined, {}, 'pathlib');
const TEXT = '_text';

function path(text: string): PyInstance {
  const made = new PyInstance(PATH);
  made.attributes.set(TEXT, text === '' ? '.' : text.replace(/(?<=.)\/+$/, '').replace(/\/\.(?=\/|$)/g, ''));
  return made;
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

function reading(name: string, read: (text: string) => Value): [string, Value] {
  return [name, new PyProperty(nativeFunction(name, (_, { positional: [self = null] }) => read(textOf(self))))];
}

addStatics(PATH, [
  ...natives({ '__new__(cls, *parts, **keywords)': (runtime, _, parts) => joined(runtime, (parts as PyTuple).items) }),
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
    '__getattr__(name)': (_, _self, name) => atRunTime(`Path.${name}`),
  }),
  reading('name', nameOf),
  reading('suffix', suffixOf),
  reading('stem', (text) => nameOf(text).slice(0, nameOf(text).length - suffixOf(text).length)),
  reading('parent', (text) => path(text.includes('/') ? text.slice(0, Math.max(1, text.lastIndexOf('/'))) : '.')),
]);

export const PATHLIB = standardModule('pathlib', () => [
  ['Path', PATH],
  ['PurePath', PATH],
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
