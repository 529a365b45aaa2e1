// Every module that we know ourselves: torch, what stands in for packages without source, and the standard library.
import type { BuiltinModules, ModuleLibrary } from './evaluator/imports.ts';
import { STANDARD_LIBRARY } from './stdlib/index.ts';
import { TORCH_MODULES } from './torch/index.ts';

const STANDARD: BuiltinModules = STANDARD_LIBRARY;

export const library: ModuleLibrary = {
  module: (name, interpreter) => TORCH_MODULES.get(name)?.() ?? STANDARD.get(name)?.make(interpreter),
};
