// Where a comment that says the shape of a value can stand: behind the statement that the value comes from.
import { contains, type Span } from '../../../base/span.ts';
import type { ShapeComment } from '../../front-end.ts';
import type { Statement } from '../syntax/ast.ts';
import type { ParsedModule } from '../syntax/parser.ts';
import { partsOf } from '../syntax/walk.ts';

/** Undefined where nothing takes the value, or its shape is said already. */
export function shapeCommentAt({ body, text }: ParsedModule, offset: number): ShapeComment | undefined {
  const item = body.find(({ offset: start, text: own }) => start <= offset && offset <= start + own.length);
  const statement = item && innermost(item.statements, offset - item.offset);
  const head = statement && headOf(statement);
  if (!item || !statement || !head || ('declared' in statement && statement.declared)) return undefined;
  const newline = text.indexOf('\n', head.end + item.offset);
  const end = newline < 0 ? text.length : newline;
  const line = text.lastIndexOf('\n', end - 1) + 1;
  return { at: line + text.slice(line, end).trimEnd().length, values: valuesOf(statement) };
}

function innermost(statements: readonly Statement[], at: number): Statement | undefined {
  const statement = statements.find(({ span }) => contains(span, at));
  if (!statement) return undefined;
  const inner =
    statement.kind === 'function' || statement.kind === 'class' ? [statement.body] : partsOf(statement).blocks;
  for (const block of inner ?? []) {
    const found = innermost(block, at);
    if (found) return found;
  }
  return statement;
}

/** What the comment stands behind. */
function headOf(statement: Statement): Span | undefined {
  switch (statement.kind) {
    case 'assign':
    case 'augmented-assign':
    case 'annotated-assign':
    case 'return':
      return statement.value ? statement.span : undefined;
    case 'for':
      return statement.iterable.span;
    default:
      return undefined;
  }
}

/** As many as a tuple of names takes. */
function valuesOf(statement: Statement): number {
  const target =
    statement.kind === 'assign' ? statement.targets[0] : statement.kind === 'for' ? statement.target : undefined;
  const isTuple = target?.kind === 'tuple' || target?.kind === 'list';
  return isTuple && !target.items.some(({ kind }) => kind === 'starred') ? target.items.length : 1;
}
