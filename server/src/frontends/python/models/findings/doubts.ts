// Why a candidate that fails may be no mistake: it is made elsewhere, by others, of other arguments, or is no model at all.
import { oncePer } from '../../../../base/once.ts';
import type { OutOfFuel } from '../../evaluator/fuel.ts';
import { PyClass, PyModule, PyRaise, type PyTuple } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { ParsedModule } from '../../syntax/parser.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { callsOf } from '../candidates/calls-by-name.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { topStatements } from '../candidates/discover.ts';
import { isPublished } from '../candidates/published.ts';
import { factOf } from '../looks/kept.ts';
import { nameOf } from './optional.ts';
import { expressionsIn } from './source-of-classes.ts';
import { hasStars } from './wrong-call.ts';

/**
 * The class itself is handed on, to a registry or to what builds from settings, or has makers of its own, which give it
 * arguments: nobody says that its defaults go together.
 */
export function isMadeElsewhere(running: Running, name: string): boolean {
  return factOf(running, `made elsewhere: ${name}`, (each) => {
    const { loaded } = each;
    const own = topStatements(each).find(({ statement }) => statement.kind === 'class' && statement.name === name);
    const body = own
      ? loaded.text.slice(own.statement.span.start + own.offset, own.statement.span.end + own.offset)
      : '';
    return namesHandedOn(loaded.parsed).has(name) || /\bcls\s*\(\s*[^)\s]/.test(body);
  });
}

/** Each class of a file asks for its own. */
const namesHandedOn = oncePer((parsed: ParsedModule): ReadonlySet<string> => {
  const text = parsed.text.replace(/^class .*$|\bsuper\([^()]*\)/gm, '');
  return new Set([...text.matchAll(/[(,=[:]\s*(\w+)(?=\s*[,)\]}])/g)].map(([, name = '']) => name));
});

/** `net[0](x)`, and never `net(x)`: a list of models. */
export function isTakenApart(running: Running, name: string): boolean {
  return factOf(running, `taken apart: ${name}`, ({ loaded: { text } }) => {
    const uses = (bracket: string) => new RegExp(`\\b${name}\\s*\\${bracket}`).test(text);
    return uses('[') && !uses('(');
  });
}

/** Another class makes it, with arguments: that its own defaults go together is for nobody to rely on. */
export function isPartOfAnother(running: Running, name: string): boolean {
  return factOf(running, `part of another: ${name}`, (each) =>
    callsOf(each, name).some(({ call, within }) => within.kind === 'class' && call.arguments.length > 0),
  );
}

/** A class of the file derives from it and runs in its own way: nobody runs what is overridden. */
export function isOverridden(running: Running, name: string): boolean {
  return factOf(running, `overridden: ${name}`, (each) =>
    topStatements(each).some(
      ({ statement }) =>
        statement.kind === 'class' &&
        statement.arguments.some(({ value }) => nameOf(value).includes(name)) &&
        statement.body.some((method) => method.kind === 'function' && method.name === 'forward'),
    ),
  );
}

/** Some code of the file calls the function. */
export function isCalled(running: Running, name: string): boolean {
  return factOf(running, `called: ${name}`, ({ loaded: { text } }) =>
    new RegExp(`(?<!\\bdef\\s+)\\b${name}\\s*\\(`).test(text),
  );
}

/**
 * Whether a function may make a model at all: it names a module of torch's or of the file's, or a function that does. What
 * ends any other function that needs no arguments is not for us to tell.
 */
export function speaksOfModules(running: Running, name: string): boolean {
  return factOf(running, `speaks of modules: ${name}`, (run) => speaks(run, name, new Set()) || isPublished(run, name));
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

/** What is passed on as `*args` or `**kwargs`, or taken out of them, may be what was needed: no mistake of the file's. */
export function lacksArguments({ program, loaded }: Running, failure: PyRaise | OutOfFuel): boolean {
  if (!('exception' in failure)) return false;
  const { class: of, attributes } = failure.exception;
  const { uri, span } = failure.place ?? {};
  const call = uri === program.uri && span ? loaded.parsed.text.slice(span.start, span.end) : '';
  // A call that passes nothing on lacks what it lacks.
  if (of.name === 'TypeError' && call.includes('(') && !hasStars(call)) return false;
  const [said] = (attributes.get('args') as PyTuple | undefined)?.items ?? [];
  // `args = list(args)`, and then `args[1]`.
  const list = said === 'list index out of range' ? /^\w+(?=\[)/.exec(call)?.[0] : undefined;
  if (list !== undefined) return new RegExp(`[(,]\\s*\\*${list}\\s*[,:)]`).test(loaded.parsed.text);
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

const OF_KINDS =
  /^TypeError: (?:'(?:int|float|bool|str)' object is not (?:subscriptable|iterable|callable)|argument of type '(?:int|float|bool)' is not iterable|cannot unpack non-iterable (?:int|float|bool) object|object of type '(?:int|float|bool)' has no len\(\))$/;
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
