// Sources of published models, which are no part of this repository: CONVLINT_CACHE or ~/.cache/convlint holds them, a
// repository in `owner+name`, a Python package under its own name. Without them the tests say so and are skipped.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const CACHE = process.env.CONVLINT_CACHE ?? join(homedir(), '.cache', 'convlint');

export function cached(name: string): string | undefined {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  console.warn(`SKIPPED: no ${name} in ${CACHE}`);
  return undefined;
}
