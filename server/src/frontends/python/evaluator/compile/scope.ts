// Which names belong to which function, decided once per text: locals get slots, the rest is looked up outwards.
// Knows no values.
import type { Clause, Expression, Parameter, Pattern, Statement } from '../../syntax/ast.ts';
import { partsOf, subexpressions, subpatterns } from '../../syntax/walk.ts';
import { isStackOverflow } from '../fuel.ts';

/** Where a name lives, seen from the code that uses it. */
export type Binding =
  | { readonly kind: 'local'; readonly slot: number }
  /** `depth` function scopes outwards. */
  | { readonly kind: 'enclosing'; readonly depth: number; readonly slot: number }
  /** In a class body or a module: by name there, then in the function around, then global, then built in. */
  | { readonly kind: 'named'; readonly outer?: Binding }
  | { readonly kind: 'global' };

/** The names of one function, lambda or comprehension; or of a class or module body, which keep theirs by name. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly kind: 'function' | 'class' | 'module';
  readonly slots = new Map<string, number>();
  /** It says `super` or `__class__`, which makes its class one of its locals. */
  namesClass = false;
  /** What a class body binds. */
  readonly #own = new Set<string>();
  readonly #globals = new Set<string>();
  readonly #nonlocals = new Set<string>();

  constructor(kind: Scope['kind'], parent?: Scope) {
    this.kind = kind;
    this.parent = parent;
  }

  /** A function's scope: parameters first, in order, then what its body binds. */
  static ofFunction(parent: Scope, parameters: readonly Parameter[], body: readonly Statement[] | Expression): Scope {
    const scope = new Scope('function', parent);
    for (const { name } of parameters) scope.declare(name);
    if ('kind' in body) bindExpression(scope, body);
    else for (const statement of body) bindStatement(scope, statement);
    return scope;
  }

  static ofComprehension(parent: Scope, clauses: readonly Clause[]): Scope {
    const scope = new Scope('function', parent);
    for (const { target } of clauses) bindTarget(scope, target);
    return scope;
  }

  static ofClass(parent: Scope, body: readonly Statement[]): Scope {
    const scope = new Scope('class', parent);
    for (const statement of body) bindStatement(scope, statement);
    return scope;
  }

  declare(name: string): void {
    if (this.#globals.has(name) || this.#nonlocals.has(name)) return;
    if (this.kind === 'class') this.#own.add(name);
    else if (this.kind === 'function' && !this.slots.has(name)) this.slots.set(name, this.slots.size);
  }

  declareGlobal(name: string): void {
    this.#globals.add(name);
  }

  declareNonlocal(name: string): void {
    this.#nonlocals.add(name);
  }

  resolve(name: string): Binding {
    if (this.#globals.has(name)) return { kind: 'global' };
    const slot = this.slots.get(name);
    if (slot !== undefined) return { kind: 'local', slot };
    const outer = this.#own.has(name) ? undefined : this.#enclosing(name);
    if (this.kind === 'function' || this.#nonlocals.has(name)) return outer ?? { kind: 'global' };
    return outer ? { kind: 'named', outer } : { kind: 'named' };
  }

  #enclosing(name: string): Binding | undefined {
    let depth = this.kind === 'function' ? 1 : 0;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind !== 'function') continue;
      if (scope.#globals.has(name)) return undefined;
      const slot = scope.slots.get(name);
      if (slot !== undefined) return { kind: 'enclosing', depth, slot };
      depth++;
    }
    return undefined;
  }
}

/** The names that statements bind, wherever in them; and a star where they may bind any, or nest too deep to be read. */
export function namesBoundIn(body: readonly Statement[]): ReadonlySet<string> {
  try {
    return new Set(Scope.ofFunction(new Scope('module'), [], body).slots.keys());
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    return new Set(['*']);
  }
}

function bindStatement(scope: Scope, statement: Statement): void {
  const { expressions = [], targets = [], blocks = [] } = partsOf(statement);
  for (const name of namesBoundBy(scope, statement)) scope.declare(name);
  for (const target of targets) if (target) bindTarget(scope, target);
  for (const expression of expressions) if (expression) bindExpression(scope, expression);
  for (const block of blocks) for (const inner of block) bindStatement(scope, inner);
}

function namesBoundBy(scope: Scope, statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'global':
      for (const name of statement.names) scope.declareGlobal(name);
      return [];
    case 'nonlocal':
      for (const name of statement.names) scope.declareNonlocal(name);
      return [];
    case 'function':
    case 'class':
      return [statement.name];
    case 'import':
      return statement.names.map(({ name, as }) => as ?? (name.split('.')[0] as string));
    case 'import-from':
      return statement.names.map(({ name, as }) => as ?? name);
    case 'try':
      return statement.handlers.flatMap(({ name }) => name ?? []);
    case 'match':
      return statement.cases.flatMap(({ pattern }) => namesOf(pattern));
    default:
      return [];
  }
}

function namesOf(pattern: Pattern): string[] {
  const inner = subpatterns(pattern).flatMap(namesOf);
  if (pattern.kind === 'mapping') return pattern.rest ? [...inner, pattern.rest] : inner;
  if (pattern.kind === 'capture' || pattern.kind === 'star' || pattern.kind === 'as')
    return pattern.name ? [...inner, pattern.name] : inner;
  return inner;
}

function bindTarget(scope: Scope, target: Expression): void {
  if (target.kind === 'name') scope.declare(target.id);
  else if (target.kind === 'starred') bindTarget(scope, target.value);
  else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) bindTarget(scope, item);
}

/** `:=` binds in the function around it, even from inside a comprehension. */
function bindExpression(scope: Scope, expression: Expression): void {
  if (expression.kind === 'named') scope.declare(expression.name);
  for (const inner of subexpressions(expression)) if (inner) bindExpression(scope, inner);
}
