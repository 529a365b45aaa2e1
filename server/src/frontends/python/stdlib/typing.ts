// `typing`: annotations have no effect; what a program may ask of them (`isinstance`, `get_args`) is right.

import { addStatics, instanceMethods, native, natives } from '../builtins/declare.ts';
import { collect } from '../builtins/iteration.ts';
import {
  BYTES,
  DICT,
  defineClass,
  FROZENSET,
  LIST,
  OBJECT,
  SET,
  STR,
  TUPLE,
  TYPE,
} from '../evaluator/objects/builtin-classes.ts';
import {
  nativeMethod,
  type PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { COLLECTION_CLASSES } from './collections/abstract.ts';
import { makeNamedTuple } from './collections/named-tuple.ts';
import { standardModule } from './module.ts';

/** `Optional`, `Optional[int]`, `TypeVar('T')`: anything that stands in an annotation. */
const FORM = defineClass('_SpecialForm', undefined, {}, 'typing');

function form(name: string, args?: readonly Value[], origin?: Value): PyInstance {
  const made = new PyInstance(FORM);
  made.attributes.set('_name', name);
  made.attributes.set('__name__', name);
  if (args) made.attributes.set('__args__', new PyTuple(args));
  if (origin !== undefined) made.attributes.set('__origin__', origin);
  return made;
}

function nameOf(value: Value): Value {
  return (value as PyInstance).attributes.get('_name') ?? '';
}

function union(members: readonly Value[]): PyInstance {
  const flat = members.flatMap((member) => {
    const isUnion = member instanceof PyInstance && member.class === FORM && nameOf(member) === 'Union';
    const inner = isUnion ? (member as PyInstance).attributes.get('__args__') : undefined;
    return inner instanceof PyTuple ? inner.items : [member];
  });
  return form('Union', [...new Set(flat)]);
}

/** What calling an alias makes: `typing.OrderedDict()`. */
const COLLECTIONS_MEANT: Readonly<Record<string, string>> = {
  OrderedDict: 'OrderedDict',
  DefaultDict: 'defaultdict',
  Counter: 'Counter',
  Deque: 'deque',
  ChainMap: 'ChainMap',
};

addStatics(FORM, [
  ...instanceMethods({
    '__getitem__(parameters, /)': (_, self, parameters) => {
      const args = parameters instanceof PyTuple ? parameters.items : [parameters];
      const name = nameOf(self);
      if (name === 'Optional') return union([...args, null]);
      if (name === 'Union') return union(args);
      return form(name as string, args);
    },
    '__or__(other, /)': (_, self, other) => union([self, other]),
    '__ror__(other, /)': (_, self, other) => union([other, self]),
    '__call__(*args, **keywords)': (runtime, self, args, keywords) => {
      const meant = COLLECTIONS_MEANT[String(nameOf(self))];
      if (meant === undefined || !(args instanceof PyTuple) || !(keywords instanceof PyDict)) return self;
      const of = runtime.getAttribute(runtime.importModule('collections'), meant);
      const named = [...keywords.entries.values()].map(([name, value]) => [String(name), value] as const);
      return runtime.call(of, args.items, new Map(named));
    },
    '__mro_entries__(bases, /)': () => new PyTuple([]),
    '__hash__()': () => 1,
    '__eq__(other, /)': (runtime, self, other) =>
      self === other ||
      (other instanceof PyInstance &&
        other.class === FORM &&
        nameOf(self) === nameOf(other) &&
        runtime.truth(
          runtime.compare(
            '==',
            (self as PyInstance).attributes.get('__args__') ?? null,
            other.attributes.get('__args__') ?? null,
          ),
        ) === true),
    '__repr__()': (_, self) => `typing.${nameOf(self)}`,
  }),
]);

/** A type variable, and what is like one: made by a call, means nothing. */
const variable = (kind: string) =>
  native(`${kind}(name, *args, **keywords)`, (_, name) => form(typeof name === 'string' ? name : kind));

const FORMS = [
  'Any',
  'Union',
  'Optional',
  'Literal',
  'ClassVar',
  'Final',
  'Annotated',
  'Concatenate',
  'TypeAlias',
  'TypeGuard',
  'NoReturn',
  'Never',
  'Self',
  'LiteralString',
  'Required',
  'NotRequired',
  'ReadOnly',
  'Unpack',
  'AnyStr',
  'SupportsInt',
  'SupportsFloat',
  'SupportsIndex',
  'SupportsAbs',
  'SupportsRound',
  'IO',
  'TextIO',
  'BinaryIO',
  'Pattern',
  'Match',
  'Text',
];

const CLASSES: Readonly<Record<string, PyClass>> = {
  List: LIST,
  Tuple: TUPLE,
  Dict: DICT,
  Set: SET,
  FrozenSet: FROZENSET,
  Type: TYPE,
  Text: STR,
  ByteString: BYTES,
};

/** As a base it adds nothing; `Generic[T]` is itself. */
const GENERIC = defineClass('Generic', [OBJECT], {}, 'typing');
const PROTOCOL = defineClass('Protocol', [GENERIC], {}, 'typing');

/** `class Point(NamedTuple): x: int`: the class that is made is a named tuple's. */
const NAMED_TUPLE_META = defineClass('NamedTupleMeta', [TYPE], {}, 'typing');
NAMED_TUPLE_META.namespace.set(
  '__new__',
  native('__new__(cls, name, bases, namespace, /, **keywords)', (runtime, _, name, _bases, namespace) => {
    const own = namespace as PyDict;
    const annotations = own.entries.get(runtime.keyOf('__annotations__'))?.[1];
    const fields =
      annotations instanceof PyDict ? [...annotations.entries.values()].map(([field]) => field as string) : [];
    const body = new Map<string, Value>();
    for (const [key, value] of own.entries.values()) body.set(key as string, value);
    const defaults = new Map(
      fields.flatMap((field): [string, Value][] => (body.has(field) ? [[field, body.get(field) as Value]] : [])),
    );
    return makeNamedTuple(name as string, fields, defaults, body);
  }),
);
const NAMED_TUPLE = defineClass('NamedTuple', [OBJECT], {}, 'typing', NAMED_TUPLE_META);
NAMED_TUPLE_META.namespace.set(
  '__call__',
  native('NamedTuple(cls, name, fields=None, /, **keywords)', (runtime, cls, name, fields, keywords) => {
    if (cls !== NAMED_TUPLE) return runtime.lost(cls);
    const given =
      fields === null ? [...(keywords as PyDict).entries.values()].map(([key]) => key) : collect(runtime, fields);
    if (!Array.isArray(given)) return given as Value;
    const names = given.map((field) => (field instanceof PyTuple ? field.items[0] : field) as string);
    return makeNamedTuple(name as string, names, new Map(), new Map());
  }),
);

const TYPED_DICT = defineClass(
  'TypedDict',
  [DICT],
  { __init_subclass__: nativeMethod('__init_subclass__', () => null) },
  'typing',
);

const identity = (_: Runtime, value: Value): Value => value;

function annotationsOf(runtime: Runtime, object: Value): Value {
  const found = runtime.findAttribute(object, '__annotations__');
  return found === undefined ? new PyDict() : found;
}

export const TYPING = standardModule('typing', () => [
  ...FORMS.map((name): [string, Value] => [name, form(name)]),
  ...COLLECTION_CLASSES.map((of): [string, Value] => [of.name, of]),
  ...Object.entries(CLASSES),
  ...['DefaultDict', 'OrderedDict', 'Counter', 'ChainMap', 'Deque'].map((name): [string, Value] => [name, form(name)]),
  ['Generic', GENERIC],
  ['Protocol', PROTOCOL],
  ['NamedTuple', NAMED_TUPLE],
  ['TypedDict', TYPED_DICT],
  ['TYPE_CHECKING', false],
  ...['TypeVar', 'ParamSpec', 'TypeVarTuple', 'ForwardRef'].map((name): [string, Value] => [name, variable(name)]),
  ...natives({
    'cast(typ, val)': (_, _type, value) => value,
    'overload(func)': identity,
    'final(f)': identity,
    'no_type_check(arg)': identity,
    'runtime_checkable(cls)': identity,
    'override(method)': identity,
    'reveal_type(obj)': identity,
    'assert_type(val, typ)': identity,
    'dataclass_transform(**keywords)': () => native('decorator(cls)', identity),
    'NewType(name, tp)': (_, name) => native(`${name}(value)`, identity),
    'get_type_hints(obj, globalns=None, localns=None, include_extras=False)': annotationsOf,
    'get_origin(tp)': (_, type) => (type instanceof PyInstance ? (type.attributes.get('__origin__') ?? null) : null),
    'get_args(tp)': (_, type) =>
      type instanceof PyInstance ? (type.attributes.get('__args__') ?? new PyTuple([])) : new PyTuple([]),
    'get_overloads(func)': () => new PyList([]),
  }),
]);

export const TYPING_EXTENSIONS = standardModule('typing_extensions', TYPING.entries);
