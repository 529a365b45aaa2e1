// What the file's text says of a class: where an attribute is assigned, and which attributes code reads. Knows no values.
import type { Span } from '../../../../base/span.ts';
import type { PyClass } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { ClassDef, Expression, FunctionDef, Statement } from '../../syntax/ast.ts';
import { partsOf, subexpressions } from '../../syntax/walk.ts';
import { shifted } from '../candidates/discover.ts';
import { factOf } from '../looks/kept.ts';

interface PlacedClass {
  readonly definition: ClassDef;
  readonly offset: number;
}

/** Every class statement of the file, by the start of its span in the text. */
function classesIn({ loaded }: Running): ReadonlyMap<number, PlacedClass> {
  const found = new Map<number, PlacedClass>();
  for (const { statements, offset } of loaded.parsed.body) {
    for (const statement of deep(statements))
      if (statement.kind === 'class') found.set(statement.nameSpan.start + offset, { definition: statement, offset });
  }
  return found;
}

/** Statements with those in their blocks, in functions and in classes. */
export function* deep(statements: readonly Statement[]): Iterable<Statement> {
  for (const statement of statements) {
    yield statement;
    for (const block of partsOf(statement).blocks ?? []) yield* deep(block);
    if (statement.kind === 'class' || statement.kind === 'function') yield* deep(statement.body);
  }
}

export function* deepExpressions(expression: Expression | undefined): Iterable<Expression> {
  if (!expression) return;
  yield expression;
  if (expression.kind === 'lambda') yield* deepExpressions(expression.body);
  for (const part of subexpressions(expression)) yield* deepExpressions(part);
}

/** Everything that statements evaluate, and what stands in their targets before the last name. */
export function* expressionsIn(statements: readonly Statement[]): Iterable<Expression> {
  for (const statement of deep(statements)) {
    const { expressions = [], targets = [] } = partsOf(statement);
    for (const expression of expressions) yield* deepExpressions(expression);
    for (const target of targets) {
      const [whole, ...inside] = [...deepExpressions(target)];
      if (whole && whole.kind !== 'attribute') yield whole;
      yield* inside;
    }
  }
}

/** The text of a class, where it stands in the analysed file. */
export function textOf(running: Running, of: PyClass): PlacedClass | undefined {
  const { definition } = of;
  if (definition?.uri !== running.program.uri) return undefined;
  return classesIn(running).get(definition.nameSpan.start);
}

/** The first place in a class, or in one that it derives from in this file, where `self.name` is assigned. */
export function assignmentOf(running: Running, of: PyClass, name: string): Span | undefined {
  for (const each of of.mro) {
    const text = textOf(running, each);
    for (const statement of text ? deep(text.definition.body) : []) {
      for (const target of partsOf(statement).targets ?? [])
        if (target?.kind === 'attribute' && target.name === name && isSelf(target.object) && text)
          return shifted(target.span, text.offset);
    }
  }
  return undefined;
}

/** The name of its own `__init__`, where that stands in this file. */
export function constructorOf(running: Running, of: PyClass): Span | undefined {
  const text = textOf(running, of);
  const init = text?.definition.body.find((each) => each.kind === 'function' && each.name === '__init__');
  return init?.kind === 'function' && text ? shifted(init.nameSpan, text.offset) : undefined;
}

function isSelf(expression: Expression): boolean {
  return expression.kind === 'name' && expression.id === 'self';
}

export interface AttributeUse {
  /** Read anywhere but in what only constructors run. */
  readonly names: ReadonlySet<string>;
  /** Some code asks for attributes by names that it makes up, or for all of them. */
  readonly anyName: boolean;
}

/** Ways to reach modules without their names. */
const REACHES_ALL: ReadonlySet<string> = new Set([
  '_modules',
  'children',
  'named_children',
  'modules',
  'named_modules',
  '__dict__',
  '__getattr__',
]);

export function attributesRead(running: Running): AttributeUse {
  const { names, anyName } = factOf(running, 'attributes read', attributesIn);
  return { names: new Set(names), anyName };
}

function attributesIn({ loaded }: Running): { readonly names: readonly string[]; readonly anyName: boolean } {
  const names = new Set<string>();
  // What is still being typed may name any.
  let anyName = loaded.parsed.broken.length > 0;
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of withoutConstructors(statements)) {
      const { expressions = [], targets = [] } = partsOf(statement);
      for (const expression of [...expressions, ...targets.flatMap((target) => (target ? inside(target) : []))])
        for (const each of deepExpressions(expression)) {
          if (each.kind === 'attribute') {
            names.add(each.name);
            anyName ||= REACHES_ALL.has(each.name);
          }
          anyName ||= each.kind === 'name' && (each.id === 'getattr' || each.id === 'vars');
        }
    }
  };
  for (const { statements } of loaded.parsed.body) visit(statements);
  return { names: [...names].sort(), anyName };
}

/** `x` of the target `x.weight`: a target's last name is not read. */
function inside(target: Expression): readonly Expression[] {
  if (target.kind === 'attribute') return [target.object];
  return subexpressions(target).flatMap((part) => (part ? inside(part) : []));
}

function* withoutConstructors(statements: readonly Statement[]): Iterable<Statement> {
  for (const statement of statements) {
    yield statement;
    for (const block of partsOf(statement).blocks ?? []) yield* withoutConstructors(block);
    if (statement.kind === 'function') yield* withoutConstructors(statement.body);
    if (statement.kind === 'class') {
      const skipped = onlyInConstructors(statement);
      yield* withoutConstructors(statement.body.filter((each) => each.kind !== 'function' || !skipped.has(each.name)));
    }
  }
}

/** `__init__`, and the methods that it calls and `forward` does not. */
function onlyInConstructors({ body }: ClassDef): ReadonlySet<string> {
  const methods = new Map(body.flatMap((each) => (each.kind === 'function' ? [[each.name, each] as const] : [])));
  const built = reachable(methods, '__init__');
  const run = reachable(methods, 'forward');
  return new Set([...built].filter((name) => !run.has(name)));
}

function reachable(methods: ReadonlyMap<string, FunctionDef>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const method = methods.get(name);
    if (!method || found.has(name)) continue;
    found.add(name);
    for (const each of expressionsIn(method.body))
      if (each.kind === 'attribute' && isSelf(each.object)) waiting.push(each.name);
  }
  return found;
}
