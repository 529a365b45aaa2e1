// Every module that we know ourselves: torch, what stands in for packages without source, and the standard library.
import { EINOPS_MODULES } from './einops/index.ts';
import type { ModuleLibrary } from './evaluator/imports.ts';
import { standardLibrary } from './stdlib/index.ts';
import { TORCH_MODULES } from './torch/index.ts';
import { TORCHVISION_MODULES } from './torchvision/ops.ts';

export const library: ModuleLibrary = {
  module: (name) =>
    (TORCH_MODULES.get(name) ?? TORCHVISION_MODULES.get(name) ?? EINOPS_MODULES.get(name))?.() ?? standardLibrary(name),
  prefersSource: (name) => TORCHVISION_MODULES.has(name),
};
