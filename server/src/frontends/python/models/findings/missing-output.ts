// Modules whose `forward` is misspelt, or ends with an assignment that nobody gets: from the text of their classes alone.
import type { Finding } from '../../../../graph/finding.ts';
import { closest } from '../../../suggest.ts';
import { PyClass } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { ClassDef, FunctionDef, Statement } from '../../syntax/ast.ts';
import { partsOf } from '../../syntax/walk.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { hasForward, shifted, topStatements } from '../candidates/discover.ts';
import { expressionsIn } from './source-of-classes.ts';

/** Whoever is still typing has not come to the return. */
export function missingOutputs(running: Running): readonly Finding[] {
  if (running.loaded.parsed.broken.length > 0) return [];
  return topStatements(running).flatMap(({ statement, offset }) => {
    if (statement.kind !== 'class') return [];
    const of = running.loaded.module.namespace.get(statement.name);
    if (!(of instanceof PyClass) || of.mro.some(({ open }) => open) || !of.mro.includes(MODULE)) return [];
    const forward = methodsOf(statement).find(({ name }) => name === 'forward');
    const finding = forward ? withoutReturn(statement, forward) : misspelt(running, of, statement);
    return finding ? [{ ...finding, span: shifted(finding.span, offset) }] : [];
  });
}

function methodsOf({ body }: ClassDef): readonly FunctionDef[] {
  return body.filter((statement) => statement.kind === 'function');
}

/** What is called by its own name is meant to have it; and others may derive from the class. */
function misspelt(running: Running, of: PyClass, definition: ClassDef): Finding | undefined {
  const { text, module } = running.loaded;
  if (hasForward(of)) return undefined;
  for (const each of module.namespace.values())
    if (each instanceof PyClass && each !== of && each.mro.includes(of)) return undefined;
  const methods = methodsOf(definition).filter(({ name }) => /^[A-Za-z]+$/.test(name));
  const name = closest(
    'forward',
    methods.map((method) => method.name),
  );
  const method = methods.find((each) => each.name === name);
  if (!method || new RegExp(`\\.${method.name}\\b`).test(text)) return undefined;
  const facts = { why: 'misspelt', class: definition.name, name: method.name } as const;
  return { rule: 'missing-output', span: method.nameSpan, facts };
}

function withoutReturn(definition: ClassDef, forward: FunctionDef): Finding | undefined {
  if (forward.isGenerator || forward.decorators.length > 0) return undefined;
  const lost = lastAssigned(forward.body);
  if (lost === undefined || hasOtherEnds(forward.body) || doesMore(forward.body)) return undefined;
  const facts = { why: 'no-return', class: definition.name, name: lost } as const;
  return { rule: 'missing-output', span: forward.nameSpan, facts };
}

/** The local name that the last statement to run assigns. */
function lastAssigned(body: readonly Statement[]): string | undefined {
  const last = body.at(-1);
  if (last?.kind === 'for' || last?.kind === 'with') return lastAssigned(last.body);
  if (last?.kind !== 'assign') return undefined;
  const [target, ...others] = last.targets;
  return target?.kind === 'name' && others.length === 0 ? target.id : undefined;
}

const ENDS: ReadonlySet<Statement['kind']> = new Set(['return', 'raise', 'global', 'nonlocal', 'function', 'class']);

function hasOtherEnds(body: readonly Statement[]): boolean {
  return body.some(
    (statement) => ENDS.has(statement.kind) || (partsOf(statement).blocks ?? []).some((block) => hasOtherEnds(block)),
  );
}

/** What it does to other things than its own names may be all that is wanted of it. */
function doesMore(body: readonly Statement[]): boolean {
  for (const statement of body) {
    const { targets = [], blocks = [] } = partsOf(statement);
    if (targets.some((target) => target?.kind === 'attribute' || target?.kind === 'subscript')) return true;
    if (statement.kind === 'expression' && [...expressionsIn([statement])].some(({ kind }) => kind === 'call'))
      return true;
    if (blocks.some((block) => doesMore(block))) return true;
  }
  return false;
}
