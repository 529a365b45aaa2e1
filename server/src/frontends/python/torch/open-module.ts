// Python modules that are there in part: names that are not in them are unknown.
import { PyModule, type Value } from '../evaluator/values.ts';

export type Entries = readonly (readonly [name: string, value: Value])[];

/** Made anew for every run: a program may write into them. */
export type OpenModules = ReadonlyMap<string, () => PyModule>;

export function openModules(table: Readonly<Record<string, () => Entries>>): OpenModules {
  return new Map(
    Object.entries(table).map(([name, entries]) => [
      name,
      () => new PyModule(name, new Map<string, Value>([['__name__', name], ...entries()]), true),
    ]),
  );
}
