// What ended a model's run, as a finding where it is certain that Python would end it there too.
import type { Span } from '../../../../base/span.ts';
import type { WrongCall } from '../../../../graph/facts.ts';
import type { Finding, FindingOf } from '../../../../graph/finding.ts';
import { closest } from '../../../suggest.ts';
import type { OutOfFuel } from '../../evaluator/fuel.ts';
import { unsettledBy } from '../../evaluator/objects/unsettled.ts';
import { PyClass, type PyInstance, PyModule, PyRaise, type PyTuple } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Expression } from '../../syntax/ast.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { REGISTRIES, registryOf } from '../../torch/module/registries.ts';
import { type Candidate, valueNamed } from '../candidates/candidate.ts';
import { topStatements } from '../candidates/discover.ts';
import { factOf } from '../looks/kept.ts';
import { isFilledLater, isRaisedByCode, isSetLater } from './meant.ts';
import { isProvidedFor } from './optional.ts';
import { assignmentOf, expressionsIn } from './source-of-classes.ts';

/** How the run came about that ended so. */
export interface Circumstances {
  readonly model?: PyInstance | undefined;
  /** The class, where nobody makes it: it may be there for others to derive from. */
  readonly unmade?: string | undefined;
  /** Nobody says its input. */
  readonly guessed?: boolean;
  /** A layer reads that very input, as it is: only its sizes are anybody's guess. */
  readonly confirmed?: boolean;
  /** Arguments that nobody gives hold nothing: `anchors=()`. */
  readonly empty?: boolean;
  /** Arguments that nobody gives are None, which mostly are something else when somebody makes the model. */
  readonly open?: boolean;
  /** Nobody says its arguments either. */
  readonly byDefault?: boolean;
  /** The very model, and its input, are what somebody wants: what the code itself refuses is a mistake, too. */
  readonly wanted?: boolean;
  /** It ends so whatever anybody gives (anyway.ts). */
  readonly certain?: boolean;
}

/** Undefined where it may be our own ignorance, or what the code itself means to refuse. */
export function findingOf(
  running: Running,
  failure: PyRaise | OutOfFuel,
  circumstances: Circumstances = {},
): Finding | undefined {
  if (!(failure instanceof PyRaise)) return undefined;
  // What is still being typed may be what is missing.
  if (factOf(running, 'does not parse', ({ loaded }) => loaded.parsed.broken.length > 0)) return undefined;
  const place = placeIn(running, failure);
  if (!place) return undefined;
  const { interpreter } = running.program;
  const exception = failure.exception.class.name;
  const message = interpreter.str(failure.exception);
  const quote = message === '' ? exception : `${exception}: ${message}`;
  if (!circumstances.wanted && isOurCall(message, circumstances)) return undefined;
  return (
    missingAttribute(running, exception, message, place, circumstances) ??
    (!circumstances.wanted && !circumstances.certain && passesOn(running, exception, message, place)
      ? undefined
      : wrongCall(exception, message, quote, place)) ??
    otherwise(running, failure, { exception, message, span: place }, circumstances)
  );
}

/** The model does not take what it is given here: no code of the file's calls it so, as far as anybody knows. */
function isOurCall(message: string, { model }: Circumstances): boolean {
  return (
    model?.class.mro.some(
      ({ name }) => message.startsWith(`${name}.forward() `) || message.startsWith(`${name}.__call__() `),
    ) ?? false
  );
}

/**
 * The class itself is handed on, to a registry or to what builds from settings, or has makers of its own, which give it
 * arguments: nobody says that its defaults go together.
 */
export function isMadeElsewhere(running: Running, name: string): boolean {
  const pattern = new RegExp(`[(,=[:]\\s*${name}\\s*[,)\\]}]`);
  return factOf(running, `made elsewhere: ${name}`, (each) => {
    const { loaded } = each;
    const own = topStatements(each).find(({ statement }) => statement.kind === 'class' && statement.name === name);
    const body = own
      ? loaded.text.slice(own.statement.span.start + own.offset, own.statement.span.end + own.offset)
      : '';
    return pattern.test(loaded.text.replace(/^class .*$|\bsuper\([^()]*\)/gm, '')) || /\bcls\s*\(\s*[^)\s]/.test(body);
  });
}

/** `net[0](x)`, and never `net(x)`: a list of models. */
export function isTakenApart(running: Running, name: string): boolean {
  return factOf(running, `taken apart: ${name}`, ({ loaded: { text } }) => {
    const uses = (bracket: string) => new RegExp(`\\b${name}\\s*\\${bracket}`).test(text);
    return uses('[') && !uses('(');
  });
}

/** Another class makes it, with arguments: that its own defaults go together is for nobody to rely on. */
export function isPartOfAnother(running: Running, name: string): boolean {
  const pattern = new RegExp(`\\bself\\.\\w+\\s*=\\s*${name}\\(\\s*[^)\\s]`);
  return factOf(running, `part of another: ${name}`, ({ loaded }) => pattern.test(loaded.text));
}

/**
 * What ended the making of models, at the file's top or when they were asked for: `ended`; each mistake once. Names are for type
 * checkers, but that nothing comes of a model that somebody wants is not.
 */
export function whileMaking(running: Running, ended: readonly Finding[], asked: boolean): readonly Finding[] {
  const isTold = (failure: PyRaise) =>
    isInModule(running, failure) || (asked && failure.exception.class.name === 'NameError');
  const atTop = running.loaded.failures.filter((failure) => failure instanceof PyRaise && isTold(failure));
  const found = new Map<string, Finding>();
  for (const finding of [...atTop.map((failure) => findingOf(running, failure)), ...ended])
    if (finding) found.set(`${finding.rule} ${finding.span.start}`, finding);
  return [...found.values()];
}

/**
 * Whether a function may make a model at all: it names a module of torch's or of the file's, or a function that does. What
 * ends any other function that needs no arguments is not for us to tell.
 */
export function speaksOfModules(running: Running, name: string): boolean {
  return factOf(running, `speaks of modules: ${name}`, (run) => speaks(run, name, new Set()));
}

function speaks(running: Running, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const { namespace } = running.loaded.module;
  const value = namespace.get(name);
  if (value instanceof PyClass) return value.mro.includes(MODULE);
  const body = topStatements(running).flatMap(({ statement }) =>
    statement.kind === 'function' && statement.name === name ? statement.body : [],
  );
  for (const expression of expressionsIn(body)) {
    if (expression.kind === 'attribute' && isModuleClass(running, expression)) return true;
    if (expression.kind === 'name' && expression.id !== name && speaks(running, expression.id, seen)) return true;
  }
  return false;
}

/** `nn.Linear`, `models.Net`: of what stands in the file under a name of its own. */
function isModuleClass(running: Running, { object, name }: Expression & { readonly kind: 'attribute' }): boolean {
  const owner = object.kind === 'name' ? running.loaded.module.namespace.get(object.id) : undefined;
  const value = owner instanceof PyModule ? owner.namespace.get(name) : undefined;
  return value instanceof PyClass && value.mro.includes(MODULE);
}

/**
 * What a function does beside making a model, training it and looking up how well it went, rests on what nobody has read:
 * only it itself, its private helpers and the modules that it makes are believed.
 */
export function isOfMaking(
  running: Running,
  failure: PyRaise | OutOfFuel,
  factory: string,
  isMaker: (name: string) => boolean = () => false,
): boolean {
  if (!(failure instanceof PyRaise) || isInModule(running, failure)) return true;
  const names = failure.place?.frames.map(({ name }) => name).filter((name) => name !== '') ?? [];
  // What decorates it is called first.
  const own = names.slice(names.indexOf(factory) + 1);
  return own.every((name) => name.startsWith('_') || name.includes('.') || isMaker(name));
}

/** What is passed on as `*args` or `**kwargs`, or taken out of them, may be what was needed: no mistake of the file's. */
export function lacksArguments(failure: PyRaise | OutOfFuel): boolean {
  if (!('exception' in failure)) return false;
  const { class: of, attributes } = failure.exception;
  const [said] = (attributes.get('args') as PyTuple | undefined)?.items ?? [];
  return typeof said === 'string' && LACKS[of.name]?.test(said) === true;
}

const LACKS: Readonly<Record<string, RegExp>> = {
  TypeError: /missing (?:\d+ )?required/,
  IndexError: /^tuple index out of range/,
  ValueError: /^not enough values to unpack/,
};

/**
 * A default of another kind than the code reads stands for what everybody gives: `mlp_ratio=4.0`, and `mlp_ratio[i]`. The
 * failure is of the code only where it is there whatever is given. What registers a class builds it from settings: its
 * defaults need not even fit each other.
 */
export function mayBeOfDefaults(
  { program: { interpreter } }: Running,
  { vague, registered }: Candidate,
  failure: PyRaise | OutOfFuel,
): boolean {
  if (!vague || !(failure instanceof PyRaise)) return false;
  const said = `${failure.exception.class.name}: ${interpreter.str(failure.exception)}`;
  return (registered ? OF_VALUES : OF_KINDS).test(said);
}

const OF_KINDS = /^TypeError: '(?:int|float|bool|str)' object is not (?:subscriptable|iterable|callable)$/;
const OF_VALUES = /^(?:TypeError|ValueError|IndexError|KeyError): (?!\S*\(\) )/;

/** What arguments of other numbers might not raise. */
export function hangsOnValues(failure: PyRaise | OutOfFuel): boolean {
  return !(failure instanceof PyRaise) || VALUES.has(failure.exception.class.name);
}

const VALUES: ReadonlySet<string> = new Set([
  'ValueError',
  'IndexError',
  'KeyError',
  'ZeroDivisionError',
  'RuntimeError',
  'OverflowError',
]);

/** While a module is made or run; data sets and trainers have constructors, too. */
function isInModule(running: Running, { place }: PyRaise): boolean {
  return (
    place?.frames.some(({ name }) => {
      const { owner } = /^(?:(?<owner>\w+)\.|.*\.)?(?:__init__|forward)$/.exec(name)?.groups ?? {};
      const of = owner === undefined ? undefined : valueNamed(running, owner);
      return /(?:^|\.)(?:__init__|forward)$/.test(name) && (!(of instanceof PyClass) || of.mro.includes(MODULE));
    }) ?? false
  );
}

/** The innermost place in the analysed text. */
function placeIn({ program: { uri } }: Running, { place }: PyRaise): Span | undefined {
  if (!place) return undefined;
  if (place.uri === uri) return place.span;
  return place.frames.findLast(({ site }) => site?.uri === uri)?.site?.span;
}

function missingAttribute(
  running: Running,
  exception: string,
  message: string,
  span: Span,
  { model, unmade, wanted = false, byDefault = false }: Circumstances,
): FindingOf<'missing-attribute'> | undefined {
  const { owner, attribute } =
    /^'(?<owner>\w+)' object has no attribute '(?<attribute>\w+)'$/.exec(message)?.groups ?? {};
  if (exception !== 'AttributeError' || owner === undefined || attribute === undefined) return undefined;
  const { loaded, program } = running;
  program.interpreter.trace?.read(loaded.module, owner);
  const of = loaded.module.namespace.get(owner);
  // Of other classes we may not know all attributes.
  if (!(of instanceof PyClass) || of.definition?.uri !== program.uri || of.mro.some(({ open }) => open))
    return undefined;
  const isMade = wanted || (model !== undefined && (unmade === undefined || model.class !== of));
  if (!isMade && isBase(running, owner)) return undefined;
  // Whoever takes it away by name knows that `forward` does not run then.
  if (factOf(running, `deleted: ${attribute}`, ({ loaded: { text } }) => isDeleted(text, attribute))) return undefined;
  // Under other arguments the class has it.
  if (byDefault && !wanted && assignmentOf(running, of, attribute)) return undefined;
  // What stands in strings that are executed may set anything.
  if (factOf(running, 'executes strings', ({ loaded: { text } }) => /\bexec\s*\(/.test(text))) return undefined;
  const suggestion = model?.class === of ? closest(attribute, namesOf(model)) : undefined;
  const { start, end } = span;
  const text = { start: end - attribute.length, end };
  const facts = { class: owner, attribute, ...(suggestion === undefined ? {} : { suggestion }) };
  return {
    rule: 'missing-attribute',
    span: text.start > start ? text : span,
    facts,
    quote: `${exception}: ${message}`,
  };
}

function isDeleted(text: string, attribute: string): boolean {
  return new RegExp(`^[ \\t]*(?:del\\b.*\\.${attribute}\\b|delattr\\(.*['"]${attribute}['"])`, 'm').test(text);
}

function isBase(running: Running, name: string): boolean {
  return factOf(running, `meant for others: ${name}`, (run) => isMeantForOthers(run.loaded, name));
}

/** A base class, or one that nobody uses here: who derives from it may set what is missing. */
function isMeantForOthers({ module, text }: Running['loaded'], name: string): boolean {
  const of = module.namespace.get(name);
  if (!(of instanceof PyClass)) return false;
  for (const each of module.namespace.values())
    if (each instanceof PyClass && each !== of && each.mro.includes(of)) return true;
  return /^(?:_|Base|Abstract)|(?:Base|Mixin)$/.test(of.name) || (isBare(of) && !isUsed(text, of.name));
}

/** Has no constructor of its own: others give it what it has. */
function isBare(of: PyClass): boolean {
  return !of.namespace.has('__init__');
}

function isUsed(text: string, name: string): boolean {
  return new RegExp(`(?<!\\bclass\\s+)(?<!\\bsuper\\()\\b${name}\\s*\\(`).test(text);
}

function namesOf(model: PyInstance): readonly string[] {
  const registered = REGISTRIES.flatMap((registry) => [...(registryOf(model, registry)?.entries.keys() ?? [])]);
  const defined = model.class.mro.filter(({ definition }) => definition).flatMap((each) => [...each.namespace.keys()]);
  return [...registered, ...model.attributes.keys(), ...defined].filter(
    (name): name is string => typeof name === 'string' && !name.startsWith('_'),
  );
}

/** What Python says of the arguments of a function written in Python. */
function wrongCall(exception: string, message: string, quote: string, span: Span): FindingOf<'wrong-call'> | undefined {
  if (exception !== 'TypeError') return undefined;
  const { callee, rest } = /^(?<callee>[\w.<>]+)\(\) (?<rest>.*)$/s.exec(message)?.groups ?? {};
  const mistake = rest === undefined ? undefined : mistakeIn(rest, isMethod(callee ?? ''));
  return callee === undefined || !mistake ? undefined : { rule: 'wrong-call', span, facts: { callee, mistake }, quote };
}

/** `f(x, **settings)`: what is missing there, whoever makes or calls the model may give. */
function passesOn({ loaded }: Running, exception: string, message: string, { start, end }: Span): boolean {
  if (exception !== 'TypeError' || !/missing (?:\d+ )?required/.test(message)) return false;
  return /[(,]\s*\*\*?\s*[A-Za-z_]/.test(loaded.parsed.text.slice(start, end));
}

/** Python counts `self` among the arguments. */
function isMethod(qualifiedName: string): boolean {
  return /(?:^|>\.)\w+\.\w+$/.test(qualifiedName);
}

function mistakeIn(text: string, method: boolean): WrongCall | undefined {
  const missing = /^missing \d+ required (?:positional|keyword-only) arguments?: (?<names>.*)$/.exec(text)?.groups
    ?.names;
  if (missing !== undefined)
    return { kind: 'missing', names: [...missing.matchAll(/'(\w+)'/g)].map(([, name = '']) => name) };
  const unexpected = /^got an unexpected keyword argument '(?<name>\w+)'/.exec(text)?.groups?.name;
  if (unexpected !== undefined) return { kind: 'unexpected', name: unexpected };
  const repeated = /^got multiple values for argument '(?<name>\w+)'/.exec(text)?.groups?.name;
  if (repeated !== undefined) return { kind: 'repeated', name: repeated };
  const { most, given } =
    /^takes (?:from \d+ to )?(?<most>\d+) positional arguments? but (?<given>\d+) (?:was|were) given/.exec(text)
      ?.groups ?? {};
  const uncounted = method ? 1 : 0;
  return most === undefined
    ? undefined
    : { kind: 'too-many', accepted: Number(most) - uncounted, given: Number(given) - uncounted };
}

/** What the code raises itself it means to raise: settings that it does not support, methods to be overridden. */
function otherwise(
  running: Running,
  failure: PyRaise,
  { exception, message, span }: { readonly exception: string; readonly message: string; readonly span: Span },
  circumstances: Circumstances,
): FindingOf<'model-raises'> | undefined {
  const { model, guessed, confirmed, open, empty, wanted, certain, unmade } = circumstances;
  if (certain && unmade !== undefined && isBase(running, unmade)) return undefined;
  if (!wanted && mayBeMeant(running, failure)) return undefined;
  // What stands in for a class that is not at hand does not take all that its own source takes.
  if (model?.class.mro.some((of) => of.open !== undefined)) return undefined;
  // Code that nobody knows may have set what is None here, as hooks do.
  if (model && unsettledBy(model) && message.includes('NoneType')) return undefined;
  const isKnown = CERTAIN.has(exception) || OF_CODE.has(exception) || isOfBuiltin(exception, message);
  if (!isKnown && !((wanted || certain) && isOfClass(exception, message))) return undefined;
  if (exception === 'IndexError' && /\bargv\b/.test(running.loaded.parsed.text.slice(span.start, span.end)))
    return undefined;
  if (!wanted && message.includes('NoneType') && isSetLater(running, failure)) return undefined;
  if (!wanted && isReadAsSettings(running, message, span)) return undefined;
  if (exception === 'IndexError' && model && isFilledLater(running, failure, model)) return undefined;
  // What is empty where nothing is known of the arguments may hold something where somebody gives them.
  if (certain && /non-empty|is an empty/.test(message)) return undefined;
  if (certain) return { rule: 'model-raises', span, facts: { exception, message } };
  const isOfNothing = message.includes('NoneType') && !isProvidedFor(running, failure);
  if (open && (isOfNothing || (guessed && exception === 'KeyError'))) return undefined;
  if (empty && !wanted && OF_CONTENTS.has(exception)) return undefined;
  // What code makes of an input that is a guess may well be our own mistake.
  const isSameForAll = SAME_FOR_ALL_INPUTS.has(exception) || /^'NoneType' object/.test(message);
  if (guessed && !confirmed && !isSameForAll) return undefined;
  if (!wanted && passesOn(running, exception, message, span)) return undefined;
  // Keys of other kinds may be equal in ways that we do not see.
  if (exception === 'KeyError' && (!/^(?:'.*'|\d+|True|False|None)$/s.test(message) || readsKeywords(running, failure)))
    return undefined;
  return { rule: 'model-raises', span, facts: { exception, message } };
}

/** `config.encoder.depth`: whoever makes the model gives an object of settings, not the dict that stands for it as a default. */
function isReadAsSettings({ loaded }: Running, message: string, { end }: Span): boolean {
  return (
    message.startsWith("'dict' object has no attribute ") && !/^\s*\(/.test(loaded.parsed.text.slice(end, end + 20))
  );
}

/** Others may come from files, packages and machines that we do not see. */
const CERTAIN: ReadonlySet<string> = new Set([
  'TypeError',
  'ValueError',
  'IndexError',
  'KeyError',
  'ZeroDivisionError',
  'RuntimeError',
  'NameError',
  'UnboundLocalError',
  'EinopsError',
]);

/** What looking for something in nothing comes to. */
const OF_CONTENTS: ReadonlySet<string> = new Set(['IndexError', 'KeyError', 'ValueError', 'ZeroDivisionError']);

/** `kwargs['width']`, `kwargs.pop('width')`: for whoever calls to give. */
function readsKeywords({ loaded }: Running, { place }: PyRaise): boolean {
  const { text } = loaded.parsed;
  const name = place && /^\w+(?=\[|\.pop\()/.exec(text.slice(place.span.start, place.span.end))?.[0];
  return name !== undefined && new RegExp(`\\*\\*${name}\\s*[,:)]`).test(text);
}

/** What the code may well mean to raise, and what files raise that are not looked at. */
function mayBeMeant(running: Running, failure: PyRaise): boolean {
  const { place, exception } = failure;
  return place?.uri !== running.program.uri || OF_CODE.has(exception.class.name) || isRaisedByCode(running, failure);
}

/** What only code says. */
const OF_CODE: ReadonlySet<string> = new Set(['AssertionError', 'NotImplementedError']);

/** Where a local has no value, an input may have chosen the way: `if mode == 'source':`. */
const SAME_FOR_ALL_INPUTS: ReadonlySet<string> = new Set(['NameError']);

/** Of classes and enumerations that code defines; of packages' we may not know all. */
function isOfClass(exception: string, message: string): boolean {
  return exception === 'AttributeError' && /^(?:type object '\w+' has no attribute '\w+'|\w+)$/.test(message);
}

/** Of Python's own types all attributes are known, and of modules that hold others those that all modules have. */
function isOfBuiltin(exception: string, message: string): boolean {
  if (exception !== 'AttributeError') return false;
  const { owner, attribute } =
    /^'(?<owner>[\w.]+)' object has no attribute '(?<attribute>\w+)'/.exec(message)?.groups ?? {};
  if (owner === undefined || attribute === undefined) return false;
  return BUILTIN.test(owner) || (HOLDER.test(owner) && !OF_ALL_MODULES.test(attribute));
}

const BUILTIN = /^(?:NoneType|list|tuple|dict|str|int|float|bool|set|Size|functools\.partial)$/;
const HOLDER = /^(?:Sequential|ModuleList|ModuleDict)$/;
const OF_ALL_MODULES =
  /^(?:_|register_|get_|set_|named_|share_memory|to|type$|(?:requires|zero)_grad|x?[cimgtx]pu|mtia|cuda|half|float|double|bfloat16|compile|apply|dump_patches|call_super_init|T_destination|state_dict|load_state_dict)/;
