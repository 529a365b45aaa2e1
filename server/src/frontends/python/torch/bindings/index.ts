// Every class of torch.nn that is bound to an operator, by its name. To add a family, write its file and name it here.

import { ACTIVATION } from './activation.ts';
import type { ModuleBinding } from './binding.ts';
import { CONVOLUTION } from './convolution.ts';
import { LINEAR } from './linear.ts';
import { LOSS } from './loss.ts';
import { NORMALIZATION } from './normalization.ts';
import { POOLING } from './pooling.ts';
import { RESAMPLING } from './resampling.ts';
import { SEQUENCE } from './sequence.ts';

const FAMILIES: readonly Readonly<Record<string, ModuleBinding>>[] = [
  ACTIVATION,
  CONVOLUTION,
  LINEAR,
  LOSS,
  NORMALIZATION,
  POOLING,
  RESAMPLING,
  SEQUENCE,
];

const byName = new Map(FAMILIES.flatMap((family) => Object.entries(family)));

/** The binding of `torch.nn.<name>`, where there is one. */
export function moduleBinding(name: string): ModuleBinding | undefined {
  return byName.get(name);
}

export const boundModules: readonly string[] = [...byName.keys()];
