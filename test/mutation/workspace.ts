// A workspace of one file: imports lead nowhere, the grammars come from their packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Workspace } from '../../server/src/frontends/front-end.ts';

const { resolve } = createRequire(import.meta.url);

const GRAMMARS: Readonly<Record<string, string>> = {
  'tree-sitter.wasm': 'web-tree-sitter/tree-sitter.wasm',
  'tree-sitter-python.wasm': 'tree-sitter-python/tree-sitter-python.wasm',
};

export const memoryWorkspace: Workspace = {
  read: async () => undefined,
  rootsOf: () => [],
  resource: async (name) => readFileSync(resolve(GRAMMARS[name] ?? name)),
};
