// `dataclasses`: `__init__`, `__repr__` and `__eq__` from a class's annotations, inheritance and all options.

import { native, natives } from '../builtins/declare.ts';
import { hash } from '../builtins/hash.ts';
import { collect, makeDict } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import { EXCEPTIONS } from '../evaluator/objects/exceptions.ts';
import { raiseMisfit } from '../evaluator/protocols/misfit.ts';
import { ORDER } from '../evaluator/protocols/operations.ts';
import {
  nativeMethod,
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyRaise,
  PySet,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { standardModule } from './module.ts';

const FIELD = defineClass('Field', undefined, {}, 'dataclasses');
const MISSING = new PyInstance(defineClass('_MISSING_TYPE', undefined, {}, 'dataclasses'));
const KW_ONLY = new PyInstance(defineClass('_KW_ONLY_TYPE', undefined, {}, 'dataclasses'));
const INIT_VAR = defineClass('InitVar', undefined, {}, 'dataclasses');
const FIELDS = '__dataclass_fields__';
const FROZEN = defineClass('FrozenInstanceError', [EXCEPTIONS.get('AttributeError') as PyClass], {}, 'dataclasses');

function option(field: Value, name: string): Value {
  return (field as PyInstance).attributes.get(name) ?? null;
}

function makeField(given: Readonly<Record<string, Value>>): PyInstance {
  const field = new PyInstance(FIELD);
  for (const [name, value] of Object.entries(given)) field.attributes.set(name, value);
  return field;
}

const FIELD_DEFAULTS = {
  default: MISSING,
  default_factory: MISSING,
  init: true,
  repr: true,
  hash: null,
  compare: true,
  metadata: null,
  kw_only: MISSING,
};

/** A class's own fields and those of its bases, in the order of their first definition. */
function fieldsOf(of: PyClass): Map<string, PyInstance> {
  const all = new Map<string, PyInstance>();
  for (const base of of.mro.toReversed()) {
    const own = base.namespace.get(FIELDS);
    if (own instanceof PyDict)
      for (const [name, field] of own.entries.values()) all.set(name as string, field as PyInstance);
  }
  return all;
}

/** Those that instances have. */
function shownFields(of: PyClass): string[] {
  return [...fieldsOf(of)].flatMap(([name, field]) => (option(field, '_init_only') === true ? [] : [name]));
}

function nameOfAnnotation(annotation: Value): string {
  if (typeof annotation === 'string') return annotation;
  if (annotation instanceof PyClass) return annotation.name;
  const name = annotation instanceof PyInstance ? annotation.attributes.get('_name') : undefined;
  return typeof name === 'string' ? name : '';
}

/** Reads the class's annotations: what each field's default and options are. */
function ownFields(runtime: Runtime, of: PyClass, isKeywordOnly: boolean): PyDict {
  const fields = new PyDict();
  const annotations = of.namespace.get('__annotations__');
  if (!(annotations instanceof PyDict)) return fields;
  let keywordOnly = isKeywordOnly;
  for (const [key, annotation] of annotations.entries.values()) {
    const name = key as string;
    const type = nameOfAnnotation(annotation);
    if (annotation === KW_ONLY || type.endsWith('KW_ONLY')) keywordOnly = true;
    if (annotation === KW_ONLY || /\b(ClassVar|KW_ONLY)\b/.test(type)) continue;
    const value = of.namespace.get(name);
    const given =
      value instanceof PyInstance && value.class === FIELD
        ? Object.fromEntries(value.attributes)
        : value === undefined
          ? {}
          : { default: value };
    const field = makeField({ ...FIELD_DEFAULTS, ...given, name, type: annotation });
    if (field.attributes.get('kw_only') === MISSING) field.attributes.set('kw_only', keywordOnly);
    if (annotation === INIT_VAR || /^(\w+\.)?InitVar\b/.test(type)) field.attributes.set('_init_only', true);
    if (field.attributes.get('default') === MISSING) of.namespace.delete(name);
    else of.namespace.set(name, field.attributes.get('default') as Value);
    checkDefault(runtime, name, field.attributes.get('default') as Value);
    fields.entries.set(runtime.keyOf(name), [name, field]);
  }
  return fields;
}

function checkDefault(runtime: Runtime, name: string, value: Value): void {
  const isMutable = value instanceof PyList || value instanceof PyDict || (value instanceof PySet && !value.frozen);
  if (!isMutable) return;
  const type = runtime.typeOf(value).name;
  runtime.raise(
    'ValueError',
    `mutable default <class '${type}'> for field ${name} is not allowed: use default_factory`,
  );
}

function initialize(
  runtime: Runtime,
  self: Value,
  of: PyClass,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value {
  const all = fieldsOf(of);
  const taken = [...all].filter(([, field]) => option(field, 'init') !== false);
  const isNamed = ([, field]: readonly [string, PyInstance]) => option(field, 'kw_only') === true;
  const inOrder = [...taken.filter((each) => !isNamed(each)), ...taken.filter(isNamed)];
  const parameters = inOrder.map(
    (each) => ({ name: each[0], kind: isNamed(each) ? 'keyword-only' : 'normal' }) as const,
  );
  const positions = parameters.filter(({ kind }) => kind === 'normal');
  const given = new Map(positional.map((value, index): [string, Value] => [positions[index]?.name ?? '', value]));
  const isOver = positional.length > positions.length || [...keywords.keys()].some((name) => given.has(name));
  for (const [name, value] of keywords) given.set(name, value);
  const hasDefault = (field: PyInstance) =>
    option(field, 'default') !== MISSING || option(field, 'default_factory') !== MISSING;
  const isMissing = taken.some(([name, field]) => !given.has(name) && !hasDefault(field));
  const isStrange = [...keywords.keys()].some((name) => !taken.some(([field]) => field === name));
  if (isOver || isMissing || isStrange)
    raiseMisfit(runtime, `${of.name}.__init__`, {
      parameters: [{ name: 'self', kind: 'normal' }, ...parameters],
      defaults: [undefined, ...inOrder.map(([, field]) => (hasDefault(field) ? null : undefined))],
      positional: [self, ...positional],
      keywords,
    });
  const later: Value[] = [];
  for (const [name, field] of all) {
    const value = given.has(name) ? (given.get(name) as Value) : fallback(runtime, field);
    if (value === undefined) continue;
    if (option(field, '_init_only') === true) later.push(value);
    else store(runtime, self, name, value);
  }
  const after = runtime.findAttribute(self, '__post_init__');
  if (after !== undefined) runtime.call(after, later);
  return null;
}

/** As `object.__setattr__`, which frozen classes use as well; a Module's own way where it has one. */
function store(runtime: Runtime, self: Value, name: string, value: Value): void {
  const set = self instanceof PyInstance && self.class.namespace.get('__dataclass_frozen__') === true;
  if (!set) runtime.setAttribute(self, name, value);
  else {
    runtime.touch(self);
    self.attributes.set(name, value);
  }
}

function fallback(runtime: Runtime, field: PyInstance): Value | undefined {
  const value = option(field, 'default');
  if (value !== MISSING) return value;
  const factory = option(field, 'default_factory');
  return factory !== MISSING ? runtime.call(factory, []) : undefined;
}

function values(runtime: Runtime, self: Value, use: 'repr' | 'compare'): [string, Value][] {
  return [...fieldsOf(runtime.typeOf(self))]
    .filter(([, field]) => option(field, use) !== false && option(field, '_init_only') !== true)
    .map(([name]) => [name, runtime.getAttribute(self, name)]);
}

function tuple(runtime: Runtime, self: Value): PyTuple {
  return new PyTuple(values(runtime, self, 'compare').map(([, value]) => value));
}

/** What a frozen class does where it is to be changed. */
function refusing(method: string, what: string, of: PyClass): Value {
  return nativeMethod(
    method,
    (_, { positional: [, name] }) => {
      const exception = new PyInstance(FROZEN);
      exception.attributes.set('args', new PyTuple([`${what} '${String(name)}'`]));
      throw new PyRaise(exception);
    },
    of,
  );
}

/** What `@dataclass(…)` does to a class. */
function transform(runtime: Runtime, given: Value, options: PyDict): Value {
  if (!(given instanceof PyClass)) return given;
  const is = (name: string, otherwise: boolean): boolean => {
    const entry = options.entries.get(runtime.keyOf(name));
    return entry ? runtime.truth(entry[1]) === true : otherwise;
  };
  runtime.touch(given);
  const { namespace } = given;
  namespace.set(FIELDS, ownFields(runtime, given, is('kw_only', false)));
  if (is('frozen', false)) {
    namespace.set('__dataclass_frozen__', true);
    namespace.set('__setattr__', refusing('__setattr__', 'cannot assign to field', given));
    namespace.set('__delattr__', refusing('__delattr__', 'cannot delete field', given));
  }
  if (is('init', true)) {
    namespace.set(
      '__init__',
      nativeMethod(
        '__init__',
        (_, { positional: [self, ...rest], keywords }) => initialize(runtime, self as Value, given, rest, keywords),
        given,
      ),
    );
  }
  const define = (name: string, method: (self: Value, other: Value) => Value): void => {
    if (!namespace.has(name))
      namespace.set(
        name,
        nativeMethod(name, (_, { positional: [self, other] }) => method(self as Value, other as Value), given),
      );
  };
  if (is('repr', true)) {
    define(
      '__repr__',
      (self) =>
        `${runtime.typeOf(self).name}(${values(runtime, self, 'repr')
          .map(([name, value]) => `${name}=${runtime.repr(value)}`)
          .join(', ')})`,
    );
  }
  const isSame = (self: Value, other: Value): boolean => runtime.typeOf(self) === runtime.typeOf(other);
  if (is('eq', true)) {
    define(
      '__eq__',
      (self, other) => isSame(self, other) && runtime.compare('==', tuple(runtime, self), tuple(runtime, other)),
    );
    const isHashable = is('frozen', false) || is('unsafe_hash', false);
    if (isHashable) define('__hash__', (self) => hash(runtime, tuple(runtime, self)));
    else if (!namespace.has('__hash__')) namespace.set('__hash__', null);
  }
  if (is('order', false)) {
    for (const [name, operator] of Object.entries(ORDER)) {
      define(`__${name}__`, (self, other) => runtime.compare(operator, tuple(runtime, self), tuple(runtime, other)));
    }
  }
  if (is('slots', false)) namespace.set('__slots__', new PyTuple([...fieldsOf(given).keys()]));
  namespace.set(
    '__match_args__',
    new PyTuple(
      [...fieldsOf(given)]
        .filter(([, field]) => option(field, 'init') !== false && option(field, 'kw_only') !== true)
        .map(([name]) => name),
    ),
  );
  return given;
}

function asDict(runtime: Runtime, value: Value): Value {
  if (value instanceof PyInstance && fieldsOf(value.class).size > 0) {
    return makeDict(
      runtime,
      shownFields(value.class).map((name) => [name, asDict(runtime, runtime.getAttribute(value, name))]),
    );
  }
  if (value instanceof PyList) return new PyList(value.items.map((item) => asDict(runtime, item)));
  if (value instanceof PyTuple)
    return new PyTuple(
      value.items.map((item) => asDict(runtime, item)),
      value.of,
    );
  if (value instanceof PyDict)
    return makeDict(
      runtime,
      [...value.entries.values()].map(([key, item]) => [key, asDict(runtime, item)]),
    );
  return value;
}

function classOf(runtime: Runtime, value: Value): PyClass {
  return value instanceof PyClass ? value : runtime.typeOf(value);
}

function makeDataclass(
  runtime: Runtime,
  name: Value,
  fields: Value,
  bases: Value,
  namespace: Value,
  options: PyDict,
): Value {
  const given = collect(runtime, fields);
  if (!Array.isArray(given) || typeof name !== 'string') return runtime.lost(typeof name === 'string' ? fields : name);
  const body = new Map<string, Value>();
  if (namespace instanceof PyDict)
    for (const [key, value] of namespace.entries.values()) body.set(key as string, value);
  const annotations = new PyDict();
  for (const field of given) {
    const [key = field, type = null, value] = field instanceof PyTuple ? field.items : [field];
    annotations.entries.set(runtime.keyOf(key), [key, type]);
    if (value !== undefined) body.set(key as string, value);
  }
  body.set('__annotations__', annotations);
  const made = runtime.makeClass(name, bases instanceof PyTuple ? bases.items : [], body);
  return transform(runtime, made, options);
}

export const DATACLASSES = standardModule('dataclasses', () => [
  ['FrozenInstanceError', FROZEN],
  ['MISSING', MISSING],
  ['KW_ONLY', KW_ONLY],
  ['Field', FIELD],
  ['InitVar', INIT_VAR],
  ...natives({
    'dataclass(cls=None, /, **options)': (runtime, cls, options) =>
      cls === null
        ? native('wrap(cls)', (_, given) => transform(runtime, given, options as PyDict))
        : transform(runtime, cls, options as PyDict),
    'field(**options)': (_, options) =>
      makeField({
        ...FIELD_DEFAULTS,
        ...Object.fromEntries(
          [...(options as PyDict).entries.values()].map(([name, value]) => [name as string, value]),
        ),
      }),
    'fields(class_or_instance)': (runtime, value) =>
      runtime.isUnknown(value)
        ? value
        : new PyTuple(
            [...fieldsOf(classOf(runtime, value)).values()].filter((field) => option(field, '_init_only') !== true),
          ),
    'is_dataclass(obj)': (runtime, value) =>
      runtime.isUnknown(value) ? value : classOf(runtime, value).mro.some((base) => base.namespace.has(FIELDS)),
    'asdict(obj, *, dict_factory=None)': asDict,
    'astuple(obj, *, tuple_factory=None)': (runtime, value) =>
      new PyTuple(shownFields(runtime.typeOf(value)).map((name) => runtime.getAttribute(value, name))),
    'replace(obj, /, **changes)': (runtime, value, changes) => {
      if (runtime.isUnknown(value)) return value;
      const of = runtime.typeOf(value);
      const keywords = new Map<string, Value>();
      for (const [name, field] of fieldsOf(of)) {
        if (option(field, 'init') !== false && option(field, '_init_only') !== true)
          keywords.set(name, runtime.getAttribute(value, name));
      }
      for (const [name, item] of (changes as PyDict).entries.values()) keywords.set(name as string, item);
      return runtime.call(of, [], keywords);
    },
    'make_dataclass(cls_name, fields, *, bases=None, namespace=None, **options)': (
      runtime,
      name,
      fields,
      bases,
      namespace,
      options,
    ) => makeDataclass(runtime, name, fields, bases as Value, namespace as Value, options as PyDict),
  }),
]);
