// Whether code means to raise what it raises itself, or is led there by a mistake: what it tests before tells.
import type { Span } from '../../../base/span.ts';
import type { PyRaise, Value } from '../evaluator/values.ts';
import type { Running } from '../program.ts';
import type { Expression, Statement } from '../syntax/ast.ts';
import { partsOf } from '../syntax/walk.ts';
import { deep, deepExpressions, expressionsIn } from './source-of-classes.ts';

/** A `raise` or `assert` statement, or a function of torch's that is one. */
export function isRaisedByCode(running: Running, { place }: PyRaise): boolean {
  const text = place && textAt(running, place.uri);
  if (!place || text === undefined) return true;
  return /^(?:raise\b|assert\b|torch\._assert\b)/.test(text.slice(place.span.start, place.span.end));
}

/**
 * What is raised whenever one comes there, because of the machine and what is installed on it, or because nobody has given an
 * object yet what it is to get.
 */
export function isMeant(running: Running, { place }: PyRaise): boolean {
  const file = place && filesOf(running).get(place.uri);
  // What other files refuse they know more about.
  if (!place || !file || place.uri !== running.program.uri) return true;
  const isRun = place.frames.some(({ name }) => /(?:^|\.)forward$/.test(name));
  const isOther = (test: Expression) => isOfMachine(test, file.module.namespace) || (isRun && isOfObject(test));
  for (const { statements, offset } of file.parsed.body) {
    const tests = testsBefore(statements, { start: place.span.start - offset, end: place.span.end - offset });
    if (tests) return tests.length === 0 || tests.some(isOther);
  }
  return true;
}

/** What it was made with it may be given otherwise until it runs. */
function isOfObject(test: Expression): boolean {
  return test.kind === 'attribute' && test.object.kind === 'name' && test.object.id === 'self';
}

/** None stands for what others put there before a model runs: `self.weight = None`. */
export function isSetLater({ program, loaded: { text } }: Running, { place }: PyRaise): boolean {
  if (place?.uri !== program.uri) return false;
  const line = text.slice(text.lastIndexOf('\n', place.span.start) + 1, place.span.end);
  return [...line.matchAll(/\bself\.(\w+)/g)].some(([, name]) =>
    new RegExp(`\\bself\\.${name}\\s*(?::[^=\\n]+)?=\\s*None\\b`).test(text),
  );
}

function filesOf({ program, loaded }: Running) {
  const { main, files } = program.interpreter.imports.world;
  return new Map([...files, [main, loaded] as const]);
}

function textAt(running: Running, uri: string): string | undefined {
  return filesOf(running).get(uri)?.parsed.text;
}

/** What decides whether a statement is reached in its function; undefined where it is not among these. */
function testsBefore(statements: readonly Statement[], at: Span): readonly Expression[] | undefined {
  const passed: Expression[] = [];
  for (const statement of statements) {
    const inside = testsInside(statement, at);
    if (inside) return [...passed, ...inside];
    if (mayLeave(statement)) passed.push(...expressionsIn([statement]));
  }
  return undefined;
}

function testsInside(statement: Statement, at: Span): readonly Expression[] | undefined {
  // An `elif` does not span what follows it.
  const { kind, span } = statement;
  if (kind !== 'if' && (at.start < span.start || span.end < at.end)) return undefined;
  if (statement.kind === 'function' || statement.kind === 'class') return testsBefore(statement.body, at);
  const { blocks = [], expressions = [] } = partsOf(statement);
  for (const block of blocks) {
    const inside = testsBefore(block, at);
    if (inside) return statement.kind === 'with' ? inside : [...all(expressions), ...inside];
  }
  if (statement.kind === 'assert')
    return statement.test.kind === 'constant' ? [] : [...deepExpressions(statement.test)];
  return blocks.length > 0 ? undefined : [];
}

function all(expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.flatMap((each) => [...deepExpressions(each)]);
}

function mayLeave(statement: Statement): boolean {
  if (statement.kind === 'function' || statement.kind === 'class') return false;
  for (const { kind } of deep([statement]))
    if (kind === 'return' || kind === 'continue' || kind === 'break') return true;
  return false;
}

const MACHINE =
  /^(?:cuda|is_cuda|device|is_contiguous|backends|version|__version__|version_info|platform|environ|path|is_available|__class__)$/;

/** Modules that tell of the machine, and names of the file's own that tell what could be imported. */
function isOfMachine(test: Expression, namespace: ReadonlyMap<string, Value>): boolean {
  if (test.kind === 'attribute') return MACHINE.test(test.name);
  if (test.kind !== 'name') return false;
  if (/^(?:sys|os|platform|type)$/.test(test.id)) return true;
  const value = namespace.get(test.id);
  return value === null || typeof value === 'boolean' || (typeof value === 'object' && value.kind === 'unknown');
}
