// Which models a file may hold: what is built at its top, factories and classes whose arguments all have defaults.
import { oncePer } from '../../../../base/once.ts';
import type { Span } from '../../../../base/span.ts';
import { unknownDim } from '../../../../graph/dim.ts';
import type { Construction, Source } from '../../../front-end.ts';
import { lookUp } from '../../evaluator/objects/method-order.ts';
import {
  type CallSite,
  PyClass,
  type PyInstance,
  type SignatureParameter,
  type Value,
} from '../../evaluator/values.ts';
import { evaluate } from '../../expression.ts';
import type { Running } from '../../program.ts';
import type { ClassDef, FunctionDef, Statement } from '../../syntax/ast.ts';
import type { Expression, Name } from '../../syntax/ast-expressions.ts';
import type { ParsedModule } from '../../syntax/parser.ts';
import { partsOf } from '../../syntax/walk.ts';
import { moduleBinding } from '../../torch/bindings/index.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { isModule } from '../../torch/module/registries.ts';
import { argsAt } from '../directives.ts';
import { type Arguments, assumedFor } from './assumed.ts';
import { type Candidate, type Given, valueNamed } from './candidate.ts';
import { exampleFor } from './examples.ts';

const NOTHING_PASSED: CallSite['passed'] = new Map();
const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** A statement of the file's own level, wherever it stands: `if` and `try` at the top count. */
interface Placed {
  readonly statement: Statement;
  readonly offset: number;
}

export function topStatements({ loaded }: Running): readonly Placed[] {
  return statementsOf(loaded.parsed);
}

/** Each class and each function of a file asks for all of them. */
export const statementsOf = oncePer(({ body }: ParsedModule): readonly Placed[] => {
  const found: Placed[] = [];
  const visit = (statements: readonly Statement[], offset: number): void => {
    for (const statement of statements) {
      found.push({ statement, offset });
      for (const block of partsOf(statement).blocks ?? []) visit(block, offset);
    }
  };
  for (const { statements, offset } of body) visit(statements, offset);
  return found;
});

export function shifted({ start, end }: Span, offset: number): Span {
  return { start: start + offset, end: end + offset };
}

/** In the order of the text. */
export function candidatesIn(running: Running, source: Source): readonly Candidate[] {
  const { namespace } = running.loaded.module;
  const found = new Map<string, Candidate>();
  for (const { statement, offset } of topStatements(running)) {
    if (statement.kind === 'class') {
      const candidate = classCandidate(running, statement, offset, source);
      if (candidate) found.set(candidate.name, candidate);
    } else if (statement.kind === 'function') {
      const candidate = factoryCandidate(running, statement, offset, source);
      if (candidate) found.set(candidate.name, candidate);
    } else if (statement.kind === 'assign' || statement.kind === 'annotated-assign') {
      for (const target of namesIn(statement.kind === 'assign' ? statement.targets : [statement.target])) {
        if (!isRunnable(namespace.get(target.id))) continue;
        const head = shifted(target.span, offset);
        const span = shifted(statement.span, offset);
        const make = (of: Running) => valueNamed(of, target.id);
        found.set(target.id, { name: target.id, kind: 'instance', span, head, make });
      }
    }
  }
  return [...found.values()].map((candidate) => {
    const inputs = source.whatIf?.[candidate.name]?.inputs;
    return inputs ? { ...candidate, inputs } : candidate;
  });
}

/** `model, size = make()` */
function namesIn(targets: readonly Expression[]): readonly Name[] {
  return targets.flatMap((target) => {
    if (target.kind === 'tuple' || target.kind === 'list') return namesIn(target.items);
    return target.kind === 'name' ? [target] : [];
  });
}

/** A module that has a `forward` of its own making. */
export function isRunnable(value: Value | undefined): value is PyInstance {
  return isModule(value) && hasForward(value.class);
}

/** Its own, or one of what it derives from. */
export function hasForward(of: PyClass): boolean {
  return lookUp(of, 'forward') !== MODULE.namespace.get('forward');
}

function classCandidate(running: Running, statement: ClassDef, offset: number, source: Source): Candidate | undefined {
  const { program, loaded } = running;
  const value = loaded.module.namespace.get(statement.name);
  if (!(value instanceof PyClass) || value.definition?.uri !== program.uri) return undefined;
  if (!value.mro.includes(MODULE) || !hasForward(value)) return undefined;
  const parameters = program.interpreter.signature(value);
  if (passesAll(parameters) && needsArguments(value)) return undefined;
  const construction = constructionOf(statement, initOf(statement)?.parameters.slice(1) ?? [], offset, source);
  const open = parameters?.some(isRest) ?? true;
  return assumedOrCalled(running, statement, offset, 'class', parameters?.filter(isRequired) ?? [], open, construction);
}

/** Takes whatever its base takes: it says of no argument that it may be left out. */
function passesAll(parameters: readonly SignatureParameter[] | undefined): boolean {
  return parameters === undefined || (parameters.length > 0 && parameters.every(isRest));
}

/** Made as a layer of PyTorch's own is, by a constructor that wants to be told something. */
function needsArguments(of: PyClass): boolean {
  const layer = of.mro.find((each) => LAYER_CLASSES.get(each.name) === each);
  return moduleBinding(layer?.name ?? '')?.parameters.some((each) => each.default === undefined) ?? false;
}

export function isRest({ kind }: { readonly kind: SignatureParameter['kind'] }): boolean {
  return kind === '*' || kind === '**';
}

export function isRequired({ kind, default: fallback }: SignatureParameter): boolean {
  return fallback === undefined && kind !== '*' && kind !== '**';
}

function initOf({ body }: ClassDef): FunctionDef | undefined {
  return body.find((statement) => statement.kind === 'function' && statement.name === '__init__') as
    | FunctionDef
    | undefined;
}

/** What a model may be made with, and is, where somebody says it. */
function constructionOf(
  { name, nameSpan }: ClassDef | FunctionDef,
  parameters: FunctionDef['parameters'],
  offset: number,
  { text, whatIf }: Source,
): Construction {
  const firstKeyword = parameters.findIndex(({ kind }) => kind === 'keyword-only');
  const isMarked = parameters.some(({ kind }) => kind === '*');
  const written = parameters.flatMap((parameter, index) => {
    const { start } = shifted(parameter.span, offset);
    const end = shifted(parameter.default?.span ?? parameter.span, offset).end;
    const own = text.slice(start, end).replace(/\s+/g, ' ');
    return index === firstKeyword && !isMarked ? ['*', own] : [own];
  });
  const wish = whatIf?.[name]?.args;
  const said = wish === undefined ? argsAt(text, shifted(nameSpan, offset).start) : undefined;
  return {
    parameters: written.join(', '),
    ...(wish === undefined ? {} : { args: wish, saidBy: 'user' }),
    ...(said === undefined ? {} : { args: said, saidBy: 'comment' }),
  };
}

function factoryCandidate(
  running: Running,
  statement: FunctionDef,
  offset: number,
  source: Source,
): Candidate | undefined {
  const { name, parameters, isGenerator, isAsync, body } = statement;
  if (name.startsWith('_') || isGenerator || isAsync) return undefined;
  if (!returnsSomething(body)) return undefined;
  const construction = constructionOf(statement, parameters, offset, source);
  const needed = parameters.filter(({ default: fallback, kind }) => !fallback && kind !== '*' && kind !== '**');
  return assumedOrCalled(running, statement, offset, 'factory', needed, parameters.some(isRest), construction);
}

function returnsSomething(body: readonly Statement[]): boolean {
  return body.some(
    (statement) =>
      (statement.kind === 'return' && statement.value !== undefined) ||
      (partsOf(statement).blocks ?? []).some(returnsSomething),
  );
}

/** What is needed and not given is what a docstring shows, else assumed, where that can be done. */
function assumedOrCalled(
  running: Running,
  statement: ClassDef | FunctionDef,
  offset: number,
  kind: 'class' | 'factory',
  needed: readonly { readonly name: string }[],
  open: boolean,
  construction: Construction,
): Candidate | undefined {
  if (needed.length === 0 || construction.args !== undefined)
    return called(statement, offset, kind, open, construction);
  const args = exampleFor(running, statement.name);
  if (args !== undefined) return called(statement, offset, kind, open, { ...construction, args, saidBy: 'example' });
  const names = needed.map(({ name }) => name);
  const assumption = assumedFor(statement.name, names);
  if (!assumption) return undefined;
  const made = called(statement, offset, kind, open, construction, assumption.usual);
  if (assumption.other.length === 0) return made;
  const otherwise = called(statement, offset, kind, open, construction, assumption.other);
  return { ...made, assumed: { assumption, otherwise } };
}

function called(
  statement: ClassDef | FunctionDef,
  offset: number,
  kind: 'class' | 'factory',
  open: boolean,
  construction: Construction,
  assumed: readonly Arguments[] = [],
): Candidate {
  const { name } = statement;
  const { args, saidBy } = construction;
  const head = shifted(statement.nameSpan, offset);
  let chosen: Arguments | undefined = assumed[0];
  return {
    name,
    kind,
    open,
    span: shifted(statement.span, offset),
    head,
    construction,
    ...(statement.kind === 'class' && statement.decorators.length > 0 ? { registered: true } : {}),
    ...(args === undefined || saidBy === 'example'
      ? { vague: (running: Running, given: Given) => callVaguely(running, statement, given, head) }
      : {}),
    make(running) {
      if (args !== undefined) return evaluate(running, `${name}(${args})`);
      const { interpreter, uri } = running.program;
      const callee = valueNamed(running, name);
      if (callee === undefined) return undefined;
      const site = { uri, span: head, head, passed: NOTHING_PASSED };
      const make = (given: Arguments | undefined) =>
        interpreter.callFrom(callee, [], given?.keywords ?? NO_KEYWORDS, site);
      if (assumed.length > 1)
        chosen = assumed.find((given) => 'value' in interpreter.isolated(() => make(given))) ?? chosen;
      return make(chosen);
    },
    ...(assumed.length > 0 ? { given: () => chosen?.text } : saidBy === 'example' ? { given: () => args } : {}),
  };
}

/** With nothing known of what is given. */
function callVaguely(running: Running, statement: ClassDef | FunctionDef, given: Given, head: Span): Value | undefined {
  const { interpreter, uri } = running.program;
  const { name } = statement;
  const callee = valueNamed(running, name);
  if (callee === undefined || callee === null) return undefined;
  const anything = unknownDim({ reason: 'depends-on-data', facts: { operator: name } });
  const site = { uri, span: head, head, passed: NOTHING_PASSED };
  if (given === 'anything') return interpreter.callFrom(callee, [], NO_KEYWORDS, site, anything);
  // A decorator's function mostly hands on what it is given.
  const own = statement.kind === 'function' ? statement.parameters : (interpreter.signature(callee) ?? []);
  const named = own.filter((each) => !isRest(each) && each.kind !== 'positional-only');
  return interpreter.callFrom(callee, [], new Map(named.map((each) => [each.name, anything])), site);
}
