// Built-in functions that look at the frame that calls them.
import { unknownDim } from '../../../graph/dim.ts';
import { evaluateText } from './compile/evaluate-text.ts';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { namespaceDict } from './protocols/own-attributes.ts';
import { type Namespace, nativeFunction, type Value } from './values.ts';

const LONGEST_TEXT = 2000;
const UNKNOWN_TEXT = unknownDim({ reason: 'depends-on-data', facts: { operator: 'eval' } });

export const FRAME_FUNCTIONS: ReadonlyMap<string, Value> = new Map<string, Value>([
  [
    'globals',
    nativeFunction('globals', (runtime) => {
      const module = (runtime as Interpreter).currentFrame?.module;
      if (module) runtime.readAll(module);
      return namespaceDict(module?.namespace ?? new Map());
    }),
  ],
  [
    'locals',
    nativeFunction('locals', (runtime) => {
      const frame = (runtime as Interpreter).currentFrame;
      return namespaceDict(frame ? localsOf(frame) : new Map());
    }),
  ],
  [
    'eval',
    nativeFunction('eval', (runtime, { positional: [text = null, ...namespaces], keywords, site }) => {
      const frame = (runtime as Interpreter).currentFrame;
      const isPlain = typeof text === 'string' && namespaces.length === 0 && keywords.size === 0;
      if (!isPlain || !frame || text.length > LONGEST_TEXT) return UNKNOWN_TEXT;
      runtime.spend(text.length);
      const around = { module: frame.module, namespace: localsOf(frame), site };
      return evaluateText(runtime as Interpreter, text.trim(), around) ?? UNKNOWN_TEXT;
    }),
  ],
]);

export function localsOf({ namespace, locals, slots }: Frame): Namespace {
  if (namespace) return namespace;
  const names: Namespace = new Map();
  for (const [name, slot] of slots) {
    const value = locals[slot];
    if (value !== undefined) names.set(name, value);
  }
  return names;
}
