// Where the tests in a real VS Code find and leave things.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Git-ignored: screenshots, logs and the counts of passed and failed tests. */
export const RESULTS = join(ROOT, 'test-results');
/** Git-ignored: VS Code, its Node and a browser, as npm gave them. */
export const REAL = join(ROOT, '.vscode-real');

mkdirSync(RESULTS, { recursive: true });

export function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
