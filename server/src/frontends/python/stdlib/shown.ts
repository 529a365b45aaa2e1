// What classes derived from built-in containers take as `self`, and how they show themselves.
import { addMethods, type Receiver } from '../builtins/declare.ts';
import { type PyClass, PyDict, PyList, type Runtime, type Value } from '../evaluator/values.ts';

export const asDict = (value: Value): PyDict | undefined => (value instanceof PyDict ? value : undefined);
export const asList = (value: Value): PyList | undefined => (value instanceof PyList ? value : undefined);

/** `Name(what it is made of)` */
export function shows<Self extends PyDict | PyList>(
  of: PyClass,
  receive: Receiver<Self>,
  parts: (runtime: Runtime, self: Self) => string,
): void {
  addMethods<Self>(of, receive, {
    '__repr__()': (runtime, self) => `${runtime.typeOf(self).name}(${parts(runtime, self)})`,
  });
}
