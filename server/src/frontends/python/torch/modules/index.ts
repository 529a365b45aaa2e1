// Every class of torch.nn that is bound to an operator, by its name. To add a family, write its file and name it here.
import type { ModuleBinding } from '../binding.ts';

const FAMILIES: readonly Readonly<Record<string, ModuleBinding>>[] = [];

const byName = new Map(FAMILIES.flatMap((family) => Object.entries(family)));

/** The binding of `torch.nn.<name>`, where there is one. */
export function moduleBinding(name: string): ModuleBinding | undefined {
  return byName.get(name);
}

export const boundModules: readonly string[] = [...byName.keys()];
