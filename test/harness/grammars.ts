// Loads the parser of Python once, as `prepare` does in a session: `analyze` then reads Python at once.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { invariant } from '../../server/src/base/invariant.ts';
import { loadParser, parserIfLoaded } from '../../server/src/frontends/python/grammar.ts';

const { resolve } = createRequire(import.meta.url);
const GRAMMARS: Readonly<Record<string, string>> = {
  'tree-sitter.wasm': 'web-tree-sitter/tree-sitter.wasm',
  'tree-sitter-python.wasm': 'tree-sitter-python/tree-sitter-python.wasm',
};

await loadParser({ resource: async (name) => readFileSync(resolve(GRAMMARS[name] ?? name)) });

const loaded = parserIfLoaded();
invariant(loaded, 'the parser of Python was loaded');
export const parser = loaded;
