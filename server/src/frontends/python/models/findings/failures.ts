// What ended a model's run, as a finding where it is certain that Python would end it there too.
import type { Span } from '../../../../base/span.ts';
import type { Finding } from '../../../../graph/finding.ts';
import type { OutOfFuel } from '../../evaluator/fuel.ts';
import { PyClass, PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { valueNamed } from '../candidates/candidate.ts';
import { factOf } from '../looks/kept.ts';
import { endOfFile } from './at-top.ts';
import type { Circumstances } from './circumstances.ts';
import { missingAttribute } from './missing-attribute.ts';
import { modelRaises } from './model-raises.ts';
import { passesOn, wrongCall } from './wrong-call.ts';

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
    modelRaises(running, failure, { exception, message, span: place }, circumstances)
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
 * What ended the making of models, at the file's top or when they were asked for: `ended`; each mistake once. Names are for type
 * checkers, but that nothing comes of a model that somebody wants is not.
 */
export function whileMaking(running: Running, ended: readonly Finding[], asked: boolean): readonly Finding[] {
  const isTold = (failure: PyRaise) =>
    isInModule(running, failure) ||
    isModuleCall(running, failure) ||
    (asked && failure.exception.class.name === 'NameError');
  const atTop = running.loaded.failures.filter((failure) => failure instanceof PyRaise && isTold(failure));
  const found = new Map<string, Finding>();
  for (const finding of [...atTop.map((failure) => findingOf(running, failure)), endOfFile(running), ...ended])
    if (finding) found.set(`${finding.rule} ${finding.span.start}`, finding);
  return [...found.values()];
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

/** A module that is made of other arguments than its constructor takes. */
function isModuleCall({ program, loaded: { module } }: Running, { exception }: PyRaise): boolean {
  const { owner = '' } = /^(?<owner>\w+)\.__init__\(\) /.exec(program.interpreter.str(exception))?.groups ?? {};
  const of = module.namespace.get(owner);
  return of instanceof PyClass && of.mro.includes(MODULE);
}

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
