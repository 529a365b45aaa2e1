// `sys`: the interpreter that a program believes to run in, and the modules that it has imported.
import { instanceMethods, natives } from '../builtins/declare.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { PyInstance, PyList, PyTuple, type Value } from '../evaluator/values.ts';
import { makeNamedTuple } from './collections/named-tuple.ts';
import { atRunTime, type Entries, type Modules, nothing, type StandardModule, standardModule } from './module.ts';

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

/** What a program finds there, and may change. */
function ofSystem(modules: Modules): Entries {
  return [
    ['argv', new PyList([''])],
    ['path', new PyList([''])],
    ['modules', tableOf(modules)],
  ];
}

export const SYS_MODULE: StandardModule = { ...SYS, ofRun: ofSystem };
