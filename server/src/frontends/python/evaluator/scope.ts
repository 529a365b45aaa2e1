// Which names belong to which function, decided once per text: locals get slots, the rest is looked up outwards.
// Knows no values.
import type { Clause, Expression, Parameter, Pattern, Statement } from '../syntax/ast.ts';

/** Where a name lives, seen from the code that uses it. */
export type Binding =
  | { readonly kind: 'local'; readonly slot: number }
  /** `depth` function scopes outwards. */
  | { readonly kind: 'enclosing'; readonly depth: number; readonly slot: number }
  /** In a class body or a module: by name, then global, then built in. */
  | { readonly kind: 'named' }
  | { readonly kind: 'global' };

/** The names of one function, lambda or comprehension; or of a class or module body, which keep theirs by name. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly kind: 'function' | 'class' | 'module';
  readonly slots = new Map<string, number>();
  readonly #globals = new Set<string>();
  readonly #nonlocals = new Set<string>();

  constructor(kind: Scope['kind'], parent?: Scope) {
    this.kind = kind;
    this.parent = parent;
  }

  /** A function's scope: parameters first, in order, then what its body binds. */
  static ofFunction(
    parent: Scope,
    { parameters }: { readonly parameters: readonly Parameter[] },
    body: readonly Statement[] | Expression,
  ): Scope {
    const scope = new Scope('function', parent);
    for (const { name } of parameters) scope.declare(name);
    if (Array.isArray(body)) for (const statement of body as readonly Statement[]) bindStatement(scope, statement);
    else bindExpression(scope, body as Expression);
    return scope;
  }

  static ofComprehension(parent: Scope, clauses: readonly Clause[]): Scope {
    const scope = new Scope('function', parent);
    for (const { target } of clauses) bindTarget(scope, target);
    return scope;
  }

  declare(name: string): void {
    if (this.#globals.has(name) || this.#nonlocals.has(name)) return;
    if (this.kind === 'function' && !this.slots.has(name)) this.slots.set(name, this.slots.size);
  }

  declareGlobal(name: string): void {
    this.#globals.add(name);
    this.slots.delete(name);
  }

  declareNonlocal(name: string): void {
    this.#nonlocals.add(name);
    this.slots.delete(name);
  }

  resolve(name: string): Binding {
    if (this.#globals.has(name)) return { kind: 'global' };
    const slot = this.slots.get(name);
    if (slot !== undefined) return { kind: 'local', slot };
    let depth = this.kind === 'function' ? 1 : 0;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind !== 'function') continue;
      const outer = scope.slots.get(name);
      if (outer !== undefined) return { kind: 'enclosing', depth, slot: outer };
      depth++;
    }
    return this.kind === 'function' ? { kind: 'global' } : { kind: 'named' };
  }
}

function bindStatement(scope: Scope, statement: Statement): void {
  const block = (statements: readonly Statement[]) => {
    for (const inner of statements) bindStatement(scope, inner);
  };
  switch (statement.kind) {
    case 'assign':
      for (const target of statement.targets) bindTarget(scope, target);
      return bindExpression(scope, statement.value);
    case 'augmented-assign':
    case 'annotated-assign':
      bindTarget(scope, statement.target);
      return statement.value ? bindExpression(scope, statement.value) : undefined;
    case 'delete':
      return statement.targets.forEach((target) => {
        bindTarget(scope, target);
      });
    case 'global':
      return statement.names.forEach((name) => {
        scope.declareGlobal(name);
      });
    case 'nonlocal':
      return statement.names.forEach((name) => {
        scope.declareNonlocal(name);
      });
    case 'if':
    case 'while':
      bindExpression(scope, statement.test);
      block(statement.body);
      return block(statement.otherwise);
    case 'for':
      bindTarget(scope, statement.target);
      bindExpression(scope, statement.iterable);
      block(statement.body);
      return block(statement.otherwise);
    case 'with':
      for (const { context, target } of statement.items) {
        bindExpression(scope, context);
        if (target) bindTarget(scope, target);
      }
      return block(statement.body);
    case 'try':
      block(statement.body);
      for (const handler of statement.handlers) {
        if (handler.name) scope.declare(handler.name);
        block(handler.body);
      }
      block(statement.otherwise);
      return block(statement.finally);
    case 'function':
    case 'class':
      return scope.declare(statement.name);
    case 'import':
      return statement.names.forEach(({ name, as }) => {
        scope.declare(as ?? (name.split('.')[0] as string));
      });
    case 'import-from':
      return statement.names.forEach(({ name, as }) => {
        scope.declare(as ?? name);
      });
    case 'match':
      bindExpression(scope, statement.subject);
      for (const { pattern, guard, body } of statement.cases) {
        bindPattern(scope, pattern);
        if (guard) bindExpression(scope, guard);
        block(body);
      }
      return;
    case 'expression':
      return bindExpression(scope, statement.value);
    case 'return':
      return statement.value ? bindExpression(scope, statement.value) : undefined;
    case 'assert':
      return bindExpression(scope, statement.test);
    default:
  }
}

function bindTarget(scope: Scope, target: Expression): void {
  if (target.kind === 'name') scope.declare(target.id);
  else if (target.kind === 'starred') bindTarget(scope, target.value);
  else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) bindTarget(scope, item);
}

function bindPattern(scope: Scope, pattern: Pattern): void {
  switch (pattern.kind) {
    case 'capture':
    case 'star':
      return pattern.name ? scope.declare(pattern.name) : undefined;
    case 'as':
      scope.declare(pattern.name);
      return bindPattern(scope, pattern.pattern);
    case 'sequence':
      return pattern.items.forEach((item) => {
        bindPattern(scope, item);
      });
    case 'or':
      return pattern.alternatives.forEach((item) => {
        bindPattern(scope, item);
      });
    case 'mapping':
      for (const { value } of pattern.entries) bindPattern(scope, value);
      return pattern.rest ? scope.declare(pattern.rest) : undefined;
    case 'class':
      for (const item of pattern.positional) bindPattern(scope, item);
      for (const { pattern: item } of pattern.keywords) bindPattern(scope, item);
      return;
    default:
  }
}

/** `:=` binds in the function around it, even from inside a comprehension. */
function bindExpression(scope: Scope, expression: Expression): void {
  const all = (items: readonly (Expression | undefined)[]) => {
    for (const item of items) if (item) bindExpression(scope, item);
  };
  switch (expression.kind) {
    case 'named':
      scope.declare(expression.name);
      return bindExpression(scope, expression.value);
    case 'attribute':
      return bindExpression(scope, expression.object);
    case 'subscript':
      return all([expression.object, expression.index]);
    case 'call':
      return all([expression.callee, ...expression.arguments.map(({ value }) => value)]);
    case 'unary':
      return bindExpression(scope, expression.operand);
    case 'binary':
    case 'bool-op':
      return all([expression.left, expression.right]);
    case 'compare':
      return all([expression.first, ...expression.rest.map(({ operand }) => operand)]);
    case 'conditional':
      return all([expression.test, expression.then, expression.otherwise]);
    case 'list':
    case 'tuple':
    case 'set':
      return all(expression.items);
    case 'dict':
      return all(expression.entries.flatMap(({ key, value }) => [key, value]));
    case 'comprehension':
      return all([
        expression.element,
        expression.value,
        ...expression.clauses.flatMap(({ iterable, conditions }) => [iterable, ...conditions]),
      ]);
    case 'starred':
    case 'await':
      return bindExpression(scope, expression.value);
    default:
  }
}
