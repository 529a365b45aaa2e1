// Attributes as Python finds them: descriptors, properties, methods bound to their object, super, `__getattr__`.
import { unknownDim } from '../../../../graph/dim.ts';
import { unknownDecoratorOf } from '../compile/decorators.ts';
import type { Interpreter } from '../interpreter.ts';
import { BUILTIN_CLASSES, classOf, OBJECT, TYPE } from '../objects/builtin-classes.ts';
import { isBehindUnknown, lookUp } from '../objects/method-order.ts';
import { unsettledBy } from '../objects/unsettled.ts';
import {
  BoundMethod,
  isOpenFor,
  NativeFunction,
  nativeFunction,
  PyClass,
  PyClassMethod,
  PyFunction,
  PyInstance,
  PyModule,
  PyProperty,
  PyRaise,
  PyStaticMethod,
  PySuper,
  PyTuple,
  type Value,
} from '../values.ts';
import { callOpen } from './calls.ts';
import { attributesOf, namespaceDict, takes } from './own-attributes.ts';
import { CLASS_SPECIALS, specialAttribute } from './special-attributes.ts';

export function getAttribute(interpreter: Interpreter, object: Value, name: string): Value {
  const custom = customGetter(object);
  const found = custom === undefined ? resolve(interpreter, object, name) : ifThere(interpreter, object, name);
  if (found !== undefined) return found;
  if (custom !== undefined) return interpreter.call(bind(interpreter, custom, object, classOf(object)), [name]);
  return noAttribute(interpreter, object, name);
}

/** A property that raises AttributeError is not there, where `__getattr__` is asked next. */
function ifThere(interpreter: Interpreter, object: Value, name: string): Value | undefined {
  try {
    return resolve(interpreter, object, name);
  } catch (error) {
    if (error instanceof PyRaise && error.exception.class.name === 'AttributeError') return undefined;
    throw error;
  }
}

/** Undefined where Python raises AttributeError. */
export function findAttribute(interpreter: Interpreter, object: Value, name: string): Value | undefined {
  const result = interpreter.attempt(
    () => resolve(interpreter, object, name) ?? getAttribute(interpreter, object, name),
  );
  if ('value' in result) return result.value;
  if (result.raised.class.name === 'AttributeError') return undefined;
  return interpreter.raiseValue(result.raised);
}

function noAttribute(interpreter: Interpreter, object: Value, name: string): Value {
  // What nobody knows has decorated it, and may have given it more than it had.
  const decorated = object instanceof PyFunction ? unknownDecoratorOf(object) : undefined;
  // Much that is Python in its package is native here.
  if (object instanceof NativeFunction)
    return unknownDim({ reason: 'not-modelled', facts: { name: `${object.name}.${name}` } });
  const why = decorated ?? unsettledBy(object);
  if (why) return unknownDim(why.cause);
  if (object instanceof PyModule)
    return interpreter.raise('AttributeError', `module '${object.name}' has no attribute '${name}'`);
  if (object instanceof PyClass)
    return interpreter.raise('AttributeError', `type object '${object.name}' has no attribute '${name}'`);
  return interpreter.raise('AttributeError', `'${classOf(object).name}' object has no attribute '${name}'`);
}

/** `__getattr__` of the object's class: asked last. */
function customGetter(object: Value): Value | undefined {
  if (object instanceof PySuper || object instanceof PyModule) return undefined;
  const of = classOf(object);
  return of === OBJECT ? undefined : lookUp(of, '__getattr__');
}

function resolve(interpreter: Interpreter, object: Value, name: string): Value | undefined {
  if (typeof object === 'object' && object !== null) {
    switch (object.kind) {
      case 'unknown':
        return object;
      case 'module':
        return ofModule(interpreter, object, name);
      case 'class':
        return ofClass(interpreter, object, name);
      case 'super':
        return ofSuper(interpreter, object, name);
    }
  }
  return ofObject(interpreter, object, name);
}

function ofModule(interpreter: Interpreter, module: PyModule, name: string): Value | undefined {
  interpreter.trace?.read(module, name);
  const own = module.namespace.get(name);
  if (own !== undefined) return own;
  if (name === '__dict__' && !module.open) {
    interpreter.readAll(module);
    return namespaceDict(module.namespace);
  }
  if (name === '__name__') return module.name;
  if (name === '__class__') return classOf(module);
  const submodule = interpreter.importing.submodule(module, name);
  if (submodule) return submodule;
  const custom = module.namespace.get('__getattr__');
  if (custom !== undefined) return interpreter.call(custom, [name]);
  return isOpenFor(module.open, name) ? unknownDim(interpreter.imports.fileless.causeOf(module, name)) : undefined;
}

function ofClass(interpreter: Interpreter, of: PyClass, name: string): Value | undefined {
  const found = lookUp(of, name);
  // An unknown base may be an enumeration's: what its body assigns is a member then.
  if (found instanceof PyInstance && of.open) return of.open;
  if (found !== undefined && !(of === TYPE && name === '__call__')) return bindToClass(interpreter, found, of, name);
  const special = CLASS_SPECIALS[name]?.(of);
  if (special !== undefined) return special;
  const meta = of.meta ?? TYPE;
  const inherited = lookUp(meta, name);
  if (inherited !== undefined) return bind(interpreter, inherited, of, meta);
  return of.open;
}

function ofSuper(interpreter: Interpreter, { after, self }: PySuper, name: string): Value | undefined {
  const of = self instanceof PyClass && self.mro.includes(after) ? self : classOf(self);
  const found = lookUp(of, name, after);
  if (found === undefined) return of.open;
  if (found instanceof PyFunction && of.open && name === '__init__' && isBehindUnknown(of, name, after))
    return withoutKnowing(interpreter, found, self, of.open);
  return of === self ? bindToClass(interpreter, found, of, name) : bind(interpreter, found, self, of);
}

/** A constructor that an unknown one calls before: nobody knows with what. */
function withoutKnowing(interpreter: Interpreter, init: PyFunction, self: Value, open: Value): Value {
  return nativeFunction('__init__', (_, { site }) =>
    callOpen(interpreter, init, { positional: [self], keywords: new Map(), site, open }),
  );
}

function ofObject(interpreter: Interpreter, object: Value, name: string): Value | undefined {
  const of = classOf(object);
  const inClass = lookUp(of, name);
  if (inClass !== undefined && isData(inClass)) return bind(interpreter, inClass, object, of);
  if (of.definition && lookUp(of, '__getattribute__') !== OBJECT.namespace.get('__getattribute__')) {
    const custom = lookUp(of, '__getattribute__') as Value;
    if (name !== '__getattribute__') return interpreter.call(bind(interpreter, custom, object, of), [name]);
  }
  return plainGet(interpreter, object, name, of, inClass);
}

/** What `object.__getattribute__` finds, descriptors with a setter aside. */
export function plainGet(
  interpreter: Interpreter,
  object: Value,
  name: string,
  of: PyClass = classOf(object),
  inClass: Value | undefined = lookUp(of, name),
): Value | undefined {
  const own = object instanceof PyInstance ? object.own(name) : attributesOf(object)?.get(name);
  if (own !== undefined) return own;
  if (inClass !== undefined) return bind(interpreter, inClass, object, of);
  const special = specialAttribute(interpreter, object, name);
  if (special !== undefined) return special;
  return of.open && lookUp(of, '__getattr__') === undefined ? of.open : undefined;
}

/** A descriptor with a setter goes before the object's own attributes. */
function isData(value: Value): boolean {
  if (value instanceof PyProperty) return value.cachedAs === undefined;
  return value instanceof PyInstance && lookUp(value.class, '__set__') !== undefined;
}

/** What an attribute of a class gives for an object of it. */
export function bind(interpreter: Interpreter, value: Value, self: Value, of: PyClass): Value {
  if (value instanceof PyFunction) return new BoundMethod(self, value);
  if (value instanceof NativeFunction) return value.binds ? new BoundMethod(self, value) : value;
  if (value instanceof PyProperty) return readProperty(interpreter, value, self);
  if (value instanceof PyStaticMethod) return value.callee;
  if (value instanceof PyClassMethod) return new BoundMethod(of, value.callee);
  if (value instanceof PyInstance) {
    const get = lookUp(value.class, '__get__');
    if (get !== undefined) return interpreter.call(get, [value, self, of]);
  }
  return value;
}

function readProperty(interpreter: Interpreter, { get, cachedAs }: PyProperty, self: Value): Value {
  if (get === null) return interpreter.raise('AttributeError', 'property has no getter');
  const value = interpreter.call(get, [self]);
  if (cachedAs !== undefined) plainSet(interpreter, self, cachedAs, value);
  return value;
}

/** Methods that are class methods without saying so. */
const IMPLICIT_CLASS_METHODS = new Set(['__init_subclass__', '__class_getitem__']);

/** What an attribute of a class gives for the class itself. */
export function bindToClass(interpreter: Interpreter, value: Value, of: PyClass, name?: string): Value {
  if (value instanceof PyStaticMethod) return value.callee;
  if (value instanceof PyClassMethod) return new BoundMethod(of, value.callee);
  const implicit = name === undefined || IMPLICIT_CLASS_METHODS.has(name);
  if (implicit && (value instanceof PyFunction || (value instanceof NativeFunction && value.binds)))
    return new BoundMethod(of, value);
  if (value instanceof PyInstance) {
    const get = lookUp(value.class, '__get__');
    if (get !== undefined) return interpreter.call(get, [value, null, of]);
  }
  return value;
}

export function setAttribute(interpreter: Interpreter, object: Value, name: string, value: Value): void {
  if (interpreter.isUnknown(object)) return;
  if (object instanceof PyInstance || (typeof object === 'object' && object !== null && 'of' in object && object.of)) {
    const custom = lookUp(classOf(object), '__setattr__');
    if (custom !== undefined && custom !== OBJECT.namespace.get('__setattr__')) {
      interpreter.call(bind(interpreter, custom, object, classOf(object)), [name, value]);
      return;
    }
  }
  plainSet(interpreter, object, name, value);
}

/** What `object.__setattr__` does. */
export function plainSet(interpreter: Interpreter, object: Value, name: string, value: Value): void {
  if (object instanceof PyClass || object instanceof PyModule) {
    if (object instanceof PyClass && BUILTIN_CLASSES.includes(object))
      interpreter.raise('TypeError', `cannot set '${name}' attribute of immutable type '${object.name}'`);
    interpreter.touchShared(object);
    object.namespace.set(name, value);
    return;
  }
  if (throughDescriptor(interpreter, object, name, 'set', [value])) return;
  const own = attributesOf(object);
  if (!own || (object instanceof PyInstance && !takes(object.class, name))) {
    noAttribute(interpreter, object, name);
    return;
  }
  if (!(object instanceof PyTuple)) interpreter.touch(object as PyInstance);
  own.set(name, value);
}

/** Whether the class has a property, or an object with such a method, that does it. */
function throughDescriptor(
  interpreter: Interpreter,
  object: Value,
  name: string,
  how: 'set' | 'delete',
  values: readonly Value[],
): boolean {
  const inClass = lookUp(classOf(object), name);
  if (inClass instanceof PyProperty && inClass.cachedAs === undefined) {
    const callee = inClass[how];
    if (callee === null) {
      const lacks = how === 'set' ? 'setter' : 'deleter';
      const message = `property '${name}' of '${classOf(object).name}' object has no ${lacks}`;
      return interpreter.raise('AttributeError', message);
    }
    interpreter.call(callee, [object, ...values]);
    return true;
  }
  if (!(inClass instanceof PyInstance)) return false;
  const method = lookUp(inClass.class, `__${how}__`);
  if (method === undefined) return false;
  interpreter.call(method, [inClass, object, ...values]);
  return true;
}

export function deleteAttribute(interpreter: Interpreter, object: Value, name: string): void {
  if (interpreter.isUnknown(object)) return;
  if (object instanceof PyInstance) {
    const custom = lookUp(object.class, '__delattr__');
    if (custom !== undefined && custom !== OBJECT.namespace.get('__delattr__')) {
      interpreter.call(bind(interpreter, custom, object, object.class), [name]);
      return;
    }
  }
  plainDelete(interpreter, object, name);
}

export function plainDelete(interpreter: Interpreter, object: Value, name: string): void {
  const isShared = object instanceof PyClass || object instanceof PyModule;
  if (!isShared && throughDescriptor(interpreter, object, name, 'delete', [])) return;
  const own = attributesOf(object);
  if (!own?.has(name)) {
    if (!classOf(object).open) noAttribute(interpreter, object, name);
    return;
  }
  if (isShared) interpreter.touchShared(object);
  else if (!(object instanceof PyTuple)) interpreter.touch(object as PyInstance);
  own.delete(name);
}
