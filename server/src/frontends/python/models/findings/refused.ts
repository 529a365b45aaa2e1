// What code refuses of what this file gives it: conditions over arguments alone, whatever a factory is called with.
import type { Span } from '../../../../base/span.ts';
import { Scope } from '../../evaluator/compile/scope.ts';
import { PyClass, PyDict, PyList, type PyRaise, PyTuple, type Value } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Expression, Statement } from '../../syntax/ast.ts';
import { partsOf } from '../../syntax/walk.ts';
import { functionAround, isWithin, nameOf } from './optional.ts';
import { deepExpressions } from './source-of-classes.ts';

/**
 * An `if` or `assert` over nothing but a function's own arguments and tables refuses what this file's code gives it. What looks at
 * the machine, its files and its packages refuses these; what stands under no condition is not there to be called.
 */
export function refusesArguments(running: Running, { place, exception }: PyRaise): boolean {
  if (place?.uri !== running.program.uri || OF_NOTHING_GIVEN.has(exception.class.name)) return false;
  const { parsed, module, text } = running.loaded;
  for (const { statements, offset } of parsed.body) {
    const at = { start: place.span.start - offset, end: place.span.end - offset };
    const around = functionAround(statements, at);
    const { start, end } = around?.span ?? at;
    if (!around || OF_MACHINE.test(text.slice(start + offset, end + offset))) continue;
    const tests = testsAbove(around.body, at);
    const { slots } = Scope.ofFunction(new Scope('module'), around.parameters, around.body);
    const isGiven = (name: string) => slots.has(name) || LOOKS.has(name) || holdsData(module.namespace.get(name));
    const parts = (tests ?? []).flatMap((test) => [...deepExpressions(test)]);
    const turns = parts.flatMap((each) => (each.kind === 'comprehension' ? each.clauses : []));
    const taken = new Set(turns.flatMap(({ target }) => [...deepExpressions(target)].flatMap(nameOf)));
    const names = parts.flatMap(nameOf).filter((name) => !taken.has(name));
    if (names.length > 0 && names.every(isGiven)) return true;
  }
  return false;
}

/** What packages and machines lack, and what is left to others. */
const OF_NOTHING_GIVEN: ReadonlySet<string> = new Set([
  'NotImplementedError',
  'ImportError',
  'ModuleNotFoundError',
  'OSError',
  'FileNotFoundError',
  'EnvironmentError',
]);
const OF_MACHINE = /\b(?:cuda|os|sys|platform|environ|__version__|import|importlib|exists|isfile|isdir|open)\b/;
const LOOKS: ReadonlySet<string> = new Set(
  'len isinstance type any all min max sum abs int float str bool tuple list set sorted range enumerate zip'.split(' '),
);

function holdsData(value: Value | undefined): boolean {
  return value instanceof PyDict || value instanceof PyList || value instanceof PyTuple || value instanceof PyClass;
}

/** The conditions under which the statement at a place runs; undefined where it is not there, or something catches what it raises. */
function testsAbove(statements: readonly Statement[], at: Span): readonly Expression[] | undefined {
  for (const statement of statements) {
    if (isWithin(at, statement.span) && statement.kind === 'assert') return [statement.test];
    if (isWithin(at, statement.span) && statement.kind === 'raise') return [];
    if (statement.kind === 'try' || statement.kind === 'while') continue;
    const own = statement.kind === 'if' ? [statement.test] : [];
    for (const block of partsOf(statement).blocks ?? []) {
      const inside = testsAbove(block, at);
      if (inside) return [...own, ...inside];
    }
  }
  return undefined;
}
