// Attributes that Python gives to all objects of a kind: `__class__`, `__dict__`, `__doc__`, a function's `__defaults__`.
import type { Interpreter } from '../interpreter.ts';
import { classOf, TYPE } from '../objects/builtin-classes.ts';
import {
  BoundMethod,
  type Namespace,
  NativeFunction,
  PyAttributes,
  type PyClass,
  PyClassMethod,
  PyFunction,
  PyInstance,
  PyProperty,
  PyStaticMethod,
  PyTuple,
  type Value,
} from '../values.ts';
import { docstringOf, returnAnnotation, signatureOf } from './functions.ts';
import { attributesOf, hasDict, namespaceDict } from './own-attributes.ts';

export const CLASS_SPECIALS: Readonly<Record<string, (of: PyClass) => Value>> = {
  __name__: ({ name }) => name,
  __qualname__: ({ name }) => name,
  __module__: ({ module }) => module,
  __mro__: ({ mro }) => new PyTuple(mro),
  __bases__: ({ bases }) => new PyTuple(bases),
  __base__: ({ bases }) => bases[0] ?? null,
  __dict__: ({ namespace }) => namespaceDict(namespace),
  __doc__: () => null,
  __class__: ({ meta }) => meta ?? TYPE,
};

export function specialAttribute(interpreter: Interpreter, object: Value, name: string): Value | undefined {
  switch (name) {
    case '__class__':
      return classOf(object);
    case '__dict__': {
      if (object instanceof PyInstance) return hasDict(object.class) ? new PyAttributes(object) : undefined;
      const own = attributesOf(object);
      return own && namespaceDict(own);
    }
    case '__doc__':
      return docOf(interpreter, object);
    case '__module__':
      if (object instanceof PyFunction) return object.module;
      return isBare(object) ? undefined : classOf(object).module;
  }
  if (object instanceof PyFunction) return ofFunction(interpreter, object, name);
  if (object instanceof NativeFunction) return name === '__name__' || name === '__qualname__' ? object.name : undefined;
  if (object instanceof BoundMethod) {
    if (name === '__self__') return object.self;
    return name === '__func__' ? object.callee : interpreter.getAttribute(object.callee, name);
  }
  if (object instanceof PyProperty) return PROPERTY_PARTS[name]?.(object);
  if (object instanceof PyStaticMethod || object instanceof PyClassMethod)
    return name === '__func__' ? object.callee : undefined;
  return undefined;
}

/** Python's own numbers, words and collections know nothing of modules. */
function isBare(object: Value): boolean {
  const isData = object === null || typeof object !== 'object' || /^(?:float|list|tuple|dict|set)$/.test(object.kind);
  return isData && classOf(object).module === 'builtins';
}

function docOf(interpreter: Interpreter, object: Value): Value {
  if (object instanceof PyFunction) return docstringOf(object);
  if (object instanceof BoundMethod) return interpreter.getAttribute(object.callee, '__doc__');
  if (object instanceof PyProperty && object.get !== null) return interpreter.getAttribute(object.get, '__doc__');
  return null;
}

const PROPERTY_PARTS: Readonly<Record<string, (property: PyProperty) => Value>> = {
  fget: ({ get }) => get,
  fset: ({ set }) => set,
  fdel: (property) => property.delete,
};

function ofFunction(interpreter: Interpreter, of: PyFunction, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return of.name;
    case '__qualname__':
      return of.qualifiedName;
    case '__annotations__': {
      const annotations: Namespace = new Map();
      for (const { name: parameter, annotation } of signatureOf(interpreter, of))
        if (annotation !== undefined) annotations.set(parameter, annotation);
      const returned = returnAnnotation(interpreter, of);
      if (returned !== undefined) annotations.set('return', returned);
      return namespaceDict(annotations);
    }
    case '__defaults__': {
      const defaults = signatureOf(interpreter, of).flatMap((parameter) =>
        parameter.kind === 'keyword-only' || parameter.default === undefined ? [] : [parameter.default],
      );
      return defaults.length > 0 ? new PyTuple(defaults) : null;
    }
    case '__kwdefaults__': {
      const named: Namespace = new Map();
      for (const { name: parameter, kind, default: given } of signatureOf(interpreter, of))
        if (kind === 'keyword-only' && given !== undefined) named.set(parameter, given);
      return named.size > 0 ? namespaceDict(named) : null;
    }
    case '__code__':
    case '__globals__':
    case '__closure__':
      return interpreter.unknown({ reason: 'not-modelled', facts: { name } });
    default:
      return undefined;
  }
}
