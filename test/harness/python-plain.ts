// An interpreter on files in memory, with the built-ins and the standard library.
import { BUILTINS } from '../../server/src/frontends/python/builtins/index.ts';
import type { Limits } from '../../server/src/frontends/python/evaluator/fuel.ts';
import type { LoadedModule } from '../../server/src/frontends/python/evaluator/imports/loaded-module.ts';
import type { SourceFile } from '../../server/src/frontends/python/evaluator/imports/module-library.ts';
import { Interpreter } from '../../server/src/frontends/python/evaluator/interpreter.ts';
import { describeException } from '../../server/src/frontends/python/evaluator/objects/exceptions.ts';
import { nativeFunction, PyRaise, type Value } from '../../server/src/frontends/python/evaluator/values.ts';
import { standardLibrary } from '../../server/src/frontends/python/stdlib/index.ts';
import { parser } from './grammars.ts';

export interface Files {
  /** By path, without scheme: `pkg/__init__.py`. */
  [path: string]: string;
}

export interface PythonOptions {
  readonly files?: Files;
  readonly builtins?: ReadonlyMap<string, Value>;
  readonly limits?: Limits;
}

export function interpreterWith({ files = {}, builtins, limits }: PythonOptions = {}): Interpreter {
  return new Interpreter({
    parser,
    host: { load: (name, level, from) => find(files, name, level, from) },
    builtins: new Map([...BUILTINS, ['unknown', UNKNOWN], ...(builtins ?? [])]),
    library: { module: standardLibrary },
    ...(limits ? { limits } : {}),
  });
}

/** `unknown()` in a snippet gives a value that is not known. */
const UNKNOWN = nativeFunction('unknown', (runtime) =>
  runtime.getAttribute(runtime.importModule('nowhere'), 'anything'),
);

function find(files: Files, name: string, level: number, from: string): SourceFile | undefined {
  const folder = from.split('/').slice(0, level === 0 ? 0 : -level);
  const path = [...folder, ...name.split('.').filter((part) => part !== '')].join('/');
  const candidates = [`${path}.py`, path === '' ? '__init__.py' : `${path}/__init__.py`];
  const uri = candidates.find((candidate) => candidate in files);
  return uri === undefined ? undefined : { uri, text: files[uri] as string };
}

export interface Run {
  readonly interpreter: Interpreter;
  readonly loaded: LoadedModule;
  /** The text of a name's value. */
  value(name: string): string;
  readonly failures: readonly string[];
}

export function runPython(text: string, options: PythonOptions = {}): Run {
  const interpreter = interpreterWith(options);
  const loaded = interpreter.runModule('main.py', '__main__', text);
  return {
    interpreter,
    loaded,
    value(name) {
      const value = loaded.module.namespace.get(name);
      if (value === undefined) return 'undefined';
      const text = interpreter.fuelled(() => interpreter.repr(value));
      return 'value' in text ? text.value : 'out of fuel';
    },
    failures: loaded.failures.map((failure) =>
      failure instanceof PyRaise ? describeException(interpreter, failure.exception) : `out of fuel: ${failure.what}`,
    ),
  };
}
