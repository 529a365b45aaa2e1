// torch's data types and devices as values. Knows no tensor.
import type { Dtype } from '../../../../graph/volume.ts';
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { type Native, nativeMethod, PyInstance, PyProperty, type Value } from '../../evaluator/values.ts';

/** A data type by torch's name for it: `float32`. */
export type DtypeName = string;

interface Kind {
  readonly kind: Dtype;
  readonly bits: number;
  readonly alias?: readonly string[];
}

const KINDS: Readonly<Record<DtypeName, Kind>> = {
  float32: { kind: 'float', bits: 32, alias: ['float'] },
  float64: { kind: 'float', bits: 64, alias: ['double'] },
  float16: { kind: 'float', bits: 16, alias: ['half'] },
  bfloat16: { kind: 'float', bits: 16 },
  uint8: { kind: 'integer', bits: 8 },
  int8: { kind: 'integer', bits: 8 },
  int16: { kind: 'integer', bits: 16, alias: ['short'] },
  int32: { kind: 'integer', bits: 32, alias: ['int'] },
  int64: { kind: 'integer', bits: 64, alias: ['long'] },
  bool: { kind: 'boolean', bits: 8 },
  complex64: { kind: 'complex', bits: 64, alias: ['cfloat'] },
  complex128: { kind: 'complex', bits: 128, alias: ['cdouble'] },
};

/** The type that a kind has where nothing more is said. */
export const USUAL: Readonly<Record<Dtype, DtypeName>> = {
  float: 'float32',
  integer: 'int64',
  boolean: 'bool',
  complex: 'complex64',
};

export function kindOf(name: DtypeName): Dtype {
  return KINDS[name]?.kind ?? 'float';
}

export function bitsOf(name: DtypeName): number {
  return KINDS[name]?.bits ?? 32;
}

const RANK: readonly Dtype[] = ['boolean', 'integer', 'float', 'complex'];

/** The type of a sum of two: the higher kind wins, and within a kind the wider type. */
export function promote(a: DtypeName, b: DtypeName): DtypeName {
  const [x, y] = [RANK.indexOf(kindOf(a)), RANK.indexOf(kindOf(b))];
  if (x !== y) return x > y ? a : b;
  if (a !== b && bitsOf(a) === bitsOf(b) && kindOf(a) === 'float') return 'float32';
  return bitsOf(a) >= bitsOf(b) ? a : b;
}

class DtypeNative implements Native {
  readonly native = 'dtype';
  readonly name: DtypeName;
  constructor(name: DtypeName) {
    this.name = name;
  }
  snapshot(): unknown {
    return undefined;
  }
  restore(): void {}
}

export const DTYPE = defineClass('dtype', undefined, {}, 'torch');

const instances = new Map(
  Object.keys(KINDS).map((name) => [name, new PyInstance(DTYPE, new DtypeNative(name))] as const),
);

/** `torch.float32` and the like, with their other names. */
export const DTYPES: readonly (readonly [name: string, value: Value])[] = [...instances].flatMap(([name, value]) =>
  [name, ...(KINDS[name]?.alias ?? [])].map((each) => [each, value] as const),
);

export function dtypeValue(name: DtypeName): Value {
  return instances.get(name) ?? null;
}

/** The type that a value names; undefined where it names none. */
export function dtypeOf(value: Value | undefined): DtypeName | undefined {
  if (value instanceof PyInstance && value.native instanceof DtypeNative) return value.native.name;
  return undefined;
}

const property = (get: (self: DtypeName) => Value) =>
  new PyProperty(nativeMethod('get', (_, { positional: [self] }) => get(dtypeOf(self) ?? 'float32')));

DTYPE.namespace.set(
  'is_floating_point',
  property((name) => kindOf(name) === 'float'),
);
DTYPE.namespace.set(
  'is_complex',
  property((name) => kindOf(name) === 'complex'),
);
DTYPE.namespace.set(
  'is_signed',
  property((name) => name !== 'uint8' && name !== 'bool'),
);
DTYPE.namespace.set(
  'itemsize',
  property((name) => bitsOf(name) / 8),
);
DTYPE.namespace.set(
  '__repr__',
  nativeMethod('__repr__', (_, { positional: [self] }) => `torch.${dtypeOf(self)}`),
);
DTYPE.namespace.set(
  '__str__',
  nativeMethod('__str__', (_, { positional: [self] }) => `torch.${dtypeOf(self)}`),
);

/** Everything is on the CPU, whatever the code asks for: shapes are the same everywhere. */
export const DEVICE = defineClass('device', undefined, {}, 'torch');

export function device(name = 'cpu'): PyInstance {
  const made = new PyInstance(DEVICE);
  const [type = 'cpu', index] = name.split(':');
  made.attributes.set('type', type);
  made.attributes.set('index', index === undefined ? null : Number(index));
  return made;
}

export const CPU = device();

DEVICE.namespace.set(
  '__new__',
  nativeMethod('__new__', (_, { positional: [, name], keywords }) => {
    const given = name ?? keywords.get('device') ?? keywords.get('type');
    return given instanceof PyInstance ? given : device(typeof given === 'string' ? given : 'cpu');
  }),
);
DEVICE.namespace.set(
  '__init__',
  nativeMethod('__init__', () => null),
);
const textOf = (self: Value | undefined): string => {
  const { attributes } = self instanceof PyInstance ? self : CPU;
  const index = attributes.get('index');
  return `${String(attributes.get('type'))}${typeof index === 'number' ? `:${index}` : ''}`;
};
DEVICE.namespace.set(
  '__str__',
  nativeMethod('__str__', (_, { positional: [self] }) => textOf(self)),
);
DEVICE.namespace.set(
  '__repr__',
  nativeMethod('__repr__', (_, { positional: [self] }) => `device(type='${textOf(self)}')`),
);
DEVICE.namespace.set(
  '__eq__',
  nativeMethod(
    '__eq__',
    (_, { positional: [a, b] }) => b instanceof PyInstance && b.class === DEVICE && textOf(a) === textOf(b),
  ),
);
DEVICE.namespace.set(
  '__hash__',
  nativeMethod('__hash__', () => 0),
);
