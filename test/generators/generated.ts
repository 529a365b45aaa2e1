// Every file, or part of one, that is written from the code. To add one, write its generator beside this file and name it here.
import { grammarFile } from './grammar.ts';
import { manifestFiles } from './manifest.ts';
import { ruleTables } from './rules.ts';
import { settingsPage } from './settings-page.ts';
import { specFiles } from './spec.ts';

export interface Generated {
  /** From the project's root. */
  readonly file: string;
  /** The whole file as it should be; parts that are not generated are taken from what stands there (undefined: no file). */
  text(current: string | undefined): string;
}

export const generated: readonly Generated[] = [
  grammarFile,
  ...manifestFiles,
  settingsPage,
  ...specFiles,
  ...ruleTables,
];
