// Classes: running their bodies and making them, with metaclasses and the hooks that Python calls then.
import type { ClassDef } from '../../syntax/ast.ts';
import { compileArguments } from '../compile/call.ts';
import type { Code, Compiler } from '../compile/compiler.ts';
import { decorate } from '../compile/decorators.ts';
import { docstring } from '../compile/docstring.ts';
import { Scope } from '../compile/scope.ts';
import { type ClassCell, Frame, NO_SLOTS, qualified } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { OBJECT, TYPE } from '../objects/builtin-classes.ts';
import { isSubclass, linearize, lookUp } from '../objects/method-order.ts';
import {
  type ClassDefinition,
  type Keywords,
  type Namespace,
  PyClass,
  PyDict,
  PyInstance,
  PyTuple,
  type Value,
} from '../values.ts';

export function compileClass(compiler: Compiler, definition: ClassDef, scope: Scope): Code {
  const { interpreter } = compiler;
  const { name } = definition;
  const { pass } = compileArguments(compiler, definition.arguments, scope);
  const decorators = definition.decorators.map((decorator) => ({
    code: compiler.expression(decorator, scope),
    span: decorator.span,
  }));
  const body = compiler.block(definition.body, Scope.ofClass(scope, definition.body));
  const doc = docstring(definition.body);
  return (frame) => {
    const { positional, keywords } = pass(frame);
    const namespace = prepared(interpreter, name, positional, keywords);
    if (doc !== undefined) namespace.set('__doc__', doc);
    const cell: ClassCell = { class: undefined };
    const inner = new Frame({
      name: qualified(frame, name),
      module: frame.module,
      uri: frame.uri,
      slots: NO_SLOTS,
      enclosing: frame.variables,
      classCell: cell,
      namespace,
    });
    interpreter.runFrame(inner, body);
    const place: ClassDefinition = {
      uri: frame.uri,
      span: compiler.absolute(definition.span),
      nameSpan: compiler.absolute(definition.nameSpan),
    };
    interpreter.trace?.defines(place);
    const made = makeClass(
      interpreter,
      { name, module: frame.module.name, definition: place },
      positional,
      namespace,
      keywords,
    );
    if (made instanceof PyClass) cell.class = made;
    let value = made;
    for (const { code, span } of [...decorators].reverse()) value = decorate(compiler, code(frame), value, span);
    return value;
  };
}

export interface ClassIdentity {
  readonly name: string;
  readonly module: string;
  readonly definition?: ClassDefinition | undefined;
}

/** As a `class` statement does: the metaclass makes it. */
export function makeClass(
  interpreter: Interpreter,
  identity: ClassIdentity,
  given: readonly Value[],
  namespace: Namespace,
  keywords: Keywords,
): Value {
  const bases = withoutGeneric(given.flatMap((base) => baseOf(interpreter, base)));
  const meta = metaclassOf(bases, keywords.get('metaclass'));
  if (!meta || isUnseen(meta) || lookUp(meta, '__new__') === TYPE_NEW()) {
    const made = makePlainClass(interpreter, identity, bases, namespace, keywords, meta);
    const init = meta && lookUp(meta, '__init__');
    if (meta && init !== undefined && init !== lookUp(TYPE, '__init__'))
      interpreter.call(init, [made, identity.name, new PyTuple(bases), dictOf(namespace)], withoutMeta(keywords));
    return made;
  }
  interpreter.newClass = identity;
  try {
    return interpreter.call(meta, [identity.name, new PyTuple(bases), dictOf(namespace)], withoutMeta(keywords));
  } finally {
    interpreter.newClass = undefined;
  }
}

/** It derives from what nobody knows, which is a metaclass: what it makes is a class. */
function isUnseen(meta: PyClass): boolean {
  return meta.open !== undefined && !meta.mro.includes(TYPE);
}

function TYPE_NEW(): Value | undefined {
  return TYPE.namespace.get('__new__');
}

function withoutMeta(keywords: Keywords): Keywords {
  return new Map([...keywords].filter(([name]) => name !== 'metaclass'));
}

function dictOf(namespace: Namespace): PyDict {
  const dict = new PyDict();
  for (const [name, value] of namespace) dict.entries.set(name, [name, value]);
  return dict;
}

/** `Generic[T]` and the like are their class already; other objects may say what they stand for. */
function baseOf(interpreter: Interpreter, base: Value): Value[] {
  if (base instanceof PyClass || interpreter.isUnknown(base)) return [base];
  const entries = base instanceof PyInstance ? interpreter.findAttribute(base, '__mro_entries__') : undefined;
  if (entries === undefined) return [interpreter.lost(base)];
  return [...(interpreter.iterate(interpreter.call(entries, [new PyTuple([base])])) ?? [])];
}

/** `Generic[T]` before a base that is generic itself adds nothing. */
function withoutGeneric(bases: readonly Value[]): readonly Value[] {
  return bases.filter((base, at) => {
    if (!(base instanceof PyClass) || base.module !== 'typing' || base.name !== 'Generic') return true;
    return !bases.slice(at + 1).some((each) => each instanceof PyClass && each !== base && each.mro.includes(base));
  });
}

/** What a metaclass puts into a class body before it runs. */
function prepared(interpreter: Interpreter, name: string, given: readonly Value[], keywords: Keywords): Namespace {
  const meta = metaclassOf(given, keywords.get('metaclass'));
  const prepare = meta && lookUp(meta, '__prepare__');
  if (!meta || prepare === undefined) return new Map();
  const bases = new PyTuple(given);
  const names = interpreter.call(interpreter.bindToClass(prepare, meta), [name, bases], withoutMeta(keywords));
  const entries = names instanceof PyDict ? [...names.entries.values()] : [];
  return new Map(entries.flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : [])));
}

/** The most derived of what is asked for and what the bases have; undefined: `type`. */
function metaclassOf(bases: readonly Value[], asked: Value | undefined): PyClass | undefined {
  const all = [asked, ...bases.map((base) => (base instanceof PyClass ? base.meta : undefined))];
  return all.reduce<PyClass | undefined>((meta, candidate) => {
    if (!(candidate instanceof PyClass) || candidate === TYPE) return meta;
    return !meta || isSubclass(candidate, meta) ? candidate : meta;
  }, undefined);
}

/** What `type.__new__` does. */
export function makePlainClass(
  interpreter: Interpreter,
  { name, module, definition }: ClassIdentity,
  bases: readonly Value[],
  namespace: Namespace,
  keywords: Keywords,
  meta: PyClass | undefined,
): PyClass {
  const known = bases.filter((base) => base instanceof PyClass);
  const unknown = bases.findIndex((base) => interpreter.isUnknown(base));
  const behind = unknown < 0 ? [] : known.filter((base) => bases.indexOf(base) > unknown);
  const open = bases.find((base) => interpreter.isUnknown(base)) ?? known.find((base) => base.open)?.open;
  const standIn = open && interpreter.imports.fileless.standInFor(known, namespace);
  if (standIn) known.push(standIn);
  else if (known.length === 0) known.push(OBJECT);
  // Orders grow with the square of a chain of classes, those of several bases with its cube.
  const ancestors = known.reduce((sum, base) => sum + base.mro.length, 0);
  interpreter.spend(known.length === 1 ? ancestors : ancestors * ancestors);
  const order = linearize(known);
  if (!order)
    return interpreter.raise(
      'TypeError',
      `Cannot create a consistent method resolution\norder (MRO) for bases ${known.map((base) => base.name).join(', ')}`,
    );
  // What is compared by content has no hash but one of its own.
  if (namespace.has('__eq__') && !namespace.has('__hash__')) namespace.set('__hash__', null);
  const made = new PyClass(name, module, known, order, namespace, {
    meta,
    definition,
    open: open ?? meta?.open,
    behind,
  });
  for (const [attribute, value] of [...namespace]) {
    const hook = interpreter.special(value, '__set_name__');
    if (hook !== undefined) interpreter.call(hook, [made, attribute]);
  }
  const hook = lookUp(made, '__init_subclass__', made);
  const own = withoutMeta(keywords);
  if (hook !== undefined && (own.size > 0 || hook !== lookUp(OBJECT, '__init_subclass__')))
    interpreter.call(interpreter.bindToClass(hook, made), [], own);
  return made;
}
