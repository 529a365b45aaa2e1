// What the build puts beside the server: the parser's files, from the packages that they come from.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const { resolve } = createRequire(import.meta.url);

const PACKAGES: Readonly<Record<string, string>> = {
  'tree-sitter.wasm': 'web-tree-sitter',
  'tree-sitter-python.wasm': 'tree-sitter-python',
};

/** By its name, or its path in `dist`. */
export function resource(path: string): Uint8Array {
  const name = basename(path);
  return readFileSync(resolve(`${PACKAGES[name] ?? '.'}/${name}`));
}
