// Short ways to write Python signatures down. Knows no class.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import type { PythonParameter } from './binding.ts';

/** An argument that becomes an attribute; without a default it is required. */
export function argument(name: string, attribute: string, fallback?: AttributeInput): PythonParameter {
  return { name, attribute, ...(fallback === undefined ? {} : { default: fallback }) };
}

/** An argument that is true or false, where Python takes anything. */
export function truth(name: string, attribute: string, fallback: boolean): PythonParameter {
  return { name, attribute, default: fallback, convert: (value) => (typeof value === 'number' ? value !== 0 : value) };
}

/** Arguments that do not matter to shapes and costs. */
export function ignored(...names: readonly string[]): readonly PythonParameter[] {
  return names.map((name) => ({ name, default: null }));
}

/** Where and in which precision a module keeps its weights. */
export const FACTORY = ignored('device', 'dtype');
