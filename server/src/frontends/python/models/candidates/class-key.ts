// Which class of the text a class is, whichever run has made it.
import type { PyClass } from '../../evaluator/values.ts';

export function classKey({ name, module, definition }: Pick<PyClass, 'name' | 'module' | 'definition'>): string {
  return definition ? `${definition.uri} ${name}` : `${module}.${name}`;
}
