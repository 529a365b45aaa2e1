// What is generated from the code is not stale. `npm run generate` writes it anew.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from '../generators/generated.ts';

const root = resolve(import.meta.dirname, '../..');

test.each(generated)('$file is as the code says', ({ file, text }) => {
  const path = resolve(root, file);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  // Formatting is the formatter's; only the content counts in JSON.
  const content = (json: string) => (file.endsWith('.json') ? JSON.parse(json) : json);
  expect(current !== undefined && content(current)).toEqual(content(text(current)));
});
