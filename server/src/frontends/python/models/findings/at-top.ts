// What ends the file itself: whoever imports it comes no further, and nothing comes of its models. Only the first such statement is
// told, for what follows may lack what it would have bound. Other names are for type checkers.
import { oncePer } from '../../../../base/once.ts';
import type { Span } from '../../../../base/span.ts';
import type { Finding } from '../../../../graph/finding.ts';
import { namesBoundIn } from '../../evaluator/compile/scope.ts';
import { NOT_DEFINED } from '../../evaluator/rerun/top-level.ts';
import { isOpenFor, PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Name, Statement } from '../../syntax/ast.ts';
import { partsOf } from '../../syntax/walk.ts';
import { shifted } from '../candidates/discover.ts';
import { deepExpressions } from './source-of-classes.ts';

export function endOfFile(running: Running): Finding | undefined {
  const { loaded, program } = running;
  if (loaded.parsed.broken.length > 0 || isNotebook(program.uri)) return undefined;
  const [failure] = loaded.failures;
  if (!failure) return unboundAnnotation(running);
  if (!(failure instanceof PyRaise)) return undefined;
  const { exception, place } = failure;
  if (place?.uri !== program.uri || place.frames.some(({ site }) => site !== undefined)) return undefined;
  const message = program.interpreter.str(exception);
  const name = exception.class.name === 'NameError' ? NOT_DEFINED.exec(message)?.[1] : undefined;
  const isTold = name === undefined ? SURE.test(message) : isOfNobody(running, name);
  const kinds = name === undefined ? STATEMENTS : DEFINITIONS;
  if (!isTold || !isAlwaysRun(running, place.span.start, kinds)) return undefined;
  return endedBy(exception.class.name, message, place.span);
}

function endedBy(exception: string, message: string, span: Span): Finding {
  return { rule: 'model-raises', span, facts: { exception, message, ofFile: true } };
}

/** What Python's own code refuses of what the file writes out. */
const SURE =
  /^(?:namedtuple\(\) missing |Encountered duplicate field name|Type names and field names |duplicate base class |Cannot create a consistent method)/;

/** Cells are run in any order, and share names with what is run before the notebook. */
function isNotebook(uri: string): boolean {
  return /\.ipynb$/i.test(uri);
}

/** No statement of the file binds the name, and no code that may bind any. What imports nothing is a piece of another text. */
function isOfNobody({ loaded: { parsed, text } }: Running, name: string): boolean {
  if (BINDS_ANY.test(text) || isMadeGlobal(text, name) || !IMPORTS.test(text)) return false;
  const bound = namesBoundIn(parsed.body.flatMap(({ statements }) => statements));
  return !bound.has(name) && !bound.has('*');
}

/** Whoever calls a function binds it. */
function isMadeGlobal(text: string, name: string): boolean {
  return new RegExp(String.raw`\bglobal\s[^\n]*\b${name}\b`).test(text);
}

/** `if __name__ == '__main__':` is run here, too. */
function isOfScript(statement: Statement): boolean {
  if (statement.kind !== 'if' || statement.test.kind !== 'compare') return false;
  const { first } = statement.test;
  return first.kind === 'name' && first.id === '__name__';
}

/** Another version of a package, another machine or a call binds it: `if torch.__version__ …:`. */
export function isBoundElsewhere({ loaded: { parsed } }: Running, message: string): boolean {
  const name = NOT_DEFINED.exec(message)?.[1];
  if (name === undefined) return false;
  if (isMadeGlobal(parsed.text, name)) return true;
  const all = parsed.body.flatMap(({ statements }) => statements);
  const always = all.filter((statement) => (partsOf(statement).blocks ?? []).length === 0 || isOfScript(statement));
  return namesBoundIn(all).has(name) && !namesBoundIn(always).has(name);
}

const IMPORTS = /^\s*(?:import|from)\s/m;
const BINDS_ANY = /\b(?:exec|execfile|globals|locals|vars|get_ipython)\s*\(|\b(?:builtins|__builtins__)\b|import\s*\*/;

/** Neither guarded nor under a condition. */
function isAlwaysRun({ loaded }: Running, at: number, kinds: ReadonlySet<string>): boolean {
  return loaded.parsed.body.some(({ statements, offset }) =>
    statements.some(({ kind, span }) => kinds.has(kind) && span.start + offset <= at && at < span.end + offset),
  );
}

/** What models are made of; what else a script does comes after these. */
const DEFINITIONS: ReadonlySet<string> = new Set(['class', 'function']);
const STATEMENTS: ReadonlySet<string> = new Set([...DEFINITIONS, 'assign', 'annotated-assign', 'expression']);

/** Python looks names in annotations up where a function is defined, unless the file says otherwise. */
function unboundAnnotation(running: Running): Finding | undefined {
  const { loaded, program } = running;
  const { namespace, open } = loaded.module;
  for (const { statements, offset } of loaded.parsed.body) {
    for (const { id, span } of statements.flatMap(annotationsIn)) {
      if (namespace.has(id) || isOpenFor(open, id) || program.interpreter.builtins.has(id) || !isOfNobody(running, id))
        continue;
      if (/^from __future__ import [^\n]*\bannotations\b/m.test(loaded.text)) return undefined;
      return endedBy('NameError', `name '${id}' is not defined`, shifted(span, offset));
    }
  }
  return undefined;
}

/** The names that functions and methods of the file's own level are annotated with. */
const annotationsIn = oncePer((statement: Statement): readonly Name[] => {
  if (statement.kind !== 'function' && statement.kind !== 'class') return [];
  const own = statement.kind === 'class' ? namesBoundIn(statement.body) : new Set<string>();
  const functions = (statement.kind === 'class' ? statement.body : [statement]).filter(
    ({ kind }) => kind === 'function',
  );
  const found = functions.flatMap((each) =>
    each.kind === 'function' ? [...each.parameters.map(({ annotation }) => annotation), each.returns] : [],
  );
  const names = found.flatMap((each) => [...deepExpressions(each)]).filter((each) => each.kind === 'name');
  return names.filter(({ id }) => !own.has(id));
});
