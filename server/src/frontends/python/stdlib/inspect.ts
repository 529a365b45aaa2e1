// `inspect`: what a program may ask of its own functions and classes.

import { instanceMethods, natives } from '../builtins/declare.ts';
import { makeDict, pair } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type SignatureParameter,
  type Value,
} from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

const EMPTY = defineClass('_empty', undefined, {}, 'inspect');

/** In Python's order: their numbers. */
const KINDS = ['POSITIONAL_ONLY', 'POSITIONAL_OR_KEYWORD', 'VAR_POSITIONAL', 'KEYWORD_ONLY', 'VAR_KEYWORD'] as const;
const KIND_OF: Readonly<Record<SignatureParameter['kind'], number>> = {
  'positional-only': 0,
  normal: 1,
  '*': 2,
  'keyword-only': 3,
  '**': 4,
};

const PARAMETER = defineClass(
  'Parameter',
  undefined,
  new Map<string, Value>([['empty', EMPTY], ...KINDS.map((name, index): [string, Value] => [name, index])]),
  'inspect',
);
const SIGNATURE = defineClass(
  'Signature',
  undefined,
  new Map<string, Value>([
    ['empty', EMPTY],
    ...instanceMethods({
      'bind(*args, **keywords)': (_, self, args, keywords) => bindTo(self, (args as PyTuple).items, keywords as PyDict),
      'bind_partial(*args, **keywords)': (_, self, args, keywords) =>
        bindTo(self, (args as PyTuple).items, keywords as PyDict),
    }),
  ]),
  'inspect',
);
const BOUND = defineClass(
  'BoundArguments',
  undefined,
  new Map(instanceMethods({ 'apply_defaults()': () => null })),
  'inspect',
);

function parameters(signature: Value): PyDict {
  const found = (signature as PyInstance).attributes.get('parameters');
  return found instanceof PyDict ? found : new PyDict();
}

function bindTo(signature: Value, args: readonly Value[], keywords: PyDict): Value {
  const bound = new PyInstance(BOUND);
  const given = new PyDict();
  for (const [index, [id, [name]]] of [...parameters(signature).entries].entries()) {
    const value = args[index] ?? keywords.entries.get(id)?.[1];
    if (value !== undefined) given.entries.set(id, [name, value]);
  }
  bound.attributes.set('arguments', given);
  return bound;
}

function signatureOf(runtime: Runtime, callee: Value): Value {
  if (runtime.isUnknown(callee)) return callee;
  // What `functools.wraps` wraps has the signature.
  const wrapped = runtime.findAttribute(callee, '__wrapped__');
  if (wrapped !== undefined && wrapped !== callee) return signatureOf(runtime, wrapped);
  const known = runtime.signature(callee);
  if (!known) return runtime.lost(atRunTime('inspect.signature'));
  const made = new PyInstance(SIGNATURE);
  made.attributes.set(
    'parameters',
    makeDict(
      runtime,
      known.map((parameter) => [parameter.name, shown(parameter)]),
    ),
  );
  made.attributes.set('return_annotation', EMPTY);
  return made;
}

function shown({ name, kind, default: fallback, annotation }: SignatureParameter): Value {
  const parameter = new PyInstance(PARAMETER);
  const attributes = {
    name,
    kind: KIND_OF[kind],
    default: fallback === undefined ? EMPTY : fallback,
    annotation: annotation === undefined ? EMPTY : annotation,
  };
  for (const [attribute, value] of Object.entries(attributes)) parameter.attributes.set(attribute, value);
  return parameter;
}

const ARG_SPEC = defineClass('FullArgSpec', undefined, {}, 'inspect');

function argumentsOf(runtime: Runtime, callee: Value): Value {
  const known = runtime.signature(callee);
  if (!known) return runtime.lost(atRunTime('inspect.getfullargspec'));
  const named = known.filter(({ kind }) => kind === 'normal' || kind === 'positional-only');
  const only = (kind: string): Value => known.find((parameter) => parameter.kind === kind)?.name ?? null;
  const keywordOnly = known.filter(({ kind }) => kind === 'keyword-only');
  const spec = new PyInstance(ARG_SPEC);
  const defaults = named.flatMap(({ default: fallback }) => (fallback === undefined ? [] : [fallback]));
  const attributes: Record<string, Value> = {
    args: new PyList(named.map(({ name }) => name)),
    varargs: only('*'),
    varkw: only('**'),
    defaults: defaults.length > 0 ? new PyTuple(defaults) : null,
    kwonlyargs: new PyList(keywordOnly.map(({ name }) => name)),
  };
  for (const [name, value] of Object.entries(attributes)) spec.attributes.set(name, value);
  return spec;
}

function isKind(...kinds: readonly string[]) {
  return (runtime: Runtime, value: Value): Value =>
    runtime.isUnknown(value) ? value : typeof value === 'object' && value !== null && kinds.includes(value.kind);
}

function membersOf(runtime: Runtime, object: Value, predicate: Value): Value {
  const namespace =
    object instanceof PyClass || (typeof object === 'object' && object !== null && object.kind === 'module')
      ? object.namespace
      : undefined;
  if (!namespace) return runtime.lost(object);
  if (typeof object === 'object' && object?.kind === 'module') runtime.readAll(object);
  const all = [...namespace].sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = all.filter(
    ([, value]) => predicate === null || runtime.truth(runtime.call(predicate, [value])) === true,
  );
  return new PyList(kept.map(([name, value]) => pair(name, value)));
}

export const INSPECT = standardModule('inspect', () => [
  ['Parameter', PARAMETER],
  ['Signature', SIGNATURE],
  ['_empty', EMPTY],
  ...natives({
    'signature(obj, *, follow_wrapped=True)': signatureOf,
    'getfullargspec(func)': argumentsOf,
    'getargspec(func)': argumentsOf,
    'getmembers(object, predicate=None)': membersOf,
    'isclass(object)': isKind('class'),
    'isfunction(object)': isKind('function'),
    'ismethod(object)': isKind('bound-method'),
    'ismodule(object)': isKind('module'),
    'isbuiltin(object)': isKind('native'),
    'isroutine(object)': isKind('function', 'native', 'bound-method'),
    'isgenerator(object)': isKind('iterator'),
    'isabstract(object)': () => false,
    'getmro(cls)': (runtime, of) => (of instanceof PyClass ? new PyTuple(of.mro) : runtime.lost(of)),
    'getdoc(object)': (runtime, object) => runtime.findAttribute(object, '__doc__') ?? null,
    'unwrap(func)': (_, callee) => callee,
  }),
]);
