// Every module that we know ourselves: torch, what stands in for packages on it, and the standard library.
import { EINOPS_MODULES } from './einops/index.ts';
import type { ModuleLibrary } from './evaluator/imports/module-library.ts';
import { LIGHTNING_MODULES } from './lightning/index.ts';
import { standardLibrary } from './stdlib/index.ts';
import { TIMM_MODULES } from './timm/index.ts';
import { TORCH_MODULES } from './torch/index.ts';
import { standInFor } from './torch/module/unknown-base.ts';
import { looksOn } from './torch/onlookers.ts';
import type { OpenModules } from './torch/open-module.ts';
import { TORCHVISION_MODELS } from './torchvision/models/index.ts';
import { TORCHVISION_OPS } from './torchvision/ops.ts';

const OWN: OpenModules = new Map([...TORCH_MODULES, ...EINOPS_MODULES, ...LIGHTNING_MODULES]);

/** Of packages written in Python on torch: their own source says more, where it is at hand. */
const STAND_INS: OpenModules = new Map([...TORCHVISION_OPS, ...TORCHVISION_MODELS, ...TIMM_MODULES]);

export const library: ModuleLibrary = {
  module: (name, importer) => (OWN.get(name) ?? STAND_INS.get(name))?.() ?? standardLibrary(name, importer),
  prefersSource: (name) => STAND_INS.has(name),
  looksOn,
  standInFor,
};
