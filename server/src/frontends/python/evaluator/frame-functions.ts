// Built-in functions that look at the frame that calls them.
import { namespaceDict } from './attributes.ts';
import type { Interpreter } from './interpreter.ts';
import { type Namespace, nativeFunction, type Value } from './values.ts';

export const FRAME_FUNCTIONS: ReadonlyMap<string, Value> = new Map<string, Value>([
  [
    'globals',
    nativeFunction('globals', (runtime) => {
      const module = (runtime as Interpreter).currentFrame?.module;
      if (module) runtime.readAll(module);
      return namespaceDict(module?.namespace ?? new Map());
    }),
  ],
  ['locals', nativeFunction('locals', (runtime) => namespaceDict(localsOf(runtime as Interpreter)))],
]);

function localsOf({ currentFrame }: Interpreter): Namespace {
  if (!currentFrame) return new Map();
  if (currentFrame.namespace) return currentFrame.namespace;
  const { locals, slots } = currentFrame;
  const names: Namespace = new Map();
  for (const [name, slot] of slots) {
    const value = locals[slot];
    if (value !== undefined) names.set(name, value);
  }
  return names;
}
