// What import statements give: modules, names of them, all of their names. Which module a name means is `Imports`' affair.
import { unknownDim } from '../../../../graph/dim.ts';
import type { Interpreter } from '../interpreter.ts';
import { isOpenFor, joinOpen, type PyModule, type Value } from '../values.ts';
import type { Imports } from './imports.ts';
import { MAIN } from './packages.ts';

export class ImportStatements {
  readonly #interpreter: Interpreter;
  readonly #imports: Imports;

  constructor(interpreter: Interpreter, imports: Imports) {
    this.#interpreter = interpreter;
    this.#imports = imports;
  }

  /** `import a.b.c` gives `a`, `import a.b.c as x` the last one. */
  module(from: PyModule, name: string, leaf: boolean): Value {
    const parts = name.split('.');
    let first: PyModule | undefined;
    let last: PyModule | undefined;
    let named: Value | undefined;
    for (const index of parts.keys()) {
      const part = parts.slice(0, index + 1).join('.');
      const next: PyModule = this.#imports.find(from, part, 0) ?? this.#imports.fileless.open(from, part, 0);
      if (last) {
        this.#attach(from, last, parts[index] as string, next);
        // A function of the package may have its module's name.
        named = last.namespace.get(parts[index] as string);
      }
      first ??= next;
      last = next;
    }
    return (leaf ? (named ?? last) : first) ?? null;
  }

  /** A submodule is an attribute of its package once it is imported. */
  #attach(from: PyModule, parent: PyModule, name: string, child: PyModule): void {
    if (!parent.namespace.has(name)) {
      if (from.name === MAIN && parent.uri !== undefined) this.#interpreter.touchShared(parent);
      parent.namespace.set(name, child);
      this.#imports.attached(parent, name, child);
    }
    // A run that finds it there now depends on who imported it.
    this.#interpreter.trace?.read(parent, name);
  }

  /** `from module import name` */
  name(from: PyModule, module: string, level: number, name: string): Value {
    const source = this.#source(from, module, level);
    if (source) {
      this.#interpreter.trace?.read(source, name);
      this.#imports.asks(from, source);
      const found = source.namespace.get(name) ?? this.#attribute(source, name);
      if (found !== undefined) return found;
    }
    const submodule = this.#imports.find(from, module === '' ? name : `${module}.${name}`, level);
    if (submodule) {
      if (source) this.#attach(from, source, name, submodule);
      return submodule;
    }
    this.#imports.endIfRunning(source);
    const opened = source ?? this.#imports.fileless.open(from, module, level);
    if (isOpenFor(opened.open, name)) return unknownDim(this.#imports.fileless.causeOf(opened, name));
    return this.#interpreter.raise('ImportError', `cannot import name '${name}' from '${opened.name}'`);
  }

  /** Packages on the way are run, too. */
  #source(from: PyModule, module: string, level: number): PyModule | undefined {
    if (level > 0) return this.#imports.find(from, module, level);
    const parts = module.split('.');
    for (let i = 1; i < parts.length; i++) this.#imports.find(from, parts.slice(0, i).join('.'), 0);
    return this.#imports.find(from, module, 0);
  }

  #attribute(module: PyModule, name: string): Value | undefined {
    if (module.open && !module.namespace.has('__getattr__')) return this.submodule(module, name);
    return this.#interpreter.findAttribute(module, name);
  }

  /** `from module import *` */
  star(from: PyModule, module: string, level: number): void {
    const source = this.#source(from, module, level) ?? this.#imports.fileless.open(from, module, level);
    this.#imports.endIfRunning(source);
    this.#imports.asks(from, source);
    this.#interpreter.readAll(source);
    const listed = source.namespace.get('__all__');
    const names = listed === undefined ? undefined : this.#interpreter.iterate(listed);
    const chosen = names
      ? [...names].filter((name) => typeof name === 'string')
      : [...source.namespace.keys()].filter((name) => !name.startsWith('_'));
    this.#interpreter.touchShared(from);
    for (const name of chosen) {
      const value = source.namespace.get(name) ?? this.#imports.find(source, name, 1);
      if (value !== undefined) from.namespace.set(name, value);
    }
    from.open = joinOpen(from.open, source.open);
  }

  /** A built-in module that is reached as an attribute: `torch.nn.functional` after `import torch`. */
  submodule(parent: PyModule, name: string): PyModule | undefined {
    if (parent.uri !== undefined) return undefined;
    return this.#imports.fileless.known(`${parent.name}.${name}`);
  }
}
