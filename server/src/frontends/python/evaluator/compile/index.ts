// A module's statements → something that runs. Where all compilers meet.
import type { Statement } from '../../syntax/ast.ts';
import type { TopLevel } from '../../syntax/parser.ts';
import { isStackOverflow } from '../fuel.ts';
import type { Interpreter } from '../interpreter.ts';
import { Compiler, type CompilerParts, type Execute, type Unit } from './compiler.ts';
import { compileExpression } from './expression.ts';
import { Scope } from './scope.ts';
import { compileStatement } from './statement.ts';

const PARTS: CompilerParts = { expression: compileExpression, statement: compileStatement };

/** One top-level statement, compiled; kept with its tree, so that an edit compiles only what it touched. */
export interface CompiledTopLevel {
  readonly statements: readonly Statement[];
  readonly unit: Unit;
  readonly run: Execute;
}

/** Code nested deeper than the JavaScript stack goes ends the run as deep recursion does. */
function compileStatements(compiler: Compiler, statements: readonly Statement[]): Execute {
  try {
    return compiler.block(statements, new Scope('module'));
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    return () => {
      throw error;
    };
  }
}

/** What did not change since is taken over, and told where it stands now. */
export function compileModule(
  interpreter: Interpreter,
  uri: string,
  body: readonly TopLevel[],
  previous: readonly CompiledTopLevel[] = [],
): CompiledTopLevel[] {
  const known = new Map<readonly Statement[], CompiledTopLevel[]>();
  for (const item of previous) {
    const same = known.get(item.statements);
    if (same) same.push(item);
    else known.set(item.statements, [item]);
  }
  return body.map(({ offset, statements }): CompiledTopLevel => {
    const old = known.get(statements)?.shift();
    if (old) {
      old.unit.offset = offset;
      return old;
    }
    const unit: Unit = { uri, offset };
    const compiler = new Compiler(interpreter, unit, PARTS);
    return { statements, unit, run: compileStatements(compiler, statements) };
  });
}
