// Which models a file may hold: what is built at its top, factories and classes whose arguments all have defaults.
import type { Span } from '../../../base/span.ts';
import { lookUp } from '../evaluator/method-order.ts';
import { type CallSite, PyClass, type PyInstance, type SignatureParameter, type Value } from '../evaluator/values.ts';
import type { Running } from '../program.ts';
import type { ClassDef, FunctionDef, Statement } from '../syntax/ast.ts';
import { partsOf } from '../syntax/walk.ts';
import { MODULE } from '../torch/nn-classes.ts';
import { isModule } from '../torch/registries.ts';
import type { Candidate } from './candidate.ts';

const NOTHING_PASSED: CallSite['passed'] = new Map();

/** A statement of the file's own level, wherever it stands: `if` and `try` at the top count. */
interface Placed {
  readonly statement: Statement;
  readonly offset: number;
}

export function topStatements({ loaded }: Running): readonly Placed[] {
  const found: Placed[] = [];
  const visit = (statements: readonly Statement[], offset: number): void => {
    for (const statement of statements) {
      found.push({ statement, offset });
      for (const block of partsOf(statement).blocks ?? []) visit(block, offset);
    }
  };
  for (const { statements, offset } of loaded.parsed.body) visit(statements, offset);
  return found;
}

export function shifted({ start, end }: Span, offset: number): Span {
  return { start: start + offset, end: end + offset };
}

/** In the order of the text. */
export function candidatesIn(running: Running): readonly Candidate[] {
  const { namespace } = running.loaded.module;
  const found = new Map<string, Candidate>();
  for (const { statement, offset } of topStatements(running)) {
    if (statement.kind === 'class') {
      const candidate = classCandidate(running, statement, offset);
      if (candidate) found.set(candidate.name, candidate);
    } else if (statement.kind === 'function') {
      const candidate = factoryCandidate(statement, offset);
      if (candidate) found.set(candidate.name, candidate);
    } else if (statement.kind === 'assign') {
      for (const target of statement.targets) {
        if (target.kind !== 'name' || !isRunnable(namespace.get(target.id))) continue;
        const head = shifted(target.span, offset);
        const span = shifted(statement.span, offset);
        const make = ({ loaded }: Running) => loaded.module.namespace.get(target.id);
        found.set(target.id, { name: target.id, kind: 'instance', span, head, make });
      }
    }
  }
  return [...found.values()];
}

/** A module that has a `forward` of its own making. */
export function isRunnable(value: Value | undefined): value is PyInstance {
  return isModule(value) && hasForward(value.class);
}

function hasForward(of: PyClass): boolean {
  return lookUp(of, 'forward') !== MODULE.namespace.get('forward');
}

function classCandidate(running: Running, statement: ClassDef, offset: number): Candidate | undefined {
  const { program, loaded } = running;
  const value = loaded.module.namespace.get(statement.name);
  if (!(value instanceof PyClass) || value.definition?.uri !== program.uri) return undefined;
  if (!value.mro.includes(MODULE) || !hasForward(value)) return undefined;
  const parameters = program.interpreter.signature(value);
  if (parameters?.some(isRequired)) return undefined;
  return called(statement, offset, 'class', parameters?.some(isRest) ?? false);
}

function isRest({ kind }: { readonly kind: SignatureParameter['kind'] }): boolean {
  return kind === '*' || kind === '**';
}

export function isRequired({ kind, default: fallback }: SignatureParameter): boolean {
  return fallback === undefined && kind !== '*' && kind !== '**';
}

function factoryCandidate(statement: FunctionDef, offset: number): Candidate | undefined {
  const { name, parameters, isGenerator, isAsync, body } = statement;
  if (name.startsWith('_') || isGenerator || isAsync) return undefined;
  const all = parameters.every(({ default: fallback, kind }) => fallback || kind === '*' || kind === '**');
  return all && returnsSomething(body) ? called(statement, offset, 'factory', parameters.some(isRest)) : undefined;
}

function returnsSomething(body: readonly Statement[]): boolean {
  return body.some(
    (statement) =>
      (statement.kind === 'return' && statement.value !== undefined) ||
      (partsOf(statement).blocks ?? []).some(returnsSomething),
  );
}

function called(
  statement: ClassDef | FunctionDef,
  offset: number,
  kind: 'class' | 'factory',
  open: boolean,
): Candidate {
  const { name } = statement;
  const head = shifted(statement.nameSpan, offset);
  return {
    name,
    kind,
    open,
    span: shifted(statement.span, offset),
    head,
    make({ program: { interpreter, uri }, loaded }) {
      const callee = loaded.module.namespace.get(name);
      if (callee === undefined) return undefined;
      return interpreter.callFrom(callee, [], new Map(), { uri, span: head, head, passed: NOTHING_PASSED });
    },
  };
}
