// Where objects keep attributes of their own, and which they may have: a `__dict__`, or `__slots__`.
import { OBJECT } from '../objects/builtin-classes.ts';
import { type Namespace, type PyClass, PyDict, PyList, PyTuple, type Value } from '../values.ts';

/** The object's own attributes, where it has such. */
export function attributesOf(object: Value): Namespace | undefined {
  if (typeof object !== 'object' || object === null) return undefined;
  switch (object.kind) {
    case 'instance':
    case 'function':
    case 'list':
    case 'dict':
    case 'set':
    case 'tuple':
      return object.attributes;
    case 'module':
    case 'class':
      return object.namespace;
    default:
      return undefined;
  }
}

/** A view of a namespace as a dict: what is put into it later does not go back. */
export function namespaceDict(namespace: Namespace): PyDict {
  const dict = new PyDict();
  for (const [name, value] of namespace) dict.entries.set(name, [name, value]);
  return dict;
}

/** Whether its objects have any attributes: without, they have those of their `__slots__`. */
export function hasDict(of: PyClass): boolean {
  if (of === OBJECT) return false;
  // Mostly it is seen at once that nothing is said of slots.
  if (!of.namespace.has('__slots__')) return true;
  return of.mro.some((each) => {
    const slots = each.namespace.get('__slots__');
    return each !== OBJECT && (slots === undefined || names(slots).includes('__dict__'));
  });
}

export function takes(of: PyClass, name: string): boolean {
  return hasDict(of) || of.mro.some(({ namespace }) => names(namespace.get('__slots__')).includes(name));
}

function names(slots: Value | undefined): readonly Value[] {
  if (slots instanceof PyTuple || slots instanceof PyList) return slots.items;
  if (slots instanceof PyDict) return [...slots.entries.values()].map(([name]) => name);
  return slots === undefined ? [] : [slots];
}
