// `npm run generate`: writes every file that follows from the code. test/meta/generated.test.ts fails when one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { generated } from './generators/generated.ts';

const root = resolve(import.meta.dirname, '..');

for (const { file, text } of generated) {
  const path = resolve(root, file);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const wanted = text(current);
  if (wanted === current) continue;
  writeFileSync(path, wanted);
  console.log(`wrote ${file}`);
}
