// What a user can set, as the analysis sees it. The table that it is read from is settings.ts.
import type { OwnModules } from '../frontends/front-end.ts';
import type { RuleSettings } from '../rules/judge.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

export interface Config {
  readonly rules: RuleSettings;
  /** For the memory of activations. */
  readonly batch: number;
  readonly dtype: 'float32' | 'float16' | 'bfloat16' | 'float64';
  /** Scale of scaled YAML models, where a file does not say it. */
  readonly scale?: string;
  /** Modules of the user's own, which scaled YAML models may name. */
  readonly modules: OwnModules;
  /** Further folders that names of Python modules count from. */
  readonly roots: readonly string[];
  readonly locale: string;
}

export function configOf(settings: Settings, locale: string): Config {
  const { rules, batch, dtype, scale, modules, 'python.roots': roots } = settings;
  return { rules, batch, dtype, modules, roots, locale, ...(scale === '' ? {} : { scale }) };
}

export const DEFAULT_CONFIG: Config = configOf(DEFAULT_SETTINGS, 'en');
