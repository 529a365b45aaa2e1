// The arguments of `nn.X(…)`: bound as Python binds them, read as its operator's attributes want them, and what is wrong
// with them in Python's own words.
import type { Attribute, AttributeInput } from '../../../../graph/attribute.ts';
import type { GraphBuilder } from '../../../../graph/builder.ts';
import { unknownDim } from '../../../../graph/dim.ts';
import type { WrongCall } from '../../../../graph/facts.ts';
import type { OperatorCatalogue } from '../../../../graph/operator.ts';
import { closest } from '../../../suggest.ts';
import { NativeFunction, PyFloat, PyFunction, type Runtime, type Value } from '../../evaluator/values.ts';
import { bindCall, type CallMistake, type ModuleBinding, type PythonParameter } from '../bindings/binding.ts';
import { isSequence, toAttribute } from '../plain-data.ts';
import { sessionOf } from '../session.ts';

/** Kinds of attributes that PyTorch makes tensors' sizes of, or loops with. */
const INTEGRAL: ReadonlySet<string> = new Set(['integer', 'axes', 'padding', 'integers', 'shape']);

/** What None cannot stand for. */
const NUMERIC: ReadonlySet<string> = new Set(['integer', 'integers', 'number', 'axes', 'padding', 'shape']);

/** Weights' sizes, but for the first, which ATen looks at. */
const COMPUTED_BEFORE: ReadonlySet<string> = new Set(['in_channels', 'in_features', 'kernel_size']);

/** Arguments of one call, bound and brought into the attributes' form. */
export class ArgumentReader {
  readonly given = new Map<string, Value>();
  readonly #runtime: Runtime;
  readonly #binding: ModuleBinding;
  readonly #attributes: Readonly<Record<string, Attribute>>;
  readonly #floats: { readonly value: PyFloat; readonly mistake: WrongCall }[] = [];
  readonly #nothing: string[] = [];
  readonly #places = new Map<string, string>();
  #hasWeights = true;

  constructor(runtime: Runtime, binding: ModuleBinding, operators: OperatorCatalogue) {
    this.#runtime = runtime;
    this.#binding = binding;
    this.#attributes = operators.get(binding.operator)?.attributes ?? {};
  }

  bind(positional: readonly Value[], keywords: ReadonlyMap<string, Value>) {
    this.#hasWeights = this.#runtime.truth(keywords.get('affine') ?? positional[3] ?? false) !== false;
    const inOrder = this.#binding.parameters.filter(({ keywordOnly }) => !keywordOnly);
    const values = positional.map((value, index) => this.#read(inOrder[index], value, String(index)));
    const named = new Map<string, AttributeInput>();
    for (const [name, value] of keywords) {
      const parameter = this.#binding.parameters.find((each) => each.name === name);
      named.set(name, this.#read(parameter, value, name));
    }
    return bindCall(this.#binding, values, named);
  }

  /** The argument's key in `site.passed`. */
  placeOf(parameter: string): string | undefined {
    return this.#places.get(parameter);
  }

  #read(parameter: PythonParameter | undefined, value: Value, place: string): AttributeInput {
    if (!parameter) return null;
    this.given.set(parameter.name, value);
    this.#places.set(parameter.name, place);
    const { attribute, name } = parameter;
    const { operator } = this.#binding;
    const kind = attribute === undefined ? undefined : this.#attributes[attribute]?.expectation.kind;
    // What no attribute keeps may still say what one is: `reduce=False`.
    if (kind === undefined) return typeof value === 'boolean' ? value : null;
    // An instance norm without weights never looks at its features.
    const isUnread = name === 'num_features' && operator.startsWith('instance-norm') && !this.#hasWeights;
    if (isUnread && typeof value !== 'number' && !this.#runtime.isUnknown(value)) return null;
    if (value === null && attribute !== undefined && this.#needsNumber(parameter, attribute)) {
      this.#nothing.push(parameter.name);
      return unknownDim({ reason: 'unknown-attribute', facts: { attribute: parameter.name } });
    }
    // Not given at all is a third thing where that counts.
    if (value === null && attribute !== undefined && this.#attributes[attribute]?.optional) return null;
    if (kind === 'boolean') return this.#runtime.isUnknown(value) ? value : (this.#runtime.truth(value) ?? false);
    if (value instanceof PyFunction || value instanceof NativeFunction) return value.name;
    // `LeakyReLU(True)` has a slope of 1.
    if (!INTEGRAL.has(kind)) return toAttribute(this.#runtime, kind === 'number' ? plainInteger(value) : value);
    return this.#integers(parameter, this.#refusesFlag(parameter) ? value : plainInteger(value));
  }

  /** To ATen True is no integer; where Python computes with it before, it is one. */
  #refusesFlag({ name }: PythonParameter): boolean {
    const { operator } = this.#binding;
    return /pool|^group-norm/.test(operator) || (/conv|^linear/.test(operator) && !COMPUTED_BEFORE.has(name));
  }

  #needsNumber({ name, default: fallback }: PythonParameter, attribute: string): boolean {
    const { expectation, optional = false } = this.#attributes[attribute] ?? {};
    // A momentum of None averages over all batches.
    if (name === 'momentum') return false;
    return fallback !== null && !optional && expectation !== undefined && NUMERIC.has(expectation.kind);
  }

  /** A float is refused where an integer is wanted, and is taken for the integer that it is. */
  #integers(parameter: PythonParameter, value: Value): AttributeInput {
    if (value instanceof PyFloat) {
      const mistake: WrongCall = { kind: 'float', name: parameter.name, value: this.#runtime.repr(value) };
      this.#floats.push({ value, mistake });
      if (typeof value.value === 'object') return value.value;
      if (Number.isInteger(value.value)) return value.value;
      return unknownDim({ reason: 'unknown-attribute', facts: { attribute: parameter.name } });
    }
    if (!isSequence(value)) return toAttribute(this.#runtime, value);
    const items = this.#runtime.iterate(value);
    return items ? [...items].map((item) => this.#integers(parameter, plainInteger(item))) : this.#runtime.lost(value);
  }

  /** `place`: where the call stands. */
  mistakes(bound: readonly CallMistake[], place: string): { readonly mistake: WrongCall; readonly quote: string }[] {
    const all: WrongCall[] = [];
    const missing: string[] = [];
    for (const mistake of bound) {
      if (mistake.kind === 'missing') missing.push(mistake.name);
      else if (mistake.kind === 'unexpected') {
        const suggestion = closest(
          mistake.name,
          this.#binding.parameters.map(({ name }) => name),
        );
        all.push(suggestion === undefined ? mistake : { ...mistake, suggestion });
      } else all.push(mistake);
    }
    if (missing.length > 0) all.push({ kind: 'missing', names: missing });
    // Python binds arguments before PyTorch looks at them: its words come first.
    const [nothing] = this.#nothing;
    if (nothing !== undefined) all.push({ kind: 'nothing', name: nothing });
    const [first = this.#wrongFloat(place)] = all;
    return first ? [{ mistake: first, quote: pythonWords(first, this.#binding.parameters) }] : [];
  }

  /** A value that was refused elsewhere is told there: what else takes it goes wrong because of it. */
  #wrongFloat(place: string): WrongCall | undefined {
    if (this.#floats.length === 0) return undefined;
    const told = refusedIn(sessionOf(this.#runtime).builder);
    const found = this.#floats.find(({ value }) => (told.get(value) ?? place) === place);
    if (found) told.set(found.value, place);
    return found?.mistake;
  }
}

/** Floats that a run has refused, and where it did first. */
function refusedIn(builder: GraphBuilder): Map<PyFloat, string> {
  const known = refused.get(builder) ?? new Map<PyFloat, string>();
  refused.set(builder, known);
  return known;
}

const refused = new WeakMap<GraphBuilder, Map<PyFloat, string>>();

function plainInteger(value: Value): Value {
  return typeof value === 'boolean' ? Number(value) : value;
}

function pythonWords(mistake: WrongCall, parameters: readonly PythonParameter[]): string {
  const required = parameters.filter((parameter) => parameter.default === undefined && !parameter.keywordOnly).length;
  switch (mistake.kind) {
    case 'too-many': {
      const least = required + 1;
      const most = mistake.accepted + 1;
      const accepted = least === most ? `${most}` : `from ${least} to ${most}`;
      return `__init__() takes ${accepted} positional arguments but ${mistake.given + 1} were given`;
    }
    case 'unexpected':
      return `__init__() got an unexpected keyword argument '${mistake.name}'`;
    case 'repeated':
      return `__init__() got multiple values for argument '${mistake.name}'`;
    case 'missing': {
      const { names } = mistake;
      const quoted = names.map((name) => `'${name}'`);
      const last = quoted.pop();
      const listed = quoted.length > 1 ? `${quoted.join(', ')}, and ${last}` : [...quoted, last].join(' and ');
      return `__init__() missing ${names.length} required positional argument${names.length > 1 ? 's' : ''}: ${listed}`;
    }
    case 'nothing':
      return `unsupported operand type(s): 'NoneType' as ${mistake.name}`;
    case 'float':
      return "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0";
  }
}
