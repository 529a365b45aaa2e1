// Names and targets: loading, storing and deleting what a scope has resolved once.

import type { Span } from '../../../../base/span.ts';
import { unknownDim } from '../../../../graph/dim.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { unpack } from '../protocols/iteration.ts';
import { PyList, type PyModule, type Value } from '../values.ts';
import type { Code, Compiler, Store } from './compiler.ts';
import type { Binding, Scope } from './scope.ts';

export function compileLoad(compiler: Compiler, id: string, span: Span, scope: Scope): Code {
  if (id === 'super' || id === '__class__') scope.namesClass = true;
  const missed = missedAt(compiler, id, span);
  if (id === '__class__') return (frame) => frame.classCell?.class ?? missed(undefined);
  return loader(compiler, id, span, scope.resolve(id));
}

function loader(compiler: Compiler, id: string, span: Span, binding: Binding): Code {
  const { interpreter } = compiler;
  const missed = missedAt(compiler, id, span);
  switch (binding.kind) {
    case 'local': {
      const { slot } = binding;
      return (frame) => frame.locals[slot] ?? missed(frame.locals[slot]);
    }
    case 'enclosing': {
      const { depth, slot } = binding;
      return (frame) => {
        const value = outward(frame, depth)?.locals[slot];
        return value ?? missed(value);
      };
    }
    case 'named': {
      const outer = loader(compiler, id, span, binding.outer ?? { kind: 'global' });
      return (frame) => {
        const own = frame.namespace?.get(id);
        if (own === undefined) return outer(frame);
        if (interpreter.trace && frame.namespace === frame.module.namespace) interpreter.trace.read(frame.module, id);
        return own;
      };
    }
    case 'global':
      return (frame) => {
        try {
          return interpreter.global(frame, id);
        } catch (error) {
          throw compiler.placed(error, span);
        }
      };
  }
}

function outward(frame: Frame, depth: number): Frame | undefined {
  let at: Frame | undefined = frame.variables;
  for (let i = 0; i < depth && at; i++) at = at.enclosing;
  return at;
}

function missedAt(compiler: Compiler, id: string, span: Span): (value: Value | undefined) => Value {
  return (value) => {
    try {
      return missing(compiler.interpreter, value, id);
    } catch (error) {
      throw compiler.placed(error, span);
    }
  };
}

/** None is a value; what is not there was never assigned. */
function missing(interpreter: Interpreter, value: Value | undefined, id: string): Value {
  if (value === null) return null;
  return interpreter.raise(
    'UnboundLocalError',
    `cannot access local variable '${id}' where it is not associated with a value`,
  );
}

export function compileStore({ interpreter }: Compiler, id: string, scope: Scope): Store {
  const binding = scope.resolve(id);
  switch (binding.kind) {
    case 'local': {
      const { slot } = binding;
      return (frame, value) => {
        interpreter.touch(frame);
        frame.locals[slot] = value;
      };
    }
    case 'enclosing': {
      const { depth, slot } = binding;
      return (frame, value) => {
        const at = outward(frame, depth);
        if (!at) return;
        interpreter.touch(at);
        at.locals[slot] = value;
      };
    }
    case 'named':
      return (frame, value) => {
        if (frame.namespace === frame.module.namespace) bindsIn(interpreter, frame.module, id);
        frame.namespace?.set(id, value);
      };
    case 'global':
      return (frame, value) => {
        bindsIn(interpreter, frame.module, id);
        frame.module.namespace.set(id, value);
      };
  }
}

function bindsIn(interpreter: Interpreter, module: PyModule, name: string): void {
  interpreter.touch(module);
  interpreter.trace?.binds(module, name);
}

/** Assignment to any target: names, attributes, items, and nested unpacking with one star. */
export function compileTarget(compiler: Compiler, target: Expression, scope: Scope): Store {
  return compiler.stored(target, targetStore(compiler, target, scope));
}

function targetStore(compiler: Compiler, target: Expression, scope: Scope): Store {
  const { interpreter } = compiler;
  switch (target.kind) {
    case 'name':
      return compileStore(compiler, target.id, scope);
    case 'attribute': {
      const object = compiler.expression(target.object, scope);
      const { name } = target;
      return (frame, value) => interpreter.setAttribute(object(frame), name, value);
    }
    case 'subscript': {
      const object = compiler.expression(target.object, scope);
      const index = compiler.expression(target.index, scope);
      return (frame, value) => interpreter.setItem(object(frame), index(frame), value);
    }
    case 'tuple':
    case 'list':
      return compileUnpacking(compiler, target.items, scope);
    case 'starred':
      return compileTarget(compiler, target.value, scope);
    default:
      return () => {};
  }
}

function compileUnpacking(compiler: Compiler, targets: readonly Expression[], scope: Scope): Store {
  const { interpreter } = compiler;
  const stores = targets.map((target) => compileTarget(compiler, target, scope));
  const star = targets.findIndex((target) => target.kind === 'starred');
  return (frame, value) => {
    const items = unpack(interpreter, value, stores.length, star >= 0);
    if (!Array.isArray(items)) {
      // Each is a number of its own, not the same one again.
      for (const store of stores) store(frame, interpreter.isUnknown(items) ? unknownDim(items.cause) : items);
      return;
    }
    const extra = items.length - stores.length + 1;
    stores.forEach((store, index) => {
      if (index === star) store(frame, new PyList(items.slice(star, star + extra)));
      else store(frame, items[star >= 0 && index > star ? index + extra - 1 : index] as Value);
    });
  };
}

export function compileDelete(compiler: Compiler, target: Expression, scope: Scope): (frame: Frame) => void {
  const { interpreter } = compiler;
  switch (target.kind) {
    case 'attribute': {
      const object = compiler.expression(target.object, scope);
      return (frame) => interpreter.deleteAttribute(object(frame), target.name);
    }
    case 'subscript': {
      const object = compiler.expression(target.object, scope);
      const index = compiler.expression(target.index, scope);
      return (frame) => interpreter.deleteItem(object(frame), index(frame));
    }
    case 'tuple':
    case 'list': {
      const removes = target.items.map((item) => compileDelete(compiler, item, scope));
      return (frame) => {
        for (const remove of removes) remove(frame);
      };
    }
    case 'name':
      return compileDeleteName(interpreter, target.id, scope.resolve(target.id));
    default:
      return () => {};
  }
}

/** Where it is bound no more, nothing happens: what a handler calls its exception. */
export function compileForget({ interpreter }: Compiler, id: string, scope: Scope): (frame: Frame) => void {
  const remove = compileRemove(interpreter, scope.resolve(id), id);
  return (frame) => void remove(frame);
}

function compileDeleteName(interpreter: Interpreter, id: string, binding: Binding): (frame: Frame) => void {
  const remove = compileRemove(interpreter, binding, id);
  const isLocal = binding.kind === 'local' || binding.kind === 'enclosing';
  return (frame) => {
    if (remove(frame)) return;
    if (isLocal) missing(interpreter, undefined, id);
    interpreter.raise('NameError', `name '${id}' is not defined`);
  };
}

/** Whether it was bound. */
function compileRemove(interpreter: Interpreter, binding: Binding, id: string): (frame: Frame) => boolean {
  if (binding.kind === 'local' || binding.kind === 'enclosing') {
    const depth = binding.kind === 'local' ? 0 : binding.depth;
    return (frame) => {
      const at = binding.kind === 'local' ? frame : outward(frame, depth);
      if (at?.locals[binding.slot] === undefined) return false;
      interpreter.touch(at);
      at.locals[binding.slot] = undefined;
      return true;
    };
  }
  return (frame) => {
    const namespace = binding.kind === 'named' ? frame.namespace : frame.module.namespace;
    if (namespace === frame.module.namespace) interpreter.touchShared(frame.module);
    return namespace?.delete(id) ?? false;
  };
}
