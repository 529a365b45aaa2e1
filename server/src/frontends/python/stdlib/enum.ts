// `enum`: classes whose names become members when the class is made.

import { addStatics, instanceMethods, native, natives } from '../builtins/declare.ts';
import { keyError } from '../builtins/dict.ts';
import { collect, integer, makeDict } from '../builtins/iteration.ts';
import { defineClass, INT, STR, TYPE } from '../evaluator/objects/builtin-classes.ts';
import {
  nativeFunction,
  nativeMethod,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyProperty,
  PyStaticMethod,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { standardModule } from './module.ts';

const META = defineClass('EnumType', [TYPE], {}, 'enum');
const AUTO = defineClass('auto', undefined, {}, 'enum');
const MEMBERS = '_member_map_';
const BY_VALUE = '_value2member_map_';

const ENUM = defineClass('Enum', undefined, {}, 'enum', META);
const INT_ENUM = defineClass('IntEnum', [INT, ENUM], {}, 'enum', META);
const STR_ENUM = defineClass('StrEnum', [STR, ENUM], {}, 'enum', META);
const FLAG = defineClass('Flag', [ENUM], {}, 'enum', META);
const INT_FLAG = defineClass('IntFlag', [INT, FLAG], {}, 'enum', META);

function members(of: Value): readonly PyInstance[] {
  const map = of instanceof PyClass ? of.namespace.get(MEMBERS) : undefined;
  return map instanceof PyDict ? [...map.entries.values()].map(([, member]) => member as PyInstance) : [];
}

/** Without aliases: two names for one value are one member, and several flags at once are none. */
function distinct(of: Value): readonly PyInstance[] {
  const own = [...new Set(members(of))];
  return of instanceof PyClass && of.mro.includes(FLAG) ? own.filter((member) => isBit(valueIn(member))) : own;
}

function isBit(value: Value): boolean {
  return typeof value === 'number' && value > 0 && Number.isInteger(Math.log2(value));
}

function valueIn(member: Value): Value {
  return (member as PyInstance).attributes.get('_value_') ?? null;
}

function isMember(value: Value): boolean {
  if (value instanceof PyFunction || value instanceof PyProperty) return false;
  if (typeof value !== 'object' || value === null) return true;
  return !['native', 'static-method', 'class-method'].includes(value.kind);
}

/** What stands in a class body of flags: `auto()`, or some of them and numbers joined. */
function settled(runtime: Runtime, given: Value, known: Map<Value, Value>, next: () => Value): Value {
  if (!(given instanceof PyInstance) || given.class !== AUTO) return given;
  const before = known.get(given);
  if (before !== undefined) return before;
  const operator = given.own('operator');
  const [left, right] = ['left', 'right'].map((side) => settled(runtime, given.own(side) ?? null, known, next));
  const value = typeof operator === 'string' ? runtime.binary(operator, left as Value, right as Value) : next();
  known.set(given, value);
  return value;
}

for (const [name, operator] of [
  ['__or__', '|'],
  ['__and__', '&'],
  ['__xor__', '^'],
] as const)
  AUTO.namespace.set(
    name,
    nativeMethod(name, (_, { positional: [left = null, right = null] }) => {
      const joined = new PyInstance(AUTO);
      for (const [key, value] of Object.entries({ operator, left, right })) joined.attributes.set(key, value);
      return joined;
    }),
  );

/** What `auto()` stands for: the next number, a flag's next bit, a StrEnum's name in small letters. */
function automatic(of: PyClass, name: string, before: readonly Value[]): Value {
  if (of.mro.includes(STR_ENUM)) return name.toLowerCase();
  const last = Math.max(0, ...before.filter((value) => typeof value === 'number'));
  return of.mro.includes(FLAG) ? (last === 0 ? 1 : 2 ** (Math.floor(Math.log2(last)) + 1)) : last + 1;
}

function turnIntoMembers(runtime: Runtime, of: PyClass): Value {
  const map = new PyDict();
  const values: Value[] = [];
  const known = new Map<Value, Value>();
  const generate = of.mro
    .find((base) => base.namespace.has('_generate_next_value_'))
    ?.namespace.get('_generate_next_value_');
  const init = of.mro.find((base) => base.namespace.has('__init__') && base.definition)?.namespace.get('__init__');
  for (const [name, given] of [...of.namespace]) {
    if (/^_.*_$/.test(name) || name.startsWith(`_${of.name}__`) || !isMember(given)) continue;
    const next = () =>
      generate === undefined
        ? automatic(of, name, values)
        : runtime.call(generate instanceof PyStaticMethod ? generate.callee : generate, [
            name,
            1,
            values.length,
            new PyList([...values]),
          ]);
    const value = settled(runtime, given, known, next);
    const alias = values.findIndex((other) => runtime.equals(other, value) === true);
    const member = alias >= 0 ? (members(of)[alias] as PyInstance) : makeMember(runtime, of, name, value, init);
    if (alias < 0) values.push(value);
    map.entries.set(runtime.keyOf(name), [name, member]);
    of.namespace.set(name, member);
    of.namespace.set(MEMBERS, map);
  }
  of.namespace.set('_member_names_', new PyList(distinct(of).map((member) => member.own('_name_') ?? null)));
  of.namespace.set(BY_VALUE, valuesOf(runtime, of));
  if (!REPR_ENUMS.some((each) => of.mro.includes(each))) showAsMember(of);
  return null;
}

function valuesOf(runtime: Runtime, of: PyClass): PyDict {
  const hashable = members(of).filter((member) => 'value' in runtime.attempt(() => runtime.keyOf(valueIn(member))));
  return makeDict(
    runtime,
    hashable.map((member) => [valueIn(member), member]),
  );
}

/** A member shows its name also where its class is made from int or str, whose own text would come first. */
function showAsMember(of: PyClass): void {
  for (const name of ['__repr__', '__str__', '__format__']) {
    const isOwn = of.mro.some((base) => base.definition !== undefined && base.namespace.has(name));
    const shown = ENUM.namespace.get(name);
    if (!isOwn && shown !== undefined) of.namespace.set(name, shown);
  }
}

function makeMember(runtime: Runtime, of: PyClass, name: string, value: Value, init: Value | undefined): PyInstance {
  const isPrimitive = of.mro.includes(INT) || of.mro.includes(STR);
  const member = new PyInstance(of, undefined, isPrimitive ? value : undefined);
  member.attributes.set('_name_', name);
  member.attributes.set('_value_', value);
  if (init !== undefined) runtime.call(init, [member, ...(value instanceof PyTuple ? value.items : [value])]);
  return member;
}

function byValue(runtime: Runtime, of: PyClass, value: Value): Value {
  if (value instanceof PyInstance && value.class === of) return value;
  if (runtime.isUnknown(value)) return value;
  const found = members(of).find((member) => runtime.equals(valueIn(member), value) === true);
  const known = of.namespace.get(BY_VALUE);
  const combined = known instanceof PyDict && typeof value === 'number' ? known.entries.get(value) : undefined;
  if (found ?? combined) return found ?? (combined?.[1] as Value);
  if (of.mro.includes(FLAG) && typeof value === 'number') return combination(runtime, of, value);
  const missing = runtime.findAttribute(of, '_missing_');
  const given = missing === undefined ? null : runtime.call(missing, [value]);
  return given !== null ? given : runtime.raise('ValueError', `${runtime.repr(value)} is not a valid ${of.name}`);
}

/** Several flags at once. */
function combination(runtime: Runtime, of: PyClass, bits: number): Value {
  const named = distinct(of).filter((member) => ((valueIn(member) as number) & bits) !== 0);
  const name = named.map((member) => member.attributes.get('_name_')).join('|');
  const member = makeMember(runtime, of, name, bits, undefined);
  const known = of.namespace.get(BY_VALUE);
  if (known instanceof PyDict) {
    runtime.touch(known);
    known.entries.set(bits, [bits, member]);
  }
  return member;
}

/** `Enum('Color', ['RED', 'GREEN'])` */
function functional(runtime: Runtime, base: PyClass, name: string, names: Value, start: number): Value {
  const given =
    typeof names === 'string'
      ? names.split(/[\s,]+/)
      : names instanceof PyDict
        ? [...names.entries.values()].map(([key, value]) => new PyTuple([key, value]))
        : collect(runtime, names);
  if (!Array.isArray(given)) return given as Value;
  const body = new Map<string, Value>();
  for (const [index, item] of given.entries()) {
    const [key, value] =
      item instanceof PyTuple
        ? item.items
        : [item, base.mro.includes(STR_ENUM) ? (item as string).toLowerCase() : index + start];
    body.set(key as string, value as Value);
  }
  return runtime.makeClass(name, [base], body);
}

addStatics(META, [
  ...instanceMethods({
    '__call__(value, names=None, *, start=1, **options)': (runtime, of, value, names, start) =>
      names !== null && typeof value === 'string'
        ? functional(runtime, of as PyClass, value, names, integer(runtime, start as Value) ?? 1)
        : byValue(runtime, of as PyClass, value),
    '__iter__()': (_, of) => PyIterator.over(distinct(of)),
    '__reversed__()': (_, of) => PyIterator.over(distinct(of).toReversed()),
    '__len__()': (_, of) => distinct(of).length,
    '__bool__()': () => true,
    '__repr__()': (_, of) =>
      `<${of instanceof PyClass && of.mro.includes(FLAG) ? 'flag' : 'enum'} '${(of as PyClass).name}'>`,
    '__contains__(value, /)': (runtime, of, value) =>
      runtime.isUnknown(value)
        ? value
        : members(of).some((member) => member === value || runtime.equals(valueIn(member), value) === true),
    '__getitem__(name, /)': (runtime, of, name) => {
      if (runtime.isUnknown(name)) return name;
      const found = members(of).length > 0 ? (of as PyClass).namespace.get(name as string) : undefined;
      return found instanceof PyInstance && found.class === of ? found : keyError(runtime, name);
    },
  }),
  [
    '__members__',
    new PyProperty(
      nativeFunction('__members__', (runtime, { positional: [of] }) => {
        const map = (of as PyClass).namespace.get(MEMBERS);
        return map instanceof PyDict ? makeDict(runtime, map.entries.values()) : new PyDict();
      }),
    ),
  ],
]);

/** name, value: read-only. */
const reading = (name: string, from: string): [string, Value] => [
  name,
  new PyProperty(
    nativeFunction(name, (_, { positional: [self] }) => (self as PyInstance).attributes.get(from) ?? null),
  ),
];

addStatics(ENUM, [
  [
    '__init_subclass__',
    nativeMethod('__init_subclass__', (runtime, { positional: [of] }) => turnIntoMembers(runtime, of as PyClass)),
  ],
  reading('name', '_name_'),
  reading('value', '_value_'),
  ...instanceMethods({
    '__repr__()': (runtime, self) => {
      const name = (self as PyInstance).attributes.get('_name_');
      return `<${runtime.typeOf(self).name}${name === '' ? '' : `.${name}`}: ${runtime.repr(valueIn(self))}>`;
    },
    '__str__()': (runtime, self) => {
      const name = (self as PyInstance).attributes.get('_name_');
      return `${runtime.typeOf(self).name}${name === '' ? `(${runtime.repr(valueIn(self))})` : `.${name}`}`;
    },
    '__format__(specifier, /)': (runtime, self, specifier) =>
      runtime.textOf(() => runtime.format(runtime.str(self), String(specifier))),
  }),
]);

/** Their text is that of their value. */
const REPR_ENUMS = [INT_ENUM, STR_ENUM, INT_FLAG];
for (const of of REPR_ENUMS)
  addStatics(of, [
    ['__repr__', ENUM.namespace.get('__repr__') ?? null],
    ...instanceMethods({ '__str__()': (runtime, self) => runtime.str(valueIn(self)) }),
  ]);

function bitwise(name: string, combine: (a: number, b: number) => number): [string, Value] {
  return [
    name,
    nativeMethod(name, (runtime, { positional: [self, other] }) => {
      const bits = [self, other].map((each) => (each instanceof PyInstance ? valueIn(each) : (each as Value)));
      const [a, b] = bits;
      if (typeof a !== 'number' || typeof b !== 'number')
        return runtime.lost(bits.find((bit) => typeof bit !== 'number') ?? null);
      return byValue(runtime, runtime.typeOf(self as Value), combine(a, b));
    }),
  ];
}
for (const of of [FLAG, INT_FLAG])
  addStatics(of, [
    bitwise('__or__', (a, b) => a | b),
    bitwise('__and__', (a, b) => a & b),
    bitwise('__xor__', (a, b) => a ^ b),
    ...instanceMethods({
      '__invert__()': (runtime, self) => {
        const all = distinct(runtime.typeOf(self)).reduce((bits, member) => bits | Number(valueIn(member)), 0);
        return byValue(runtime, runtime.typeOf(self), all & ~Number(valueIn(self)));
      },
      '__contains__(other, /)': (_, self, other) => {
        const [a, b] = [valueIn(self) as number, valueIn(other) as number];
        return (a & b) === b;
      },
      '__iter__()': (runtime, self) => PyIterator.over(flagsOf(runtime, self)),
      '__len__()': (runtime, self) => flagsOf(runtime, self).length,
      '__bool__()': (_, self) => valueIn(self) !== 0,
    }),
  ]);

function flagsOf(runtime: Runtime, self: Value): readonly PyInstance[] {
  const bits = Number(valueIn(self));
  return distinct(runtime.typeOf(self)).filter((member) => (Number(valueIn(member)) & bits) !== 0);
}

export const ENUM_MODULE = standardModule('enum', () => [
  ...[ENUM, INT_ENUM, STR_ENUM, FLAG, INT_FLAG, AUTO].map((of): [string, Value] => [of.name, of]),
  ['EnumMeta', META],
  ['EnumType', META],
  ...natives({
    'unique(enumeration)': (_, of) => of,
    'member(value)': (_, value) => value,
    'nonmember(value)': (_, value) => value,
    'verify(*conditions)': () => native('decorator(cls)', (_, of) => of),
  }),
]);
