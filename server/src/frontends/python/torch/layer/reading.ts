// What `nn.Conv2d(…)` makes of its arguments. They are read once for each call in the text and each set of plain values:
// models make the same layer many times.
import { unknownDim } from '../../../../graph/dim.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { GivenAttribute, GivenAttributes, Module, Origin } from '../../../../graph/graph.ts';
import { type Arguments, type CallSite, PyFloat, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';
import { callIn, MODULE_STEPS, originOf, sessionOf } from '../session.ts';
import { ArgumentReader } from './arguments.ts';
import { type LayerKind, LayerState, readAside } from './state.ts';

/** What arguments come to: the same for every layer that a call makes of the same ones. */
interface Reading {
  /** Where literals stand that a fix may rewrite. */
  readonly direct: boolean;
  readonly given: ReadonlyMap<string, Value>;
  readonly attributes: GivenAttributes;
  readonly mistakes: readonly Finding[];
  readonly read: Module;
}

/** By the call, as it stands in the text, and by what it passes: models make the same layer many times. */
const readings = new WeakMap<object, Map<string, Reading>>();
/** Edits change what is passed. */
const MOST_READINGS = 64;

/** What `nn.Conv2d(…)` makes of its arguments. */
export function makeLayerState(runtime: Runtime, kind: LayerKind, callee: string, args: Arguments): LayerState {
  const { site } = args;
  const { direct } = callIn(runtime, site);
  const origin = originOf(runtime, site);
  const key = site.written && plainKey(kind.type, args);
  const known = key === undefined || !site.written ? undefined : readings.get(site.written);
  const found = key === undefined ? undefined : known?.get(key);
  if (found?.direct === direct && found.read.operator.id === kind.binding.operator) {
    runtime.spend(MODULE_STEPS);
    return new LayerState(kind, origin, found.given, found.attributes, found.mistakes, found.read);
  }
  const reading = readArguments(runtime, kind, callee, args, origin, direct);
  if (key !== undefined && site.written && reading.mistakes.length === 0) {
    if (!known) readings.set(site.written, new Map([[key, reading]]));
    else {
      if (known.size >= MOST_READINGS) known.clear();
      known.set(key, reading);
    }
  }
  return new LayerState(kind, origin, reading.given, reading.attributes, reading.mistakes, reading.read);
}

/** Arguments by content; undefined where they are not plain numbers, words and tuples of them. */
function plainKey(type: string, { positional, keywords }: Arguments): string | undefined {
  let key = type;
  for (const value of positional) {
    const text = plainText(value);
    if (text === undefined) return undefined;
    key += `,${text}`;
  }
  for (const [name, value] of keywords) {
    const text = plainText(value);
    if (text === undefined) return undefined;
    key += `,${name}=${text}`;
  }
  return key;
}

function plainText(value: Value): string | undefined {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return String(value);
    case 'string':
      return JSON.stringify(value);
    default:
  }
  if (value === null) return 'None';
  if (value instanceof PyFloat) return typeof value.value === 'number' ? `float ${value.value}` : undefined;
  if (!(value instanceof PyTuple) || value.of) return undefined;
  const items = value.items.map(plainText);
  return items.includes(undefined) ? undefined : `(${items.join()})`;
}

function readArguments(
  runtime: Runtime,
  kind: LayerKind,
  callee: string,
  { positional, keywords, site }: Arguments,
  origin: Origin,
  direct: boolean,
): Reading {
  const reader = new ArgumentReader(runtime, kind.binding, sessionOf(runtime).builder.operators);
  const bound = reader.bind(positional, keywords);
  const passed = direct ? site.passed : NOTHING_PASSED;
  const attributes: Record<string, GivenAttribute> = {};
  for (const [name, { value, argument }] of Object.entries(bound.attributes)) {
    const span = argument === undefined ? undefined : literalAt(passed, reader.placeOf(argument));
    attributes[name] = span ? { value, span } : { value };
  }
  // Told once, with Python's words: to the operator it is there and not known.
  for (const mistake of bound.mistakes) {
    const parameter = kind.binding.parameters.find(({ name }) => mistake.kind === 'missing' && name === mistake.name);
    if (parameter?.attribute === undefined) continue;
    const cause = { reason: 'unknown-attribute', facts: { attribute: parameter.name } } as const;
    attributes[parameter.attribute] = { value: unknownDim(cause) };
  }
  const mistakes = reader.mistakes(bound.mistakes, `${origin.uri ?? ''} ${origin.head.start}`).map(
    ({ mistake, quote }): Finding => ({
      rule: 'wrong-call',
      span: origin.head,
      facts: { callee, mistake },
      quote,
      ...(origin.uri === undefined ? {} : { uri: origin.uri }),
    }),
  );
  const [refused] = mistakes;
  if (refused && runtime.expects('TypeError')) runtime.raise('TypeError', refused.quote ?? '');
  const epsilon = momentumAsEpsilon(kind, reader, attributes, origin);
  if (epsilon) mistakes.push(epsilon);
  const request = { operator: kind.binding.operator, type: kind.type, attributes, origin };
  return { direct, given: reader.given, attributes, mistakes, read: readAside(runtime, request) };
}

/** Nobody means an eps so large; a momentum is. */
const LARGE_EPSILON = 0.05;

function momentumAsEpsilon(
  { type }: LayerKind,
  reader: ArgumentReader,
  { epsilon }: Readonly<Record<string, GivenAttribute>>,
  { head, uri }: Origin,
): Finding | undefined {
  const place = reader.placeOf('eps');
  if (!/^(?:Lazy)?(?:Batch|Instance|SyncBatch)Norm/.test(type) || !epsilon || place === undefined) return undefined;
  if (typeof epsilon.value !== 'number' || epsilon.value < LARGE_EPSILON) return undefined;
  return {
    rule: 'norm-eps-looks-like-momentum',
    span: epsilon.span ?? head,
    facts: { norm: type, epsilon: epsilon.value, positional: /^\d+$/.test(place) && epsilon.span !== undefined },
    ...(uri === undefined ? {} : { uri }),
  };
}

const NOTHING_PASSED: CallSite['passed'] = new Map();

function literalAt(all: CallSite['passed'], place: string | undefined) {
  const passed = place === undefined ? undefined : all.get(place);
  return passed?.literal ? passed.span : undefined;
}
